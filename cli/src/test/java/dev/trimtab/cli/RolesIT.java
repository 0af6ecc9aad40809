package dev.trimtab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.cli.Runs.Result;
import dev.trimtab.testkit.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The roles that {@code trimtab roles} makes can do what they are for, and nothing is spare. */
class RolesIT {

  @TempDir private Path folder = Path.of("");

  /** A database of an application, with nothing granted to everybody. */
  private static final class Shop {

    private final TestPostgres server;
    private final String database;
    private final Runs runs = Runs.plain();

    Shop(int major) throws SQLException {
      server = TestPostgres.major(major);
      database = server.createDatabase();
      server.execute(
          database,
          """
          CREATE ROLE %1$s_owner;
          REVOKE ALL ON DATABASE %1$s FROM PUBLIC;
          REVOKE ALL ON SCHEMA public FROM PUBLIC;
          CREATE EXTENSION pg_stat_statements;
          CREATE SCHEMA shop;
          CREATE TABLE shop.orders (id bigint PRIMARY KEY, customer int NOT NULL, placed date);
          ALTER TABLE shop.orders OWNER TO %1$s_owner;
          INSERT INTO shop.orders SELECT i, i * 7919 %% 5000, DATE '2026-01-01' + i %% 300
            FROM generate_series(1, 60000) i;
          CREATE TABLE shop.ours (id int);
          CREATE TABLE shop.canary AS SELECT 1 AS one;
          """
              .formatted(database));
      server.execute(database, "VACUUM ANALYZE");
      server.execute(database, "SELECT pg_stat_statements_reset()");
      try (var connection = server.connect(database);
          var reads =
              connection.prepareStatement("SELECT id, placed FROM shop.orders WHERE customer=?")) {
        for (int customer = 0; customer < 60; customer++) {
          reads.setInt(1, customer);
          reads.executeQuery().close();
        }
      }
      grant();
    }

    String reader() {
      return database + "_the \"reader\"";
    }

    String applier() {
      return database + "_the 100% applier";
    }

    /** Runs exactly what is printed. */
    void grant() {
      Result printed = runs.done("roles", url("x"), "--reader", reader(), "--applier", applier());
      server.execute(database, printed.out());
    }

    void run(String sql) {
      server.execute(
          database,
          sql.replace("READER", '"' + reader().replace("\"", "\"\"") + '"')
              .replace("APPLIER", '"' + applier() + '"')
              .replace("DATABASE_", database));
    }

    String url(String role) {
      String encoded = role.replace("%", "%25").replace(" ", "%20").replace("\"", "%22");
      return "postgres://%s@127.0.0.1:%d/%s".formatted(encoded, server.port(), database);
    }

    Result asReader(String command, String... more) {
      return as(reader(), command, more);
    }

    Result asApplier(String command, String... more) {
      return as(applier(), command, more);
    }

    Result as(String role, String command, String... more) {
      var arguments = new ArrayList<>(List.of(command));
      if (!command.equals("undo")) {
        arguments.add(url(role));
      }
      arguments.addAll(List.of(more));
      if (command.equals("undo")) {
        arguments.add(url(role));
      }
      arguments.add("-q");
      return runs.run(arguments.toArray(String[]::new));
    }

    /** Takes a grant away, sees what is said, and gives it back. */
    void without(String revoke, Step step, String... said) {
      run(revoke);
      Result result = step.take();
      String all = result.all().replaceAll("\\s+", " ");
      assertThat(all).as(revoke).contains(said);
      grant();
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

    List<String> indexes() throws SQLException {
      return texts(
          "SELECT indexrelid::regclass::text FROM pg_index"
              + " WHERE indrelid = 'shop.orders'::regclass AND NOT indisprimary");
    }
  }

  private interface Step {
    Result take();
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void theReaderLooksAndTheApplierChanges(int major) throws SQLException {
    var shop = new Shop(major);
    shop.grant();
    Path file = folder.resolve("shop.json");

    Result seen = shop.asReader("snapshot", "-o", file.toString());
    assertThat(seen.status()).as(seen.all()).isZero();
    assertThat(seen.err()).doesNotContain("GRANT", "superuser");
    Result advice = shop.asReader("advise", "--check");
    assertThat(advice.status()).as(advice.all()).isEqualTo(ExitCode.SOMETHING_TO_CHANGE);
    assertThat(advice.out())
        .contains("(\"customer\"", "The twin's plan is the database's own")
        .doesNotContain("were not compared", "GRANT", "hidden");

    Result refused = shop.asReader("tune", "--apply");
    assertThat(refused.status()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.err())
        .contains("PRIVILEGE_MISSING", "may not create the journal", "GRANT CREATE ON DATABASE");
    assertThat(shop.indexes()).isEmpty();

    Result tuned = shop.asApplier("tune", "--apply");
    assertThat(tuned.status()).as(tuned.all()).isZero();
    assertThat(shop.indexes()).hasSize(1);
    assertThat(shop.asApplier("verify").out()).contains("still helps");
    assertThat(shop.asApplier("watch", "--for=1s", "--every=1s").status()).isZero();
    assertThat(shop.asApplier("history").out()).contains("kept");
    assertThat(shop.asReader("history").out()).contains("kept");
    assertThat(shop.asReader("undo", "1").err()).contains("PRIVILEGE_MISSING", "may not write");
    Result undone = shop.asApplier("undo", "1");
    assertThat(undone.status()).as(undone.all()).isZero();
    assertThat(shop.indexes()).isEmpty();
    isLeast(shop);
  }

  /** Neither is more than it has to be. */
  private static void isLeast(Shop shop) throws SQLException {
    String applier = shop.applier().replace("'", "''");
    assertThat(
            shop.texts(
                """
                SELECT concat_ws(' ', rolsuper, rolcreaterole, rolcreatedb, rolbypassrls,
                  rolreplication, pg_has_role(oid, 'postgres', 'MEMBER'),
                  has_table_privilege(oid, 'shop.ours', 'INSERT'))
                FROM pg_roles WHERE rolname IN ('%s', '%s')
                """
                    .formatted(shop.reader(), applier)))
        .containsExactly("f f f f f f f", "f f f f f f f");
    assertThat(
            shop.texts(
                "SELECT has_table_privilege('%s', 'shop.orders', 'INSERT')::text"
                    .formatted(shop.reader())))
        .containsExactly("false");
  }

  @Test
  void everyGrantThatIsMissingIsNamed() throws SQLException {
    var shop = new Shop(TestPostgres.NEWEST);
    shop.without(
        "REVOKE CREATE ON DATABASE DATABASE_ FROM APPLIER",
        () -> shop.asApplier("tune", "--apply"),
        "PRIVILEGE_MISSING",
        "GRANT CREATE ON DATABASE \"%s\" TO \"%s\"".formatted(shop.database, shop.applier()));
    shop.without(
        "REVOKE DATABASE__owner FROM APPLIER",
        () -> shop.asApplier("tune", "--apply"),
        "PRIVILEGE_MISSING",
        "GRANT \"%s_owner\" TO \"%s\"".formatted(shop.database, shop.applier()));
    shop.without(
        "REVOKE CREATE ON SCHEMA shop FROM APPLIER",
        () -> shop.asApplier("tune", "--apply"),
        "PRIVILEGE_MISSING",
        "GRANT CREATE ON SCHEMA \"shop\" TO \"%s\"".formatted(shop.applier()));
    shop.without(
        "REVOKE READER FROM APPLIER",
        () -> shop.asApplier("tune", "--apply"),
        "PRIVILEGE_MISSING",
        "GRANT CONNECT ON DATABASE \"%s\" TO \"%s\"".formatted(shop.database, shop.applier()));
    assertThat(shop.indexes()).isEmpty();

    shop.without(
        "REVOKE CONNECT ON DATABASE DATABASE_ FROM READER",
        () -> shop.asReader("snapshot"),
        "PRIVILEGE_MISSING",
        "GRANT CONNECT ON DATABASE \"%s\" TO ".formatted(shop.database));
    shop.without(
        "REVOKE pg_monitor FROM READER",
        () -> shop.asReader("snapshot"),
        "statements of other roles are hidden",
        "GRANT pg_read_all_stats TO");
    shop.without(
        "REVOKE SELECT ON shop.orders FROM READER",
        () -> shop.asReader("snapshot"),
        "Column statistics of 1 table are hidden",
        "(shop.orders): GRANT");
    shop.without(
        "REVOKE USAGE ON SCHEMA shop FROM READER",
        () -> shop.asReader("advise"),
        "permission denied for schema shop");
    shop.without(
        "REVOKE USAGE ON SCHEMA trimtab FROM READER",
        () -> shop.asReader("history"),
        "PRIVILEGE_MISSING",
        "GRANT USAGE ON SCHEMA trimtab TO");
    shop.without(
        "REVOKE SELECT ON ALL TABLES IN SCHEMA trimtab FROM READER",
        () -> shop.asReader("history"),
        "PRIVILEGE_MISSING",
        "GRANT SELECT ON ALL TABLES IN SCHEMA trimtab TO");
  }

  @Test
  void aSuperuserReadsWithAWarningAndChangesNothingUnlessTold() throws SQLException {
    var shop = new Shop(TestPostgres.NEWEST);
    for (String command : List.of("snapshot", "history")) {
      Result result = shop.as("postgres", command);
      assertThat(result.status()).as(result.all()).isZero();
      assertThat(result.err()).containsOnlyOnce("note: postgres is a superuser");
    }
    assertThat(shop.asReader("history").err()).doesNotContain("superuser");

    for (Result refused :
        List.of(
            shop.as("postgres", "tune", "--apply"),
            shop.as("postgres", "verify"),
            shop.as("postgres", "watch"),
            shop.as("postgres", "resume"),
            shop.as("postgres", "undo", "1"))) {
      assertThat(refused.status()).isEqualTo(ExitCode.FAILED);
      assertThat(refused.err())
          .hasLineCount(1)
          .contains("SUPERUSER_REFUSED", "postgres", "'trimtab roles'", "--allow-superuser");
    }
    assertThat(shop.indexes()).isEmpty();
    assertThat(
            shop.texts("SELECT relname FROM pg_class WHERE relnamespace = 'trimtab'::regnamespace"))
        .isEmpty();

    Result told = shop.as("postgres", "tune", "--apply", "--allow-superuser");
    assertThat(told.status()).as(told.all()).isZero();
    assertThat(told.err()).doesNotContain("note: postgres is");
    assertThat(shop.indexes()).hasSize(1);
  }

  /** Who took on another role can put it off again. */
  @Test
  void aSuperuserInDisguiseIsOneAllTheSame() throws SQLException {
    var shop = new Shop(TestPostgres.NEWEST);
    var arguments =
        List.of(
            "tune",
            shop.url("postgres") + "?options=-c%20role=" + shop.database + "_owner",
            "--apply",
            "-q");
    Result refused = shop.runs.run(arguments.toArray(String[]::new));
    assertThat(refused.err()).contains("SUPERUSER_REFUSED");
  }
}
