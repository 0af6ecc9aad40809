package dev.trimtab.postgres.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.core.advice.Evidence;
import dev.trimtab.core.advice.Recommendation.StoredCount;
import dev.trimtab.core.advice.WriteCost;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.model.CountDefinition;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.proof.Confidence;
import dev.trimtab.core.proof.Verdict;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.postgres.observe.SqlStatements;
import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stored count is right whatever happens to the rows it counts, and leaves nothing behind. */
class StoredCountIT {

  /** Names as nobody should give them. */
  private static final String SCHEMA =
      """
      CREATE SCHEMA "Odd $trimtab$";
      CREATE TABLE "Odd $trimtab$"."The ""Users"" Too" (
        "Id" bigint PRIMARY KEY, name text NOT NULL DEFAULT 'n');
      CREATE TABLE "Odd $trimtab$"."fol'lows 100%" (
        "Who" bigint NOT NULL REFERENCES "Odd $trimtab$"."The ""Users"" Too" ON DELETE CASCADE,
        "whom {key}" bigint REFERENCES "Odd $trimtab$"."The ""Users"" Too"
          ON DELETE CASCADE ON UPDATE CASCADE,
        state text NOT NULL DEFAULT 'open',
        noted integer NOT NULL DEFAULT 0);
      CREATE INDEX ON "Odd $trimtab$"."fol'lows 100%" ("whom {key}");
      CREATE INDEX ON "Odd $trimtab$"."fol'lows 100%" ("Who");
      """;

  private static final String USERS = "\"Odd $trimtab$\".\"The \"\"Users\"\" Too\"";
  private static final String FOLLOWS = "\"Odd $trimtab$\".\"fol'lows 100%\"";

  private static final Applier.Limits LIMITS =
      new Applier.Limits(Duration.ofSeconds(2), 8, Duration.ofMillis(20));

  private static StoredCount count(Optional<String> predicate) {
    var definition =
        new CountDefinition(
            TableName.of("Odd $trimtab$", "The \"Users\" Too"),
            new Identifier("Id"),
            "bigint",
            TableName.of("Odd $trimtab$", "fol'lows 100%"),
            new Identifier("whom {key}"),
            "bigint",
            predicate);
    var evidence =
        new Evidence(
            List.of(),
            List.of(),
            0,
            WriteCost.NONE,
            Confidence.ESTIMATED,
            new Verdict.Inconclusive("a test"));
    return new StoredCount(
        new Identifier("Follow \"count\" kept"), definition, "because", evidence);
  }

  private static final StoredCount ALL = count(Optional.empty());
  private static final StoredCount OPEN = count(Optional.of("state = 'open'::text"));

  /** A database with the schema, and an applier on it. */
  private static final class Bench implements AutoCloseable {
    private final TestPostgres server;
    private final String database;
    private final StoredCount count;
    private final Connection connection;
    private final Applier applier;

    Bench(int major, StoredCount count) throws SQLException {
      server = TestPostgres.major(major);
      database = server.createDatabase();
      this.count = count;
      server.execute(database, SCHEMA);
      connection = server.connect(database);
      applier =
          new Applier(
              connection, LIMITS, pause -> Thread.sleep(pause.toMillis()), new SplittableRandom(1));
    }

    void run(String sql) {
      server.execute(database, sql.replace("USERS", USERS).replace("FOLLOWS", FOLLOWS));
    }

    /** A user for each number up to the last, who is followed by as many as his number says. */
    void users(int last) {
      run("INSERT INTO USERS SELECT generate_series(1, %d)".formatted(last));
      run(
          """
          INSERT INTO FOLLOWS SELECT 1, i, CASE WHEN j %% 2 = 0 THEN 'open' ELSE 'shut' END
          FROM generate_series(1, %d) i, generate_series(1, i) j
          """
              .formatted(last));
    }

    void apply() {
      applier.check(change());
      applier.apply(change());
    }

    Change change() {
      return new Change(
          1,
          ChangeState.APPLYING,
          Change.Kind.STORED_COUNT,
          count.table(),
          count.column(),
          count.applySql(),
          count.undoSql(),
          "because",
          0.5,
          List.of(),
          Optional.empty(),
          Instant.EPOCH,
          Instant.EPOCH);
    }

    long number(String sql) throws SQLException {
      try (var other = server.connect(database);
          var statement = other.createStatement();
          var rows =
              statement.executeQuery(sql.replace("USERS", USERS).replace("FOLLOWS", FOLLOWS))) {
        rows.next();
        return rows.getLong(1);
      }
    }

    long stored(long user) throws SQLException {
      return number("SELECT \"Follow \"\"count\"\" kept\" FROM USERS WHERE \"Id\" = " + user);
    }

    /** Written down once more, so that the script's own comparison is not its own judge. */
    long wrong() throws SQLException {
      return number(
          """
          SELECT count(*) FROM USERS u WHERE u."Follow ""count"" kept" IS DISTINCT FROM
            (SELECT count(*) FROM FOLLOWS f WHERE f."whom {key}" = u."Id"%s)
          """
              .formatted(count.definition().predicate().map(" AND "::concat).orElse("")));
    }

    /** Triggers, functions and columns that were not there before. */
    long leftovers() throws SQLException {
      return number(
          """
          SELECT (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal)
            + (SELECT count(*) FROM pg_proc WHERE pronamespace = '"Odd $trimtab$"'::regnamespace)
            + (SELECT count(*) FROM pg_attribute
               WHERE attrelid = 'USERS'::regclass AND attnum > 2 AND NOT attisdropped)
          """);
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void followsEveryWayARowCanComeAndGo(int major) throws SQLException {
    for (StoredCount count : List.of(ALL, OPEN)) {
      try (var bench = new Bench(major, count)) {
        bench.users(40);
        bench.apply();
        assertThat(bench.wrong()).isZero();
        assertThat(bench.stored(40)).isEqualTo(count.equals(ALL) ? 40 : 20);

        for (String write :
            List.of(
                "INSERT INTO FOLLOWS SELECT 2, i, 'open' FROM generate_series(1, 40) i",
                "INSERT INTO FOLLOWS VALUES (3, NULL)",
                "UPDATE FOLLOWS SET \"whom {key}\" = 7 WHERE \"whom {key}\" IN (8, 9)",
                "UPDATE FOLLOWS SET \"whom {key}\" = 11 WHERE \"whom {key}\" IS NULL",
                "UPDATE FOLLOWS SET \"whom {key}\" = NULL WHERE \"whom {key}\" = 12",
                "UPDATE FOLLOWS SET state = 'shut' WHERE \"whom {key}\" BETWEEN 20 AND 25",
                "DELETE FROM FOLLOWS WHERE \"whom {key}\" = 13",
                "DELETE FROM USERS WHERE \"Id\" IN (2, 14)",
                "UPDATE USERS SET \"Id\" = 1015 WHERE \"Id\" = 15",
                "INSERT INTO USERS SELECT generate_series(50, 60)",
                """
                WITH fresh AS (INSERT INTO USERS VALUES (70) RETURNING "Id")
                INSERT INTO FOLLOWS SELECT 1, "Id" FROM fresh
                """)) {
          bench.run(write);
          assertThat(bench.wrong()).as(write).isZero();
        }
        bench.run("TRUNCATE FOLLOWS");
        assertThat(bench.number("SELECT sum(\"Follow \"\"count\"\" kept\") FROM USERS")).isZero();

        bench.applier.takeBack(bench.change());
        assertThat(bench.leftovers()).isZero();
      }
    }
  }

  @Test
  void touchesNoParentWhenNothingMoves() throws SQLException {
    try (var bench = new Bench(TestPostgres.NEWEST, OPEN)) {
      bench.users(10);
      bench.apply();
      String versions = "SELECT sum(xmin::text::bigint) FROM USERS";
      long before = bench.number(versions);

      bench.run("UPDATE FOLLOWS SET noted = noted + 1");
      bench.run(
          "UPDATE FOLLOWS SET \"whom {key}\" = 3 WHERE \"whom {key}\" = 4 AND state = 'shut'");

      assertThat(bench.number(versions)).isEqualTo(before);
      assertThat(bench.wrong()).isZero();
    }
  }

  @Test
  void refusesWhatItCannotKeepAndChangesNothing() throws SQLException {
    for (String obstacle :
        List.of(
            "ALTER TABLE USERS ADD COLUMN \"Follow \"\"count\"\" kept\" integer",
            "DROP INDEX \"Odd $trimtab$\".\"fol'lows 100%_whom {key}_idx\"",
            "ALTER TABLE FOLLOWS ENABLE ROW LEVEL SECURITY",
            """
            ALTER TABLE FOLLOWS ALTER CONSTRAINT "fol'lows 100%_whom {key}_fkey" DEFERRABLE
            """)) {
      try (var bench = new Bench(TestPostgres.NEWEST, ALL)) {
        bench.run(obstacle);
        long before = bench.leftovers();

        assertThatThrownBy(() -> bench.applier.check(bench.change()))
            .as(obstacle)
            .isInstanceOf(TrimtabException.class);
        assertThat(bench.leftovers()).isEqualTo(before);
      }
    }
  }

  /** An operator of another schema: it would fail in the trigger, so it must fail before it. */
  @Test
  void rehearsesThePredicateBeforeAnybodyDependsOnIt() throws SQLException {
    try (var bench = new Bench(TestPostgres.NEWEST, count(Optional.of("is_open(state)")))) {
      bench.run(
          "CREATE FUNCTION public.is_open(text) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN true");

      assertThatThrownBy(bench::apply).hasMessageContaining("is_open");
      assertThat(bench.number("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal")).isZero();
      bench.applier.takeBack(bench.change());
      assertThat(bench.leftovers()).isZero();
    }
  }

  @Test
  void seesThatSomebodyElseWroteTheColumn() throws SQLException {
    try (var bench = new Bench(TestPostgres.NEWEST, ALL)) {
      bench.users(10);
      bench.apply();
      bench.applier.compare(bench.change());
      bench.run("UPDATE USERS SET \"Follow \"\"count\"\" kept\" = 99 WHERE \"Id\" = 4");

      assertThatThrownBy(() -> bench.applier.compare(bench.change()))
          .hasMessageContaining("1 rows of ");
    }
  }

  /** The first batches are committed, then the backend is gone. */
  @Test
  @Timeout(60)
  void isFinishedByRunningItAgainAfterACrash() throws Exception {
    try (var bench = new Bench(TestPostgres.NEWEST, ALL);
        var blocker = bench.server.connect(bench.database);
        var killed = bench.server.connect(bench.database)) {
      bench.users(400);
      List<String> script = SqlStatements.of(ALL.applySql());
      int call =
          IntStream.range(0, script.size())
              .filter(i -> script.get(i).startsWith("CALL"))
              .findFirst()
              .orElseThrow();
      script.subList(0, call).forEach(bench::run);
      blocker.setAutoCommit(false);
      blocker
          .createStatement()
          .execute("SELECT 1 FROM %s WHERE \"Id\" = 300 FOR UPDATE".formatted(USERS));
      var thrown = new ArrayList<Throwable>();
      var filling =
          Thread.ofPlatform()
              .start(() -> {
                try (var statement = killed.createStatement()) {
                  statement.execute(script.get(call));
                } catch (SQLException e) {
                  thrown.add(e);
                }
              });
      String waiting =
          """
          FROM pg_stat_activity
          WHERE datname = current_database() AND query LIKE 'CALL%' AND wait_event_type = 'Lock'
          """;
      while (bench.number("SELECT count(*) " + waiting) == 0) {
        Thread.sleep(5);
      }
      bench.number("SELECT count(pg_terminate_backend(pid)) " + waiting);
      filling.join();
      blocker.rollback();
      assertThat(thrown).hasSize(1);
      assertThat(
              bench.number(
                  "SELECT count(*) FROM USERS WHERE \"Follow \"\"count\"\" kept\" IS NULL"))
          .isEqualTo(1);

      bench.run("DELETE FROM FOLLOWS WHERE \"whom {key}\" > 290 AND state = 'open'");
      bench.applier.check(bench.change());
      bench.applier.apply(bench.change());
      assertThat(bench.wrong()).isZero();
      assertThat(
              bench.number(
                  "SELECT count(*) FROM pg_proc WHERE prokind = 'p' AND proname LIKE '%trimtab%'"))
          .isZero();

      bench.applier.takeBack(bench.change());
      assertThat(bench.leftovers()).isZero();
    }
  }

  /** Eight writers begin before it does and end after it: follow, unfollow, come, go. */
  @ParameterizedTest
  @Timeout(120)
  @ValueSource(ints = {14, 18})
  void isRightUnderConcurrentWriters(int major) throws Exception {
    int operations = major == TestPostgres.NEWEST ? 100_000 : 20_000;
    try (var bench = new Bench(major, ALL)) {
      bench.users(200);
      bench.run("INSERT INTO USERS SELECT generate_series(201, 2000)");
      var writers = new Writers(bench, operations);
      writers.start();
      writers.awaitDone(operations / 10);
      bench.apply();
      int doneWhileApplying = writers.done.get();
      writers.join();

      assertThat(writers.failures).isEmpty();
      assertThat(doneWhileApplying).isBetween(operations / 10, operations - operations / 10);
      assertThat(writers.done.get()).isEqualTo(operations);
      assertThat(bench.number("SELECT count(*) FROM FOLLOWS")).isPositive();
      assertThat(bench.wrong()).isZero();

      bench.applier.takeBack(bench.change());
      assertThat(bench.leftovers()).isZero();
    }
  }

  /** Eight sessions that follow, unfollow, delete and add users, and try again what lost a race. */
  private static final class Writers {
    private static final int THREADS = 8;

    private final Bench bench;
    private final int operations;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger retried = new AtomicInteger();
    private final List<Throwable> failures =
        java.util.Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> threads = new ArrayList<>();

    Writers(Bench bench, int operations) {
      this.bench = bench;
      this.operations = operations;
    }

    void start() throws InterruptedException {
      var connected = new CountDownLatch(THREADS);
      for (int number = 0; number < THREADS; number++) {
        var random = new SplittableRandom(number);
        threads.add(Thread.ofPlatform().start(() -> write(random, connected)));
      }
      connected.await();
    }

    void awaitDone(int wanted) throws InterruptedException {
      while (done.get() < wanted && failures.isEmpty()) {
        Thread.sleep(2);
      }
    }

    void join() throws InterruptedException {
      for (Thread thread : threads) {
        thread.join();
      }
    }

    private void write(SplittableRandom random, CountDownLatch connected) {
      try (var connection = bench.server.connect(bench.database)) {
        connection.setAutoCommit(false);
        connected.countDown();
        while (begun.incrementAndGet() <= operations) {
          one(connection, random);
          done.incrementAndGet();
        }
      } catch (SQLException e) {
        failures.add(e);
        connected.countDown();
      }
    }

    private void one(Connection connection, SplittableRandom random) throws SQLException {
      List<String> statements = operation(random);
      while (true) {
        try (var statement = connection.createStatement()) {
          for (String sql : statements) {
            statement.execute(sql.replace("USERS", USERS).replace("FOLLOWS", FOLLOWS));
          }
          connection.commit();
          return;
        } catch (SQLException e) {
          connection.rollback();
          // 23503: the user to be followed was deleted by somebody else.
          if (List.of("23503", "23505").contains(e.getSQLState())) {
            return;
          }
          if (!List.of("40P01", "40001").contains(e.getSQLState())) {
            throw e;
          }
          retried.incrementAndGet();
        }
      }
    }

    /** Few users are popular, so that writers meet. */
    private static List<String> operation(SplittableRandom random) {
      int whom = 1 + (int) (2_000 * Math.pow(random.nextDouble(), 3));
      int who = 1 + random.nextInt(2_000);
      String follow = "INSERT INTO FOLLOWS VALUES (%d, %d)".formatted(who, whom);
      return switch (random.nextInt(100)) {
        case 0 -> List.of("DELETE FROM USERS WHERE \"Id\" = " + who);
        case 1, 2, 3 ->
            List.of("INSERT INTO USERS VALUES (%d) ON CONFLICT DO NOTHING".formatted(who), follow);
        case 4, 5 ->
            List.of(
                "UPDATE FOLLOWS SET \"whom {key}\" = %d WHERE ctid = ANY (ARRAY(SELECT ctid FROM FOLLOWS WHERE \"Who\" = %d LIMIT 3))"
                    .formatted(whom, who));
        case 6, 7 -> List.of(follow, "INSERT INTO FOLLOWS VALUES (%d, %d)".formatted(whom, who));
        default ->
            random.nextBoolean()
                ? List.of(follow)
                : List.of(
                    "DELETE FROM FOLLOWS WHERE \"Who\" = %d AND \"whom {key}\" < %d"
                        .formatted(who, whom));
      };
    }
  }
}
