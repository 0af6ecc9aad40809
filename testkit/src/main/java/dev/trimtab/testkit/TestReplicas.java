package dev.trimtab.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A real primary with real replicas that stream from it: cold copies of its data directory. Server
 * 0 is the primary at first.
 */
public final class TestReplicas implements AutoCloseable {

  /** What one running server has in its folder and another must not find there. */
  private static final Set<String> ITS_OWN = Set.of("postmaster.pid", "epg-lock");

  private final List<Path> folders = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final List<EmbeddedPostgres> servers = new ArrayList<>();

  private TestReplicas() {}

  /**
   * Starts them.
   *
   * @param folder an empty one, the caller's to delete
   * @param replicas how many
   * @param settings of all servers, by name
   */
  public static TestReplicas start(Path folder, int replicas, Map<String, String> settings) {
    var all = new TestReplicas();
    boolean isStarted = false;
    try {
      all.startAll(folder, replicas, settings);
      isStarted = true;
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL and its replicas did not start", e);
    } finally {
      if (!isStarted) {
        all.close();
      }
    }
  }

  private void startAll(Path folder, int replicas, Map<String, String> settings)
      throws IOException {
    Path primary = folder.resolve("server-0");
    int port = freePort();
    server(primary, port, settings).close();
    for (int i = 1; i <= replicas; i++) {
      Path copy = folder.resolve("server-" + i);
      copy(primary, copy);
      Files.createFile(copy.resolve("standby.signal"));
      Files.writeString(
          copy.resolve("postgresql.auto.conf"),
          "primary_conninfo = 'host=127.0.0.1 port=%d user=postgres application_name=server_%d'%n"
              .formatted(port, i),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      folders.add(copy);
    }
    folders.addFirst(primary);
    ports.add(port);
    servers.add(server(primary, port, settings));
    for (int i = 1; i <= replicas; i++) {
      int its = freePort();
      ports.add(its);
      servers.add(server(folders.get(i), its, settings));
    }
  }

  private static EmbeddedPostgres server(Path data, int port, Map<String, String> settings)
      throws IOException {
    var builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setPort(port)
            .setServerConfig("wal_level", "replica")
            .setServerConfig("max_wal_senders", "10")
            .setServerConfig("wal_keep_size", "256MB")
            .setServerConfig("hot_standby", "on")
            .setServerConfig("recovery_target_timeline", "latest")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("fsync", "off")
            .setServerConfig("max_connections", "60");
    settings.forEach(builder::setServerConfig);
    return builder.start();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        if (!ITS_OWN.contains(file.getFileName().toString())) {
          Files.copy(
              file,
              to.resolve(from.relativize(file).toString()),
              java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  public int port(int server) {
    return ports.get(server);
  }

  /** Returns a superuser connection; the caller closes it. */
  public Connection connect(int server) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(port(server)));
  }

  /** Runs statements on a server as superuser. */
  public void execute(int server, String sql) {
    try (var connection = connect(server);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("could not run on server %d: %s".formatted(server, sql), e);
    }
  }

  /** Ends a server as a power failure would: no session is told. */
  public void kill(int server) throws IOException, InterruptedException {
    String pid =
        Files.readAllLines(folders.get(server).resolve("postmaster.pid")).getFirst().strip();
    new ProcessBuilder("kill", "-QUIT", pid).inheritIO().start().waitFor();
    for (int i = 0; i < 1_000 && ProcessHandle.of(Long.parseLong(pid)).isPresent(); i++) {
      Thread.sleep(10);
    }
  }

  @Override
  public void close() {
    for (EmbeddedPostgres server : servers.reversed()) {
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
