package dev.trimtab.bench.verification;

import dev.trimtab.bench.Subject;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.workload.Workload;
import dev.trimtab.engine.Engine;
import dev.trimtab.engine.EngineListener;
import dev.trimtab.engine.EngineOptions;
import dev.trimtab.engine.Outcome;
import dev.trimtab.postgres.Target;
import dev.trimtab.twin.EmbeddedServer;
import dev.trimtab.twin.ServerHome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Verification of changes that change nothing, again and again: an index that nobody uses, and one
 * that takes over every search of an equal one. Whatever it finds but "nothing" is noise.
 *
 * <p>Run with {@code bench/run nulls [RUNS]}.
 */
public final class NullVerification {

  private static final Map<String, String> SETTINGS =
      Map.of("shared_buffers", "1GB", "fsync", "off", "autovacuum", "off");

  /** No statement asks for it. */
  private static final String UNUSED = "CREATE INDEX ON messages (edited_at)";

  /** There before; what it is built on is what most statements on the table ask for. */
  private static final String EQUAL =
      "CREATE INDEX messages_equal ON messages (conversation_id, created_at)";

  /** The same with a column that no search needs: the planner may take either. */
  private static final String SAME = "CREATE INDEX ON messages (conversation_id, created_at, id)";

  private final EmbeddedServer server;
  private final Workload workload;

  private NullVerification(EmbeddedServer server, Workload workload) {
    this.server = server;
    this.workload = workload;
  }

  /** Takes how often, 10 times if nothing is said. */
  public static void main(String[] arguments) throws Exception {
    int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
    Subject subject = Subject.of("studio", 1);
    try (var server = EmbeddedServer.start(ServerHome.bundled(), SETTINGS);
        var connection = server.connect("postgres")) {
      subject.loader().load(connection);
      execute(connection, EQUAL);
      execute(connection, "VACUUM (ANALYZE) messages");
      var bench =
          new NullVerification(
              server,
              new Workload(
                  "studio",
                  Optional.empty(),
                  subject.statements().stream().filter(s -> s.text().contains("messages")).toList(),
                  List.of()));
      bench.run("an index that nobody uses", UNUSED, runs, connection);
      bench.run("an index like the one that is there", SAME, runs, connection);
    }
  }

  private void run(String name, String index, int runs, Connection connection) throws SQLException {
    int improves = 0;
    int regresses = 0;
    for (int run = 1; run <= runs; run++) {
      Outcome outcome =
          new Engine(
                  EngineOptions.of(target())
                      .workload(workload)
                      .indexes(List.of(index))
                      .allowSuperuser(true)
                      .build(),
                  EngineListener.SILENT)
              .tune();
      for (Change change : outcome.changes()) {
        String its = change.outcome().orElse("no outcome");
        improves += its.startsWith("kept") ? 1 : 0;
        regresses += its.contains("times as long") ? 1 : 0;
        System.out.printf(Locale.ROOT, "  run %d: %s%n", run, its);
      }
      execute(connection, "DROP SCHEMA IF EXISTS trimtab CASCADE");
      execute(connection, "DROP INDEX IF EXISTS messages_edited_at_idx");
      execute(connection, "DROP INDEX IF EXISTS messages_conversation_id_created_at_id_idx");
    }
    System.out.printf(
        Locale.ROOT,
        "%s: %d runs, %d false \"improves\", %d false \"regresses\"%n",
        name,
        runs,
        improves,
        regresses);
  }

  private Target target() {
    return Target.parse(
        "postgres://%s@127.0.0.1:%d/postgres".formatted(EmbeddedServer.SUPERUSER, server.port()),
        Map.of("PGPASSWORD", server.password()));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
