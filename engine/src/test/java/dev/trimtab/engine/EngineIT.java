package dev.trimtab.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.core.advice.Advice;
import dev.trimtab.core.advice.Budget;
import dev.trimtab.core.advice.Evidence;
import dev.trimtab.core.advice.Recommendation;
import dev.trimtab.core.advice.WriteCost;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.IndexKey;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.proof.Confidence;
import dev.trimtab.core.proof.Verdict;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.postgres.apply.Applier;
import dev.trimtab.postgres.apply.DiskBudget;
import dev.trimtab.postgres.journal.Journal;
import dev.trimtab.testkit.TestPostgres;
import dev.trimtab.twin.EmbeddedServer;
import dev.trimtab.twin.ServerHome;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole loop against servers that Trimtab did not start. */
class EngineIT {

  private static final String SCHEMA =
      """
      CREATE TABLE customer (id int PRIMARY KEY, name text NOT NULL);
      CREATE TABLE purchase (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customer,
        placed_at timestamp NOT NULL, note text NOT NULL);
      INSERT INTO customer SELECT i, 'customer ' || i FROM generate_series(1, 5000) i;
      INSERT INTO purchase
        SELECT i, 1 + (i * 7919) % 5000, timestamp '2024-01-01' + i * interval '1 minute',
               repeat(md5(i::text), 4)
        FROM generate_series(1, 50000) i;
      """;

  private static final List<String> STATEMENTS =
      List.of(
          "SELECT * FROM purchase WHERE customer_id = 77",
          "SELECT c.name, p.note FROM customer c JOIN purchase p ON p.customer_id = c.id"
              + " WHERE c.id = 78",
          "SELECT name FROM customer WHERE id = 79");

  /** A database with a workload, and the roles that look at it. */
  private static final class Bench {
    private final TestPostgres server;
    private final String database;

    Bench(int major, boolean hasStatistics) throws SQLException {
      server = TestPostgres.major(major);
      database = server.createDatabase();
      role(reader(), "pg_monitor");
      role(owner(), "pg_monitor");
      server.execute(database, SCHEMA);
      server.execute(
          database,
          """
          ALTER TABLE customer OWNER TO %1$s;
          ALTER TABLE purchase OWNER TO %1$s;
          GRANT CREATE ON SCHEMA public TO %1$s;
          GRANT CREATE ON DATABASE %3$s TO %1$s;
          GRANT SELECT ON ALL TABLES IN SCHEMA public TO %2$s;
          """
              .formatted(owner(), reader(), database));
      server.execute(database, "VACUUM ANALYZE");
      if (hasStatistics) {
        server.execute(database, "CREATE EXTENSION pg_stat_statements");
        server.execute(database, "SELECT pg_stat_statements_reset()");
      }
      runWorkload();
    }

    private void role(String name, String membership) {
      server.execute(
          database, "CREATE ROLE %s LOGIN; GRANT %s TO %s".formatted(name, membership, name));
    }

    String reader() {
      return database + "_reader";
    }

    String owner() {
      return database + "_owner";
    }

    private void runWorkload() throws SQLException {
      try (var connection = server.connect(database);
          var statement = connection.createStatement()) {
        for (int i = 0; i < 20; i++) {
          for (String sql : STATEMENTS) {
            statement.execute(sql);
          }
        }
      }
    }

    EngineOptions options(String role) {
      return EngineOptions.of(Target.parse(server.url(database, role), Map.of())).build();
    }

    Engine engine(String role) {
      return new Engine(options(role), EngineListener.SILENT);
    }

    List<String> texts(String sql) throws SQLException {
      try (var connection = server.connect(database);
          var statement = connection.createStatement();
          var rows = statement.executeQuery(sql)) {
        var result = new ArrayList<String>();
        while (rows.next()) {
          result.add(rows.getString(1));
        }
        return result;
      }
    }

    /** Everything in the database that a change would leave a mark on. */
    List<String> marks() throws SQLException {
      return texts(
          """
          SELECT concat_ws(' ', c.oid, c.relname, c.relkind, c.relfilenode, c.xmin)
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
          UNION ALL SELECT 'schema ' || nspname FROM pg_namespace
          WHERE nspname NOT LIKE 'pg\\_t%'
          UNION ALL SELECT concat_ws(' ', relname, n_tup_ins, n_tup_upd, n_tup_del)
          FROM pg_stat_user_tables ORDER BY 1
          """);
    }

    List<String> indexes() throws SQLException {
      return texts(
          """
          SELECT indexrelid::regclass || CASE WHEN indisvalid THEN '' ELSE ' invalid' END
          FROM pg_index
          WHERE indrelid IN ('customer'::regclass, 'purchase'::regclass) AND NOT indisprimary
          ORDER BY 1
          """);
    }

    /** No session, and so no lock, of ours is left; the server ends them a moment after we do. */
    void isTidy() throws Exception {
      String sessions =
          "SELECT usename FROM pg_stat_activity WHERE usename IN ('%s', '%s')"
              .formatted(reader(), owner());
      for (int i = 0; i < 100 && !texts(sessions).isEmpty(); i++) {
        Thread.sleep(50);
      }
      assertThat(texts(sessions)).isEmpty();
      assertThat(texts("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'")).isEmpty();
      assertThat(indexes()).noneMatch(index -> index.endsWith(" invalid"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void readerIsAdvisedOwnerIsTunedAndUndone(int major) throws Exception {
    var bench = new Bench(major, true);
    List<String> untouched = bench.marks();

    Findings findings = bench.engine(bench.reader()).advise();
    assertThat(findings.notUnderstood()).allMatch(why -> why.contains("pg_stat_statements_reset"));
    assertThat(findings.advice().recommendations())
        .anySatisfy(recommendation ->
            assertThat(recommendation.applySql()).contains("\"purchase\"", "\"customer_id\""));
    assertThat(bench.marks()).as("advice writes nothing").isEqualTo(untouched);

    assertThatThrownBy(() -> bench.engine(bench.reader()).tune())
        .satisfies(e -> isClear(e, ErrorCode.PRIVILEGE_MISSING));
    assertThat(bench.marks()).as("a reader changes nothing").isEqualTo(untouched);
    bench.isTidy();

    Outcome outcome = bench.engine(bench.owner()).tune();
    assertThat(outcome.stopped()).isEmpty();
    assertThat(outcome.changes()).extracting(Change::state).contains(ChangeState.KEPT);
    assertThat(bench.indexes()).isNotEmpty();
    bench.isTidy();

    List<Change> history = bench.engine(bench.owner()).history();
    assertThat(history).extracting(Change::id).containsAll(ids(outcome.changes()));
    for (Change change : history) {
      if (change.state() == ChangeState.KEPT) {
        assertThat(bench.engine(bench.owner()).undo(change.id()).state())
            .isEqualTo(ChangeState.ROLLED_BACK);
      }
    }
    assertThat(bench.indexes()).isEmpty();
    bench.isTidy();
  }

  private static List<Long> ids(List<Change> changes) {
    return changes.stream().map(Change::id).toList();
  }

  private static void isClear(Throwable failure, ErrorCode code) {
    assertThat(failure).isInstanceOf(TrimtabException.class);
    assertThat(((TrimtabException) failure).code()).isEqualTo(code);
    assertThat(failure.getMessage())
        .startsWith(code + ": ")
        .doesNotContain("\n")
        .hasSizeLessThan(400);
  }

  @Test
  void saysWhoHoldsTheTable() throws Exception {
    var bench = new Bench(TestPostgres.NEWEST, true);
    try (var blocker = bench.server.connect(bench.database);
        var statement = blocker.createStatement();
        var pid = statement.executeQuery("SELECT pg_backend_pid()")) {
      pid.next();
      String holder = pid.getString(1);
      blocker.setAutoCommit(false);
      statement.execute("LOCK TABLE purchase IN SHARE UPDATE EXCLUSIVE MODE");
      var impatient = new Applier.Limits(Duration.ofMillis(50), 2, Duration.ofMillis(20));

      Outcome outcome =
          new Engine(
                  bench.options(bench.owner()).but().patience(impatient).build(),
                  EngineListener.SILENT)
              .tune();

      assertThat(outcome.changes()).extracting(Change::state).doesNotContain(ChangeState.KEPT);
      assertThat(outcome.stopped())
          .isNotEmpty()
          .allSatisfy(why -> assertThat(why).startsWith("LOCK_NOT_ACQUIRED").contains(holder));
      blocker.rollback();
    }
    assertThat(bench.indexes()).isEmpty();
    bench.isTidy();
  }

  @Test
  void doesNotProposeAgainWhatWasTakenBack() throws Exception {
    var bench = new Bench(TestPostgres.NEWEST, true);
    Outcome outcome = bench.engine(bench.owner()).tune();
    List<Change> kept =
        outcome.changes().stream().filter(c -> c.state() == ChangeState.KEPT).toList();
    assertThat(kept).isNotEmpty();
    kept.forEach(change -> bench.engine(bench.owner()).undo(change.id()));

    assertThat(bench.engine(bench.owner()).advise().advice().recommendations())
        .extracting(Recommendation::applySql)
        .doesNotContainAnyElementsOf(kept.stream().map(Change::applySql).toList());
  }

  @Test
  void dropsNoIndexWhoseSubstituteWasNotKept() throws Exception {
    var bench = new Bench(TestPostgres.NEWEST, true);
    bench.server.execute(
        bench.database, "CREATE INDEX purchase_customer ON purchase (customer_id); ANALYZE");
    Findings seen = bench.engine(bench.owner()).advise();
    IndexDefinition narrow = onPurchase("customer_id");
    IndexDefinition wide = onPurchase("customer_id", "note");
    var create =
        new Recommendation.CreateIndex(
            new Identifier("purchase_wide"), wide, Optional.empty(), "a test", NO_EVIDENCE);
    var drop =
        new Recommendation.DropIndex(
            new Identifier("purchase_customer"),
            narrow,
            Recommendation.DropIndex.Cause.REDUNDANT,
            "CREATE INDEX purchase_customer ON public.purchase USING btree (customer_id)",
            "a test",
            NO_EVIDENCE);

    Outcome outcome = bench.engine(bench.owner()).tune(advising(seen, List.of(create, drop)));

    assertThat(outcome.changes())
        .extracting(Change::state)
        .containsExactly(ChangeState.ROLLED_BACK, ChangeState.REJECTED);
    assertThat(bench.indexes()).containsExactly("purchase_customer");
  }

  private static final Evidence NO_EVIDENCE =
      new Evidence(
          List.of(),
          List.of(),
          0,
          WriteCost.NONE,
          Confidence.ESTIMATED,
          new Verdict.Inconclusive("a test"));

  private static IndexDefinition onPurchase(String... columns) {
    return IndexDefinition.btree(
        TableName.of("public", "purchase"),
        Arrays.stream(columns).map(c -> IndexKey.on(new Identifier(c))).toList());
  }

  private static Findings advising(Findings findings, List<Recommendation> recommendations) {
    Advice advice = findings.advice();
    return new Findings(
        findings.snapshot(),
        findings.workload(),
        findings.understood(),
        findings.notUnderstood(),
        new Advice(
            recommendations,
            advice.statements(),
            advice.costBefore(),
            advice.costAfter(),
            advice.candidates(),
            advice.plans(),
            advice.isComplete(),
            advice.notes()),
        findings.statementAdvice(),
        findings.agreement(),
        findings.twinVersion(),
        findings.twinGaps(),
        findings.took());
  }

  @Test
  void takesBackWhatAnInterruptedRunLeft() throws Exception {
    var bench = new Bench(TestPostgres.NEWEST, true);
    long interrupted;
    try (var connection =
            java.sql.DriverManager.getConnection(bench.server.url(bench.database, bench.owner()));
        var statement = connection.createStatement()) {
      var journal = new Journal(connection);
      journal.create();
      Change change =
          journal.propose(
              Change.Kind.CREATE_INDEX,
              TableName.of("public", "purchase"),
              new Identifier("purchase_left"),
              "CREATE INDEX CONCURRENTLY purchase_left ON purchase (note)",
              "DROP INDEX CONCURRENTLY public.purchase_left",
              "a test",
              1);
      change = journal.moveTo(change, ChangeState.PROVEN, "a test");
      interrupted = journal.moveTo(change, ChangeState.APPLYING, "a test").id();
      statement.execute(change.applySql());
    }

    bench.engine(bench.owner()).tune();

    assertThat(bench.indexes()).doesNotContain("purchase_left");
    assertThat(bench.engine(bench.owner()).history())
        .filteredOn(change -> change.id() == interrupted)
        .extracting(Change::state)
        .containsExactly(ChangeState.ROLLED_BACK);
    bench.isTidy();
  }

  @Test
  void beginsNoBuildThatTheDisksHaveNoRoomFor() throws Exception {
    var bench = new Bench(TestPostgres.NEWEST, true);
    var room = new DiskBudget(16_384);

    Outcome outcome =
        new Engine(
                bench.options(bench.owner()).but().diskBudget(Optional.of(room)).build(),
                EngineListener.SILENT)
            .tune();

    assertThat(outcome.changes())
        .isNotEmpty()
        .extracting(Change::state)
        .containsOnly(ChangeState.REJECTED);
    assertThat(outcome.stopped())
        .allSatisfy(why -> assertThat(why).startsWith("DISK_BUDGET_EXCEEDED").contains("larger"));
    assertThat(bench.indexes()).isEmpty();
    bench.isTidy();
  }

  @Test
  void recommendsNothingThatIsTooBig() throws Exception {
    var bench = new Bench(TestPostgres.NEWEST, true);
    var tiny = new Budget(OptionalLong.of(8_192), OptionalInt.empty(), Optional.empty());

    Findings findings =
        new Engine(bench.options(bench.reader()).but().budget(tiny).build(), EngineListener.SILENT)
            .advise();

    assertThat(findings.advice().recommendations())
        .noneMatch(Recommendation.CreateIndex.class::isInstance);
  }

  @Test
  void namesTheMissingExtension() throws Exception {
    var bench = new Bench(TestPostgres.NEWEST, false);

    Findings findings = bench.engine(bench.reader()).advise();

    assertThat(findings.advice().recommendations()).isEmpty();
    assertThat(findings.snapshot().gaps())
        .anySatisfy(gap -> assertThat(gap).contains("pg_stat_statements"));
  }

  @Test
  void refusesAVersionThatIsTooOld() {
    var server = TestPostgres.major(12);
    String database = server.createDatabase();
    var engine =
        new Engine(
            EngineOptions.of(Target.parse(server.url(database, "postgres"), Map.of())).build(),
            EngineListener.SILENT);

    assertThatThrownBy(engine::advise).satisfies(e -> isClear(e, ErrorCode.VERSION_UNSUPPORTED));
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var engine = engine("postgres://nobody@127.0.0.1:%d/shop".formatted(port));

    assertThatThrownBy(engine::advise)
        .satisfies(e -> isClear(e, ErrorCode.HOST_UNREACHABLE))
        .hasMessageContaining(Integer.toString(port));
  }

  @Test
  void saysThatThePasswordIsWrongAndDoesNotRepeatIt() {
    try (var server = EmbeddedServer.start(ServerHome.bundled(), Map.of("fsync", "off"))) {
      var engine =
          engine(
              "postgres://%s:not-the-password@127.0.0.1:%d/postgres"
                  .formatted(EmbeddedServer.SUPERUSER, server.port()));

      assertThatThrownBy(engine::advise)
          .satisfies(e -> isClear(e, ErrorCode.AUTHENTICATION_FAILED))
          .message()
          .doesNotContain("not-the-password");
    }
  }

  private static Engine engine(String address) {
    return new Engine(
        EngineOptions.of(Target.parse(address, Map.of())).build(), EngineListener.SILENT);
  }
}
