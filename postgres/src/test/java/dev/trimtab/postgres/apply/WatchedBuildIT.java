package dev.trimtab.postgres.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.TableName;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A build that is too much for others is cancelled, says why and leaves nothing. */
class WatchedBuildIT {

  private static final TableName SLOW = TableName.of("public", "slow");

  /** An index of an expression that takes its time: the build is at work while others come. */
  private static final String SCHEMA =
      """
      CREATE FUNCTION slowly(a int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_sleep(0.02);
        RETURN a;
      END $$;
      CREATE TABLE slow (a int);
      INSERT INTO slow SELECT generate_series(1, 400);
      """;

  private final TestPostgres server = TestPostgres.newest();
  private final String database = server.createDatabase();
  @AutoClose private Connection builder = connect();
  @AutoClose private Connection other = connect();

  private Connection connect() {
    try {
      return server.connect(database);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void load() {
    server.execute(database, SCHEMA);
  }

  private Applier applier(int attempts, BuildLimits limits) {
    var watch =
        new BuildProgress.Watch(
            () -> server.connect(database),
            _ -> {},
            pause -> Thread.sleep(Math.min(50, pause.toMillis())),
            limits);
    return new Applier(
            builder,
            new Applier.Limits(Duration.ofSeconds(2), attempts, Duration.ofMillis(50)),
            pause -> Thread.sleep(pause.toMillis()),
            new SplittableRandom(1))
        .watchedBy(watch);
  }

  private static Change change(String expression) {
    var index = new Identifier("slow_idx");
    String sql = "ON \"public\".\"slow\" USING btree (%s)".formatted(expression);
    return new Change(
        1,
        ChangeState.APPLYING,
        Change.Kind.CREATE_INDEX,
        SLOW,
        index,
        "CREATE INDEX CONCURRENTLY \"slow_idx\" " + sql,
        "DROP INDEX CONCURRENTLY \"public\".\"slow_idx\"",
        "because",
        0.5,
        List.of(),
        Optional.empty(),
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private List<String> indexes() throws SQLException {
    try (var statement = other.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT indexrelid::regclass || ' ' || indisvalid FROM pg_index"
                    + " WHERE indrelid = 'slow'::regclass")) {
      var result = new ArrayList<String>();
      while (rows.next()) {
        result.add(rows.getString(1));
      }
      return result;
    }
  }

  private static void cancelled(Throwable e) {
    assertThat(e)
        .isInstanceOfSatisfying(
            TrimtabException.class, t -> assertThat(t.code()).isEqualTo(ErrorCode.BUILD_CANCELLED));
  }

  /** As long as it waits for a build, every reader waits for it. */
  @Test
  void anAlterTableDoesNotWaitForABuild() throws Exception {
    CompletableFuture<Long> waited = CompletableFuture.supplyAsync(this::alter);

    assertThatThrownBy(() -> applier(1, BuildLimits.STANDARD).apply(change("slowly(a)")))
        .isInstanceOfSatisfying(
            TrimtabException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCK_NOT_ACQUIRED))
        .hasMessageContaining("AccessExclusiveLock")
        .hasMessageContaining("ADD COLUMN b int DEFAULT ?")
        .message()
        .doesNotContain("4711");

    assertThat(waited.get(30, TimeUnit.SECONDS)).isLessThan(2_500);
    assertThat(indexes()).isEmpty();
  }

  /** Returns for how many milliseconds it stood in line. */
  private long alter() {
    try (var session = server.connect(database);
        var statement = session.createStatement()) {
      while (!isBuilding()) {
        Thread.sleep(5);
      }
      long began = System.nanoTime();
      statement.execute("ALTER TABLE slow ADD COLUMN b int DEFAULT 4711");
      return (System.nanoTime() - began) / 1_000_000;
    } catch (SQLException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isBuilding() throws SQLException {
    try (var session = server.connect(database);
        var statement = session.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT FROM pg_stat_progress_create_index WHERE phase LIKE 'building%'")) {
      return rows.next();
    }
  }

  @Test
  void aVacuumMayWaitForABuild() throws Exception {
    CompletableFuture<Void> vacuum =
        CompletableFuture.runAsync(() -> {
          try {
            while (!isBuilding()) {
              Thread.sleep(5);
            }
            server.execute(database, "VACUUM slow");
          } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });

    applier(1, BuildLimits.STANDARD).apply(change("slowly(a)"));

    assertThat(indexes()).containsExactly("slow_idx true");
    vacuum.get(30, TimeUnit.SECONDS);
  }

  @Test
  void triesAgainOnceTheOtherIsThrough() throws Exception {
    CompletableFuture<Long> waited = CompletableFuture.supplyAsync(this::alter);

    applier(3, BuildLimits.STANDARD).apply(change("slowly(a)"));

    assertThat(indexes()).containsExactly("slow_idx true");
    waited.get(30, TimeUnit.SECONDS);
  }

  @Test
  void aBuildThatTakesTooLongIsGivenUpAtOnce() throws Exception {
    var limits =
        new BuildLimits(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            3,
            20,
            OptionalLong.empty());

    assertThatThrownBy(() -> applier(5, limits).apply(change("slowly(a)")))
        .satisfies(WatchedBuildIT::cancelled)
        .hasMessageContainingAll("slow_idx", "it took more than", "What it left was dropped");

    assertThat(indexes()).isEmpty();
  }

  @Test
  void aBuildThatTakesMoreDiskThanIsLeftIsGivenUp() throws Exception {
    server.execute(database, "INSERT INTO slow SELECT generate_series(1, 200000)");
    server.execute(
        database,
        "CREATE OR REPLACE FUNCTION slowly(a int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS"
            + " 'BEGIN IF a = 199999 THEN PERFORM pg_sleep(5); END IF; RETURN a; END'");
    try (var statement = builder.createStatement()) {
      statement.execute(
          "SET maintenance_work_mem = '1MB'; SET max_parallel_maintenance_workers = 0");
    }
    BuildLimits limits = BuildLimits.STANDARD.within(Optional.of(new DiskBudget(1 << 20)));

    assertThatThrownBy(() -> applier(5, limits).apply(change("slowly(a)")))
        .satisfies(WatchedBuildIT::cancelled)
        .hasMessageContaining("the disk budget is 1 MiB");

    assertThat(indexes()).isEmpty();
  }

  @Test
  void sessionsThatPileUpStopABuild() throws Exception {
    var limits =
        new BuildLimits(
            Duration.ofSeconds(1),
            Duration.ofHours(1),
            Duration.ofSeconds(1),
            1,
            3,
            OptionalLong.empty());
    List<CompletableFuture<Void>> crowd = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      crowd.add(CompletableFuture.runAsync(this::join, task -> new Thread(task).start()));
    }

    assertThatThrownBy(() -> applier(5, limits).apply(change("slowly(a)")))
        .satisfies(WatchedBuildIT::cancelled)
        .hasMessageContaining("sessions are active");

    assertThat(indexes()).isEmpty();
    CompletableFuture.allOf(crowd.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
  }

  private void join() {
    try {
      while (!isBuilding()) {
        Thread.sleep(20);
      }
      // Not at the first look.
      Thread.sleep(300);
      server.execute(database, "SELECT pg_sleep(4)");
    } catch (SQLException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
