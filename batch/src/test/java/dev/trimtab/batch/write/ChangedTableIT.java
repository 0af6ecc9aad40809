package dev.trimtab.batch.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One writer, and a table that is another one by its next call. */
class ChangedTableIT {

  private static final int FEW = 5;
  private static final int MANY = 5_000;
  private static final List<Integer> SIZES = List.of(FEW, MANY);

  private final TestPostgres server = TestPostgres.newest();
  private final String database = server.createDatabase();
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    connection = server.connect(database);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private static BulkWriter.Builder<Integer> into(String... path) {
    return BulkWriter.<Integer>into(path).column("x", i -> i).column("note", i -> "note " + i);
  }

  private static List<Integer> rows(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long count(String table) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** A rule that came after the first call took the rows, and nobody said so. */
  @Test
  void rulesThatComeLaterChangeNothing() throws Exception {
    execute("CREATE TABLE elsewhere (x int, note text)");
    for (String rule : List.of("NOTHING", "INSERT INTO elsewhere VALUES (NEW.x, NEW.note)")) {
      for (int size : SIZES) {
        execute("DROP TABLE IF EXISTS r; CREATE TABLE r (x int, note text)");
        BulkWriter<Integer> writer = into("r").build();
        writer.write(connection, rows(1));
        execute("CREATE RULE taken AS ON INSERT TO r DO INSTEAD " + rule);

        for (int call = 1; call <= 2; call++) {
          assertThat(writer.write(connection, rows(size)))
              .as("%d rows, call %d, %s", size, call, rule)
              .isEqualTo(new WriteResult(size, 0, 0, 0));
          assertThat(count("r")).isEqualTo(1 + (long) call * size);
        }
        assertThat(count("elsewhere")).isZero();
      }
    }
  }

  @Test
  void schemaOfEachTenantHasItsOwnTable() throws Exception {
    execute(
        """
        CREATE EXTENSION citext;
        CREATE SCHEMA one;
        CREATE SCHEMA two;
        CREATE TABLE one.t (x int PRIMARY KEY, note text);
        CREATE TABLE two.t (note text, x numeric PRIMARY KEY);
        CREATE RULE taken AS ON INSERT TO two.t DO INSTEAD NOTHING;
        """);
    for (int size : SIZES) {
      BulkWriter<Integer> upserts = into("t").key("x").build();
      BulkWriter<Integer> inserts = into("t").build();
      for (String tenant : List.of("one", "two", "one", "two")) {
        execute("SET search_path = " + tenant + ", public; TRUNCATE t");
        assertThat(inserts.write(connection, rows(size)).inserted())
            .as("%d of %s", size, tenant)
            .isEqualTo(size);
        assertThat(count(tenant + ".t")).as("%d of %s", size, tenant).isEqualTo(size);
        execute("DROP RULE IF EXISTS taken ON t");
        // Flags of rules stay until somebody cleans up (pg_class.relhasrules).
        try (var vacuum = connection.createStatement()) {
          vacuum.execute("VACUUM t");
        }
        assertThat(upserts.write(connection, rows(size + 1)))
            .as("%d of %s", size, tenant)
            .isEqualTo(new WriteResult(1, 0, size, 0));
        assertThat(count(tenant + ".t")).as("%d of %s", size, tenant).isEqualTo(size + 1);
      }
      execute("CREATE RULE taken AS ON INSERT TO two.t DO INSTEAD NOTHING");
    }
  }

  /** The key is text for one tenant and citext for the other: a savepoint was not thought of. */
  @Test
  void whatIsEqualIsAskedAnewForAnotherTable() throws Exception {
    execute(
        """
        CREATE EXTENSION citext;
        CREATE SCHEMA one;
        CREATE SCHEMA two;
        CREATE TABLE one.t (x text PRIMARY KEY, note text);
        CREATE TABLE two.t (x citext PRIMARY KEY, note text);
        """);
    BulkWriter<String> writer =
        BulkWriter.<String>into("t").column("x", s -> s).column("note", s -> s).key("x").build();
    connection.setAutoCommit(false);
    execute("SET search_path = one, public");
    assertThat(writer.write(connection, List.of("a", "A")).inserted()).isEqualTo(2);
    execute("SET search_path = two, public");
    assertThat(writer.write(connection, List.of("a", "A"))).isEqualTo(new WriteResult(1, 0, 0, 1));
    connection.commit();
    connection.setAutoCommit(true);
  }

  @Test
  void tableMayBeCalledAsATypeIs() throws Exception {
    for (String name : List.of("point", "it's a \\ ? table")) {
      for (int size : SIZES) {
        execute("DROP TABLE IF EXISTS \"%s\"".formatted(name));
        execute("CREATE TABLE \"%s\" (x int PRIMARY KEY, note text)".formatted(name));
        BulkWriter<Integer> upserts = into(name).key("x").build();

        assertThat(upserts.write(connection, rows(size)).inserted()).isEqualTo(size);
        assertThat(upserts.write(connection, rows(size)).unchanged()).isEqualTo(size);
      }
    }
  }

  /** Few rows failed as a wrong argument, and many as the database says. */
  @Test
  void missingColumnIsToldInOneWay() throws Exception {
    execute("CREATE TABLE narrow (x int PRIMARY KEY)");
    for (int size : SIZES) {
      for (var writer : List.of(into("narrow").build(), into("narrow").key("x").build())) {
        assertThatThrownBy(() -> writer.write(connection, rows(size)))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("note")
            .extracting(e -> ((SQLException) e).getSQLState())
            .isEqualTo("42703");
        assertThatThrownBy(() -> writer.writeWhatFits(connection, rows(size)))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("note");
        assertThat(connection.getAutoCommit()).isTrue();
      }
    }
  }

  /** COPY refuses a table with row-level security, so a thousand rows went and one more did not. */
  @Test
  void rowLevelSecurityTakesAsManyRowsAsComeAndRefusesAllOrNothing() throws Exception {
    execute(
        """
        CREATE TABLE guarded (x int, note text);
        ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
        CREATE POLICY small ON guarded WITH CHECK (x < 9000);
        CREATE ROLE guarded_writer;
        GRANT ALL ON guarded TO guarded_writer;
        """);
    for (int size : SIZES) {
      BulkWriter<Integer> writer = into("guarded").build();
      execute("TRUNCATE guarded; SET ROLE guarded_writer");

      assertThat(writer.write(connection, rows(size))).isEqualTo(new WriteResult(size, 0, 0, 0));
      assertThatThrownBy(() -> writer.write(connection, rows(9_001)))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("policy");
      execute("RESET ROLE");
      assertThat(count("guarded")).isEqualTo(size);
    }
    execute("DROP OWNED BY guarded_writer; DROP ROLE guarded_writer");
  }
}
