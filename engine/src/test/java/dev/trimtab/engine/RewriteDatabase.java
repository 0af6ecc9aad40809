package dev.trimtab.engine;

import dev.trimtab.core.model.ServerFacts;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.postgres.observe.Observer;
import dev.trimtab.testkit.TestPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The tables of the suite of statement advice: with many rows for plans, with few for results. */
final class RewriteDatabase {

  private RewriteDatabase() {}

  static Snapshot withManyRows() throws Exception {
    String database = empty();
    run(database, "rewrite-many-rows.sql");
    // What a sub-query returns does not fit: the planner cannot hash it for a NOT IN.
    TestPostgres.newest().execute(database, "ALTER DATABASE " + database + " SET work_mem = 64");
    try (var connection = TestPostgres.newest().connect(database)) {
      return Observer.observe(connection);
    }
  }

  /** Returns the name of a database with the tables and no row. */
  static String empty() throws IOException {
    String database = TestPostgres.newest().createDatabase();
    run(database, "rewrite-schema.sql");
    return database;
  }

  static void run(String database, String script) throws IOException {
    try (var in = Objects.requireNonNull(RewriteDatabase.class.getResourceAsStream(script))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String statement : text.split(";\n", -1)) {
        if (!statement.isBlank()) {
          TestPostgres.newest().execute(database, statement);
        }
      }
    }
  }

  /** A server that does not offer pg_trgm. */
  static Snapshot withoutTrigrams(Snapshot its) {
    ServerFacts s = its.server();
    var server =
        new ServerFacts(
            s.versionNumber(),
            s.version(),
            s.database(),
            s.user(),
            s.encoding(),
            s.collation(),
            s.inRecovery(),
            s.databaseBytes(),
            s.startedAt(),
            s.observedAt(),
            s.statisticsReset(),
            s.searchPath(),
            List.of(),
            List.of());
    return new Snapshot(
        its.format(),
        server,
        its.settings(),
        its.types(),
        its.tables(),
        its.views(),
        its.sequences(),
        its.functions(),
        its.extendedStatistics(),
        its.statements(),
        its.gaps());
  }
}
