package dev.trimtab.postgres.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BuildProgressIT {

  @Test
  void tellsWhomABuildWaitsFor() throws Exception {
    var server = TestPostgres.newest();
    String database = server.createDatabase();
    server.execute(database, "CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 9)");
    try (var holder = server.connect(database);
        var builder = server.connect(database);
        var statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("UPDATE t SET a = 0 WHERE a = 1");
      var waiting = new CompletableFuture<BuildProgress.Step>();
      var watch =
          new BuildProgress.Watch(
              () -> server.connect(database),
              step -> {
                if (step.waitingFor().isPresent()) {
                  waiting.complete(step);
                }
              },
              _ -> Thread.sleep(5));
      try (var _ = watch.begin(builder)) {
        var build = CompletableFuture.runAsync(() -> build(builder));
        BuildProgress.Step step = waiting.get(30, TimeUnit.SECONDS);
        assertThat(step.phase()).isEqualTo("waiting for writers before build");
        assertThat(step.waitingFor()).contains(pid(holder));
        assertThat(step.total()).isEqualTo(1);
        holder.rollback();
        build.get(30, TimeUnit.SECONDS);
      }
    }
  }

  private static void build(Connection connection) {
    try (var statement = connection.createStatement()) {
      statement.execute("CREATE INDEX CONCURRENTLY t_a ON t (a)");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int pid(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT pg_backend_pid()")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  @Test
  void aWatchThatCannotLookDoesNotStopTheBuild() throws Exception {
    var server = TestPostgres.newest();
    try (var builder = server.connect(server.createDatabase());
        var statement = builder.createStatement()) {
      var watch =
          new BuildProgress.Watch(
              () -> {
                throw new SQLException("no way in");
              },
              _ -> {},
              _ -> {});
      try (var _ = watch.begin(builder)) {
        statement.execute("CREATE TABLE t (a int)");
        build(builder);
      }
      try (var rows = statement.executeQuery("SELECT to_regclass('t_a') IS NOT NULL")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getBoolean(1)).isTrue();
      }
    }
  }
}
