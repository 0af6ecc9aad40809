package dev.trimtab.cache.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.cache.Tag;
import dev.trimtab.testkit.FaultyProxy;
import dev.trimtab.testkit.TestPostgres;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a real server; each test has tables of its own. */
@Timeout(60)
@SuppressWarnings("NullAway.Init")
class DatabaseInvalidationIT {

  private static LogicalPostgres postgres;

  private final Heard heard = new Heard();

  @BeforeAll
  static void start() {
    postgres = LogicalPostgres.start();
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @BeforeEach
  void tables() {
    postgres.execute(
        """
        CREATE TABLE users (id int PRIMARY KEY, name text);
        CREATE TABLE files (id int PRIMARY KEY, project_id int NOT NULL, note text);
        CREATE TABLE other (id int PRIMARY KEY);
        INSERT INTO users SELECT i, 'user ' || i FROM generate_series(1, 9) i;
        """);
  }

  /** Whatever a test did, nothing of it is left at the server. */
  @AfterEach
  void nothingIsLeft() {
    Heard.await(() -> postgres.slots() == 0);
    assertThat(postgres.slots()).isZero();
    postgres.execute(
        """
        DROP SCHEMA public CASCADE; CREATE SCHEMA public;
        DROP PUBLICATION IF EXISTS trimtab_cache_shop;
        """);
  }

  private DatabaseInvalidation.Builder shop() {
    return DatabaseInvalidation.of("shop", postgres.address());
  }

  private DatabaseInvalidation follow(TableBinding... bindings) {
    var builder = shop();
    for (TableBinding binding : bindings) {
      builder.bind(binding);
    }
    var invalidation = builder.start(heard);
    heard.await("everything: nobody followed");
    heard.forget();
    return invalidation;
  }

  @Test
  void tellsTheTagsOfRowsThatCameChangedAndWent() {
    try (var _ = follow(TableBinding.of("public.users", "user:{id}"))) {
      postgres.execute("INSERT INTO users VALUES (17, 'new')");
      heard.await("user:17");
      postgres.execute("UPDATE users SET name = 'x' WHERE id = 2");
      heard.await("user:2");
      postgres.execute("DELETE FROM users WHERE id = 3");
      heard.await("user:3");
      assertThat(heard.words())
          .containsExactly(
              "table:users", "user:17",
              "table:users", "user:2",
              "table:users", "user:3");
    }
  }

  @Test
  void tellsTheOldAndTheNewKeyOfAMovedRow() {
    postgres.execute("ALTER TABLE files REPLICA IDENTITY FULL");
    postgres.execute("INSERT INTO files VALUES (1, 100, 'a')");
    try (var _ = follow(TableBinding.of("public.files", "project:{project_id}:files"))) {
      postgres.execute("UPDATE files SET project_id = 200 WHERE id = 1");
      heard.await("project:100:files");
      heard.await("project:200:files");
      heard.forget();
      postgres.execute("DELETE FROM files");
      heard.await("project:200:files");
      assertThat(heard.has("project:100:files")).isFalse();
    }
  }

  @Test
  void saysNothingOfWhatWasRolledBackNorOfOtherTables() {
    try (var invalidation = follow(TableBinding.of("public.users", "user:{id}"))) {
      postgres.execute("BEGIN; UPDATE users SET name = 'x' WHERE id = 1; ROLLBACK");
      postgres.execute("INSERT INTO other VALUES (1)");
      postgres.execute("UPDATE users SET name = 'x' WHERE id = 9");
      heard.await("user:9");
      assertThat(heard.words()).containsExactly("table:users", "user:9");
      assertThat(invalidation.status().transactions()).isEqualTo(1);
    }
  }

  @Test
  void tellsTransactionsInTheOrderOfTheirCommits() throws Exception {
    try (var _ = follow(TableBinding.of("public.users", "user:{id}"));
        var first = postgres.server().connect(postgres.database());
        var second = postgres.server().connect(postgres.database())) {
      first.setAutoCommit(false);
      second.setAutoCommit(false);
      first.createStatement().execute("UPDATE users SET name = 'x' WHERE id = 1");
      second.createStatement().execute("UPDATE users SET name = 'x' WHERE id = 2");
      second.commit();
      heard.await("user:2");
      assertThat(heard.has("user:1")).isFalse();
      first.commit();
      heard.await("user:1");
    }
  }

  @Test
  void flushesWhenATableWithRowTagsIsTruncated() {
    try (var _ =
        follow(
            TableBinding.of("public.users", "user:{id}"), TableBinding.ofTable("public.other"))) {
      postgres.execute("TRUNCATE other");
      heard.await("table:other");
      assertThat(heard.has("everything")).isFalse();
      postgres.execute("TRUNCATE users");
      heard.await("everything: public.users was truncated");
    }
  }

  /** A partition that comes later belongs to its root as well; so does one emptied by itself. */
  @Test
  void tellsTheRootOfPartitions() {
    postgres.execute(
        """
        CREATE TABLE events (id int, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
        CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
        """);
    try (var _ = follow(TableBinding.of("public.events", "event:{id}"))) {
      postgres.execute("INSERT INTO events VALUES (1, '2026-01-05')");
      heard.await("event:1");
      postgres.execute(
          "CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')");
      postgres.execute("INSERT INTO events VALUES (2, '2026-02-05')");
      heard.await("event:2");
      assertThat(heard.words()).contains("table:events", "table:events_2");
      postgres.execute("TRUNCATE events_1");
      heard.await("everything: public.events_1 was truncated");
    }
  }

  @Test
  void quotesHostileNames() {
    postgres.execute("CREATE TABLE \"odd \"\"; DROP TABLE users; --\" (id int PRIMARY KEY)");
    try (var _ =
        shop().bind(TableBinding.ofTable("public.odd \"; DROP TABLE users; --")).start(heard)) {
      postgres.execute("INSERT INTO \"odd \"\"; DROP TABLE users; --\" VALUES (1)");
      heard.await("table:odd \"; DROP TABLE users; --");
      assertThat(postgres.ask("SELECT count(*) FROM users")).isEqualTo("9");
    }
  }

  @Test
  void refusesAKeyThatTheLogWouldNotHave() {
    var builder = shop().bind(TableBinding.of("public.files", "project:{project_id}"));
    assertThatThrownBy(() -> builder.start(heard))
        .hasMessageContaining("DATABASE_SETUP")
        .hasMessageContaining("which project_id")
        .hasMessageContaining("ALTER TABLE \"public\".\"files\" REPLICA IDENTITY FULL");

    postgres.execute(
        """
        CREATE UNIQUE INDEX files_key ON files (project_id, id);
        ALTER TABLE files REPLICA IDENTITY USING INDEX files_key;
        """);
    try (var invalidation = builder.start(heard)) {
      assertThat(invalidation.status().state()).isEqualTo(InvalidationStatus.State.FOLLOWING);
    }
  }

  /** Published without one, the table would refuse the application's updates. */
  @Test
  void refusesATableWithoutReplicaIdentityBeforePublishingIt() {
    postgres.execute("CREATE TABLE plain (id int); INSERT INTO plain VALUES (1)");
    assertThatThrownBy(() -> shop().bind(TableBinding.ofTable("public.plain")).start(heard))
        .hasMessageContaining("add a primary key");
    postgres.execute("UPDATE plain SET id = 2");
    assertThat(postgres.ask("SELECT count(*) FROM pg_publication")).isEqualTo("0");
  }

  @Test
  void refusesWhatTheLogDoesNotHave() {
    postgres.execute(
        """
        CREATE VIEW shown AS SELECT * FROM users;
        CREATE UNLOGGED TABLE fast (id int PRIMARY KEY);
        """);
    assertRefused(TableBinding.ofTable("public.shown"), "is a view");
    assertRefused(TableBinding.ofTable("public.fast"), "is unlogged");
    assertRefused(TableBinding.ofTable("public.absent"), "no table public.absent");
    assertRefused(TableBinding.of("public.users", "user:{no}"), "no column no; it has id, name");
  }

  private void assertRefused(TableBinding binding, String reason) {
    assertThatThrownBy(() -> shop().bind(binding).start(heard)).hasMessageContaining(reason);
  }

  @Test
  void refusesAServerWhoseLogSaysTooLittle() {
    var plain = TestPostgres.newest();
    String database = plain.createDatabase();
    var address = new DatabaseAddress(plain.url(database, "postgres"), "postgres", "");
    var builder =
        DatabaseInvalidation.of("shop", address).bind(TableBinding.ofTable("public.users"));
    assertThatThrownBy(() -> builder.start(heard))
        .hasMessageContaining("ALTER SYSTEM SET wal_level = logical");
  }

  @Test
  void saysWhichPrivilegeIsMissing() {
    postgres.execute("CREATE ROLE reader LOGIN; CREATE ROLE replica LOGIN REPLICATION");
    var builder =
        DatabaseInvalidation.of("shop", postgres.address("reader"))
            .bind(TableBinding.ofTable("public.users"));
    assertThatThrownBy(() -> builder.start(heard))
        .hasMessageContaining(
            "let their owner run: CREATE PUBLICATION \"trimtab_cache_shop\" FOR TABLE \"public\".\"users\"");

    postgres.execute("CREATE PUBLICATION \"trimtab_cache_shop\" FOR TABLE \"public\".\"users\"");
    assertThatThrownBy(() -> builder.start(heard)).hasMessageContaining("REPLICATION");

    var allowed =
        DatabaseInvalidation.of("shop", postgres.address("replica"))
            .bind(TableBinding.ofTable("public.users"));
    try (var _ = allowed.start(heard)) {
      postgres.execute("DELETE FROM users WHERE id = 1");
      heard.await("table:users");
    }
    postgres.execute("DROP ROLE reader; DROP ROLE replica");
  }

  @Test
  void refusesAPublicationThatLeavesChangesOut() {
    postgres.execute("CREATE PUBLICATION trimtab_cache_shop FOR TABLE users WHERE (id > 5)");
    assertRefused(TableBinding.ofTable("public.users"), "row filter");
    postgres.execute(
        "DROP PUBLICATION trimtab_cache_shop; CREATE PUBLICATION trimtab_cache_shop FOR TABLE users WITH (publish = 'insert')");
    assertRefused(TableBinding.ofTable("public.users"), "leaves changes out");
    postgres.execute(
        "DROP PUBLICATION trimtab_cache_shop; CREATE PUBLICATION trimtab_cache_shop FOR TABLE users, other (id)");
    assertRefused(TableBinding.ofTable("public.users"), "list of columns for public.other");
  }

  @Test
  void addsATableToThePublicationThatIsThere() {
    try (var _ = follow(TableBinding.ofTable("public.users"));
        var _ = shop().bind(TableBinding.ofTable("public.other")).start(heard)) {
      postgres.execute("INSERT INTO other VALUES (5)");
      heard.await("table:other");
      postgres.execute("INSERT INTO users VALUES (50)");
      heard.await("table:users");
    }
  }

  /** The second level is covered by the node that came first. */
  @Test
  void doesNotFlushWhenAnotherNodeFollowsTheSame() {
    var binding = TableBinding.ofTable("public.users");
    try (var _ = follow(binding);
        var second = shop().bind(binding).start(heard)) {
      assertThat(second.status().state()).isEqualTo(InvalidationStatus.State.FOLLOWING);
      assertThat(heard.words()).isEmpty();
      assertThat(postgres.slots()).isEqualTo(2);
    }
  }

  @Test
  void flushesAfterALostConnectionAndFollowsAgain() {
    try (var invalidation = follow(TableBinding.of("public.users", "user:{id}"))) {
      postgres.execute("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots");
      heard.await("everything: changes were missed");
      heard.forget();
      postgres.execute("UPDATE users SET name = 'x' WHERE id = 4");
      heard.await("user:4");
      assertThat(invalidation.status().state()).isEqualTo(InvalidationStatus.State.FOLLOWING);
    }
  }

  @Test
  void survivesACrashOfTheServer() {
    try (var invalidation = follow(TableBinding.of("public.users", "user:{id}"))) {
      postgres.crash();
      heard.await("everything: the last changes before the log ended");
      heard.await("everything: changes were missed");
      Heard.await(() -> invalidation.status().state() == InvalidationStatus.State.FOLLOWING);
      postgres.execute("UPDATE users SET name = 'x' WHERE id = 5");
      heard.await("user:5");
    }
  }

  @Test
  void keepsWhatIsCachedWhileTheServerIsDownIfToldSo() {
    var builder = shop().bind(TableBinding.of("public.users", "user:{id}"));
    try (var invalidation = builder.keepWhileServerIsDown().start(heard)) {
      heard.forget();
      postgres.crash();
      heard.await("everything: changes were missed");
      assertThat(heard.words())
          .filteredOn(word -> word.startsWith("everything"))
          .first()
          .asString()
          .contains("the server is back");
      assertThat(invalidation.status().state()).isEqualTo(InvalidationStatus.State.FOLLOWING);
    }
  }

  /** Nobody answers, but others may write: what is cached meanwhile gets no older than a second. */
  @Test
  void flushesAgainAndAgainWhileTheNetworkIsGone() {
    try (var proxy = FaultyProxy.to(postgres.server().port());
        var invalidation =
            DatabaseInvalidation.of("shop", postgres.addressAt(proxy.port(), "postgres"))
                .bind(TableBinding.of("public.users", "user:{id}"))
                .start(heard)) {
      heard.forget();
      proxy.blackHole();
      postgres.execute("UPDATE users SET name = 'x' WHERE id = 6");
      heard.await("everything: the database is not followed");
      assertThat(invalidation.status().state()).isEqualTo(InvalidationStatus.State.BLIND);
      proxy.pass();
      heard.await("everything: changes were missed");
      heard.forget();
      postgres.execute("UPDATE users SET name = 'y' WHERE id = 6");
      heard.await("user:6");
    }
  }

  /** Who refuses us may let others write: that is not known, unless we are told to take it so. */
  @Test
  void flushesAgainAndAgainWhileConnectionsAreRefused() {
    try (var proxy = FaultyProxy.to(postgres.server().port());
        var _ =
            DatabaseInvalidation.of("shop", postgres.addressAt(proxy.port(), "postgres"))
                .bind(TableBinding.of("public.users", "user:{id}"))
                .start(heard)) {
      proxy.refuse();
      proxy.closeAll();
      heard.await("everything: the last changes before the log ended");
      heard.forget();
      heard.await("everything: the database is not followed");
      heard.forget();
      heard.await("everything: the database is not followed");
      proxy.pass();
      heard.await("everything: changes were missed");
    }
  }

  /** Closed while it connected, it once followed for ever, and kept its slot. */
  @Test
  void closedWhileItConnectsItLeavesNothing() throws Exception {
    try (var proxy = FaultyProxy.to(postgres.server().port())) {
      var invalidation =
          DatabaseInvalidation.of("shop", postgres.addressAt(proxy.port(), "postgres"))
              .bind(TableBinding.ofTable("public.users"))
              .start(heard);
      // Each of a dozen answers comes late, so that there is time to close between them.
      proxy.delay(Duration.ofMillis(150));
      postgres.execute("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots");
      Heard.await(() -> invalidation.status().state() != InvalidationStatus.State.FOLLOWING);
      TimeUnit.MILLISECONDS.sleep(400);
      invalidation.close();
      proxy.pass();
      Heard.await(() -> followers() == 0);
      assertThat(followers()).isZero();
      assertThat(postgres.slots()).isZero();
    }
  }

  private static long followers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("cache-log-"))
        .count();
  }

  @Test
  void interruptedWhileItStartsItDoesNotSeemToFollow() throws Exception {
    try (var writer = postgres.server().connect(postgres.database())) {
      writer.setAutoCommit(false);
      writer.createStatement().execute("UPDATE users SET name = 'x' WHERE id = 1");
      var start =
          new FutureTask<>(() -> shop().bind(TableBinding.ofTable("public.users")).start(heard));
      Thread thread = Thread.ofPlatform().daemon().start(start);
      TimeUnit.MILLISECONDS.sleep(500);
      thread.interrupt();
      assertThatThrownBy(start::get).hasMessageContaining("INTERRUPTED");
      writer.rollback();
      Heard.await(() -> followers() == 0);
      assertThat(followers()).isZero();
    }
  }

  @Test
  void startsWhileTheServerIsAwayAndFollowsWhenItComes() {
    try (var proxy = FaultyProxy.to(postgres.server().port())) {
      proxy.refuse();
      var builder =
          DatabaseInvalidation.of("shop", postgres.addressAt(proxy.port(), "postgres"))
              .bind(TableBinding.of("public.users", "user:{id}"));
      try (var invalidation = builder.start(heard)) {
        assertThat(invalidation.status().state()).isEqualTo(InvalidationStatus.State.CONNECTING);
        proxy.pass();
        Heard.await(() -> invalidation.status().state() == InvalidationStatus.State.FOLLOWING);
        heard.await("everything: ");
        postgres.execute("UPDATE users SET name = 'x' WHERE id = 7");
        heard.await("user:7");
      }
    }
  }

  /**
   * The log has a commit before anybody can see it; a reader would load the old value after the
   * invalidation and keep it. A standby that never answers makes that moment as long as we like.
   */
  @Test
  void waitsUntilOthersCanSeeTheChange() throws Exception {
    String local = "SET synchronous_commit = local; ";
    try (var _ = follow(TableBinding.of("public.users", "user:{id}"))) {
      postgres.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
      postgres.execute("SELECT pg_reload_conf()");
      awaitThatCommitsWait();
      heard.forget();
      Thread writer =
          Thread.ofVirtual()
              .start(() -> postgres.execute("UPDATE users SET name = 'new' WHERE id = 1"));
      Heard.await(() -> waiting() == 1);
      assertThat(waiting()).isEqualTo(1);
      postgres.execute(local + "UPDATE users SET name = 'new' WHERE id = 2");
      heard.await("user:2");
      assertThat(postgres.ask("SELECT name FROM users WHERE id = 1")).isEqualTo("user 1");
      assertThat(heard.has("user:1")).isFalse();
      heard.forget();

      postgres.execute("ALTER SYSTEM RESET synchronous_standby_names");
      postgres.execute("SELECT pg_reload_conf()");
      heard.await("user:1");
      assertThat(postgres.ask("SELECT name FROM users WHERE id = 1")).isEqualTo("new");
      writer.join();
    } finally {
      postgres.execute("ALTER SYSTEM RESET synchronous_standby_names");
      postgres.execute("SELECT pg_reload_conf()");
    }
  }

  /** The server needs a moment to act on the setting: until then commits return at once. */
  private void awaitThatCommitsWait() {
    Heard.await(() -> {
      var probe = Thread.ofVirtual().start(() -> postgres.execute("INSERT INTO other VALUES (1)"));
      Heard.await(() -> waiting() == 1 || !probe.isAlive());
      boolean waits = waiting() == 1;
      postgres.execute(
          "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
      postgres.execute("SET synchronous_commit = local; DELETE FROM other");
      return waits;
    });
  }

  private static int waiting() {
    return Integer.parseInt(
        postgres.ask("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"));
  }

  /** The disk of the server is worth more than our cache. */
  @Test
  void dropsItsSlotAndFlushesWhenTheServerKeepsTooMuchForIt() throws Exception {
    var isStuck = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var stuck = new StuckTarget(heard, isStuck, goOn);
    try (var invalidation =
        shop()
            .bind(TableBinding.of("public.users", "user:{id}"))
            .retainedBytesMax(InvalidationPlan.RETAINED_BYTES_MIN)
            .start(stuck)) {
      postgres.execute("UPDATE users SET name = 'x' WHERE id = 1");
      assertThat(isStuck.await(10, TimeUnit.SECONDS)).isTrue();
      postgres.execute(
          """
          CREATE TABLE filler AS SELECT i, repeat(md5(i::text), 20) t FROM generate_series(1, 40000) i;
          SELECT pg_switch_wal();
          """);
      Heard.await(() -> postgres.slots() == 0);
      assertThat(postgres.slots()).isZero();
      assertThat(invalidation.status().detail()).contains("the slot was dropped");
      goOn.countDown();
      heard.await("everything: changes were missed");
    }
  }

  private record StuckTarget(Heard heard, CountDownLatch isStuck, CountDownLatch goOn)
      implements StaleTarget {

    @Override
    public void invalidate(Collection<Tag> tags) {
      isStuck.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      heard.invalidate(tags);
    }

    @Override
    public void flush(String reason) {
      heard.flush(reason);
    }
  }

  /** Otherwise an idle slot would keep what others write. */
  @Test
  void letsTheLogGoWhileOnlyOtherTablesAreWritten() {
    try (var _ = follow(TableBinding.ofTable("public.users"))) {
      String confirmed = "SELECT confirmed_flush_lsn FROM pg_replication_slots";
      String before = postgres.ask(confirmed);
      postgres.execute("INSERT INTO other SELECT generate_series(1, 10000)");
      Heard.await(() -> !postgres.ask(confirmed).equals(before));
      assertThat(postgres.ask(confirmed)).isNotEqualTo(before);
    }
  }

  @Test
  void flushesAfterMoreChangesThanAnyoneCanName() {
    try (var _ = follow(TableBinding.of("public.users", "user:{id}"))) {
      postgres.execute("INSERT INTO users SELECT generate_series(10, 40009)");
      heard.await("user:40009");
      assertThat(heard.words()).hasSize(40_001);
      postgres.execute("UPDATE users SET name = 'x'");
      heard.forget();
      postgres.execute("INSERT INTO users SELECT generate_series(100001, 160000)");
      heard.await("everything: one transaction changed more than 50,000 keys");
    }
  }
}
