package dev.trimtab.batch.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** One writer for sessions of which each has a table of that name for itself. */
@Isolated("sets the locale of the JVM")
class OwnTableIT {

  private static final int FEW = 5;
  private static final int MANY = 5_000;
  private static final int ROUNDS = 3;

  private final TestPostgres server = TestPostgres.newest();
  private final String database = server.createDatabase();

  private static BulkWriter.Builder<Integer> into(String name) {
    return BulkWriter.<Integer>into(name).column("x", i -> i).column("mood", _ -> "glad");
  }

  private static List<Integer> rows(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * What was remembered of one session's table named its schema, so the other's transaction failed,
   * and had the next one of the first fail.
   */
  @Test
  void temporaryTableOfEachTransactionIsItsOwn() throws Exception {
    for (String name : List.of("import", "point")) {
      var inserts = into(name).build();
      var upserts = into(name).key("x").build();
      try (Connection one = server.connect(database);
          Connection other = server.connect(database)) {
        for (int round = 0; round < ROUNDS; round++) {
          for (Connection connection : List.of(one, other)) {
            connection.setAutoCommit(false);
            execute(
                connection,
                "CREATE TEMPORARY TABLE \"%s\" (x int PRIMARY KEY, mood text) ON COMMIT DROP"
                    .formatted(name));
            assertThat(inserts.write(connection, rows(FEW)))
                .isEqualTo(new WriteResult(FEW, 0, 0, 0));
            assertThat(upserts.write(connection, rows(FEW + 1)))
                .isEqualTo(new WriteResult(1, 0, FEW, 0));
          }
          one.commit();
          other.commit();
        }
      }
    }
  }

  /** Each tenant's role may use its own schema only, in which types are its own, too. */
  @Test
  void rolesWithoutRightsOnEachOthersSchemaTakeTurns() throws Exception {
    try (Connection connection = server.connect(database)) {
      for (String tenant : List.of("tenant_a", "tenant_b")) {
        execute(
            connection,
            """
            CREATE ROLE %1$s;
            CREATE SCHEMA %1$s AUTHORIZATION %1$s;
            CREATE TYPE %1$s."double" AS ENUM ('sad', 'glad');
            CREATE TABLE %1$s.t (x int PRIMARY KEY, mood %1$s."double");
            ALTER TYPE %1$s."double" OWNER TO %1$s;
            ALTER TABLE %1$s.t OWNER TO %1$s;
            """
                .formatted(tenant));
      }
      for (boolean isOneTransaction : new boolean[] {false, true}) {
        connection.setAutoCommit(!isOneTransaction);
        takeTurns(connection);
      }
      connection.commit();
      execute(
          connection, "RESET ROLE; DROP OWNED BY tenant_a, tenant_b; DROP ROLE tenant_a, tenant_b");
      connection.commit();
    }
  }

  private static void takeTurns(Connection connection) throws SQLException {
    for (int size : List.of(FEW, MANY)) {
      var inserts = into("t").build();
      var upserts = into("t").key("x").build();
      for (int round = 0; round < ROUNDS; round++) {
        for (String tenant : List.of("tenant_a", "tenant_b")) {
          execute(connection, "SET ROLE %1$s; SET search_path = %1$s".formatted(tenant));
          execute(connection, "TRUNCATE t");
          assertThat(inserts.write(connection, rows(size)))
              .as("%d of %s, round %d", size, tenant, round)
              .isEqualTo(new WriteResult(size, 0, 0, 0));
          assertThat(upserts.write(connection, rows(size + 1)))
              .as("%d of %s, round %d", size, tenant, round)
              .isEqualTo(new WriteResult(1, 0, size, 0));
        }
      }
    }
  }

  /** Some locales have digits of their own, which SQL does not read. */
  @Test
  void digitsOfTheLocaleDoNotMatter() throws Exception {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try (Connection connection = server.connect(database)) {
      assertThat("%d".formatted(1)).isEqualTo("\u0661");
      for (int size : List.of(FEW, MANY)) {
        execute(
            connection, "DROP TABLE IF EXISTS t; CREATE TABLE t (x int PRIMARY KEY, mood text)");
        assertThat(into("t").build().write(connection, rows(size)).inserted()).isEqualTo(size);
        assertThat(into("t").key("x").build().write(connection, rows(size + 1)))
            .isEqualTo(new WriteResult(1, 0, size, 0));
      }
    } finally {
      Locale.setDefault(before);
    }
  }
}
