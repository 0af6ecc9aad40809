package dev.trimtab.cli;

import dev.trimtab.cli.Request.Source;
import dev.trimtab.core.advice.Budget;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.model.TableName;
import dev.trimtab.engine.Engine;
import dev.trimtab.engine.EngineListener;
import dev.trimtab.engine.EngineOptions;
import dev.trimtab.engine.Findings;
import dev.trimtab.engine.Outcome;
import dev.trimtab.postgres.Target;
import dev.trimtab.twin.EmbeddedServer;
import dev.trimtab.twin.ServerHome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A server of our own on which scenarios are loaded, measured and tuned. Ends with this process.
 */
final class ScenarioServer implements AutoCloseable {

  /**
   * A server for a look, on two cores: nothing has to survive a crash, nothing else runs, and
   * nothing moves between the two measurements. What is not safe or usual is said in the output.
   */
  static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("shared_preload_libraries", "pg_stat_statements"),
          Map.entry("shared_buffers", "256MB"),
          Map.entry("work_mem", "16MB"),
          Map.entry("maintenance_work_mem", "256MB"),
          Map.entry("effective_cache_size", "1GB"),
          Map.entry("random_page_cost", "1.1"),
          Map.entry("jit", "off"),
          Map.entry("max_wal_size", "4GB"),
          Map.entry("wal_level", "minimal"),
          Map.entry("max_wal_senders", "0"),
          // The user is called as the schema of the journal is; his tables do not belong there.
          Map.entry("search_path", "public"),
          Map.entry("autovacuum", "off"),
          Map.entry("fsync", "off"),
          Map.entry("full_page_writes", "off"),
          Map.entry("synchronous_commit", "off"));

  private final Context context;
  private final EmbeddedServer server;
  private final Thread stopper;

  private ScenarioServer(Context context, EmbeddedServer server) {
    this.context = context;
    this.server = server;
    // Who waits for the server when Ctrl-C comes is told by the end of its connection.
    stopper = new Thread(server::close);
    Runtime.getRuntime().addShutdownHook(stopper);
  }

  static ScenarioServer start(Context context) {
    return new ScenarioServer(context, EmbeddedServer.start(ServerHome.bundled(), SETTINGS));
  }

  String version() {
    return server.home().version();
  }

  String password() {
    return server.password();
  }

  String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(server.port(), database);
  }

  Connection connect(String database) throws SQLException {
    return server.connect(database);
  }

  void execute(String database, String sql) throws SQLException {
    try (var connection = server.connect(database);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  Target target(String database) {
    return Target.parse(
        "postgres://%s@127.0.0.1:%d/%s"
            .formatted(EmbeddedServer.SUPERUSER, server.port(), database),
        Map.of("PGPASSWORD", server.password()));
  }

  /** The server is our own, and so is all that runs on it: there is nobody to be careful of. */
  Outcome tune(String database, EngineListener listener) {
    try (var session =
        context
            .opener()
            .open(
                Request.of(new Source.Live(target(database)))
                    .with(options -> options.allowSuperuser(true)),
                listener)) {
      return session.tune();
    }
  }

  /**
   * Tunes for statements whose times were measured elsewhere, within a budget.
   *
   * @param except definitions of indexes that are not to be proposed
   */
  Outcome tune(
      String database,
      dev.trimtab.core.workload.Workload workload,
      Budget budget,
      Set<String> except,
      EngineListener listener) {
    var options =
        EngineOptions.of(target(database))
            .workload(workload)
            .budget(budget)
            .except(except)
            .allowSuperuser(true)
            .build();
    return new Engine(options, listener).tune();
  }

  Findings advise(String database, EngineListener listener) {
    try (var session =
        context.opener().open(Request.of(new Source.Live(target(database))), listener)) {
      return session.advise();
    }
  }

  /**
   * The tables of kept changes. They are to be vacuumed and analyzed, as autovacuum would in a
   * minute: statistics of expressions, GIN's pending lists.
   */
  static List<TableName> changed(List<Change> changes) {
    return changes.stream()
        .filter(change -> change.state() == ChangeState.KEPT)
        .map(Change::table)
        .distinct()
        .toList();
  }

  @Override
  public void close() {
    server.close();
    try {
      Runtime.getRuntime().removeShutdownHook(stopper);
    } catch (IllegalStateException _) {
      // Ctrl-C: it is running already and closes what is closed.
    }
  }
}
