package dev.trimtab.twin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL of our own: started in a fraction of a second from a prepared cluster, gone without
 * a trace when closed, and also when this process dies in any way.
 *
 * <p>The server is the child of a small shell that waits for the end of its standard input. We hold
 * the other end of that pipe and never write to it: when we close it, or the kernel does because we
 * were killed, the shell stops the server and deletes its folder. A shutdown hook alone would not
 * survive {@code kill -9}. The shell leads a session of its own, so that Ctrl-C in a terminal
 * reaches us and not the server behind our back.
 *
 * <p>Listens on the loopback address only, on a free port, with a random password.
 */
public final class EmbeddedServer implements AutoCloseable {

  /** The superuser of every cluster we make. */
  public static final String SUPERUSER = "trimtab";

  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final int START_ATTEMPTS = 3;

  private static final String KEEPER =
      """
      trap '' INT HUP TERM
      dir=$1; shift
      "$@" </dev/null >>"$dir/server.log" 2>&1 &
      pid=$!
      cat >/dev/null
      kill -QUIT $pid 2>/dev/null
      wait $pid 2>/dev/null
      rm -rf "$dir"
      """;

  private final ServerHome home;
  private final Path directory;
  private final Process keeper;
  private final int port;
  private final String password;

  private EmbeddedServer(
      ServerHome home, Path directory, Process keeper, int port, String password) {
    this.home = home;
    this.directory = directory;
    this.keeper = keeper;
    this.port = port;
    this.password = password;
  }

  /**
   * Starts a server with an empty database {@code postgres}.
   *
   * @param settings server settings by name, as on the command line of {@code postgres -c}
   * @throws IllegalStateException if it does not start; the message has the end of its log
   */
  public static EmbeddedServer start(ServerHome home, Map<String, String> settings) {
    try {
      ClusterTemplate template = ClusterTemplate.of(home);
      IllegalStateException last = null;
      for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
        try {
          return startOnce(home, template, settings);
        } catch (PortTakenException e) {
          last = new IllegalStateException("no free port for the embedded PostgreSQL", e);
        }
      }
      throw last == null ? new IllegalStateException("not started") : last;
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded PostgreSQL could not be prepared", e);
    }
  }

  private static EmbeddedServer startOnce(
      ServerHome home, ClusterTemplate template, Map<String, String> settings)
      throws IOException, PortTakenException {
    Path directory = Files.createTempDirectory("trimtab-");
    Path data = directory.resolve("data");
    template.copyTo(data);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    if (Account.current() == Account.NOBODY) {
      ClusterTemplate.giveToNobody(directory);
    }
    int port = freePort();
    var command = new ArrayList<String>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      command.add("/usr/bin/setsid");
    }
    command.addAll(List.of("/bin/sh", "-c", KEEPER, "keeper", directory.toString()));
    command.addAll(
        Account.current()
            .command(
                List.of(
                    home.program("postgres").toString(),
                    "-D",
                    data.toString(),
                    "-p",
                    Integer.toString(port),
                    "-c",
                    "listen_addresses=127.0.0.1",
                    "-c",
                    "unix_socket_directories=")));
    settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    Process keeper =
        Child.process(command)
            .directory(directory.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    var server = new EmbeddedServer(home, directory, keeper, port, template.password());
    server.awaitReady();
    return server;
  }

  private void awaitReady() throws PortTakenException {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    Path pidFile = directory.resolve("data/postmaster.pid");
    try {
      while (System.nanoTime() < deadline) {
        // The eighth line of postmaster.pid is the server's state.
        if (Files.exists(pidFile)) {
          List<String> lines = Files.readAllLines(pidFile);
          if (lines.size() >= 8 && lines.get(7).startsWith("ready")) {
            return;
          }
        }
        String log = log();
        if (log.contains("FATAL:")) {
          close();
          if (log.contains("could not create any TCP/IP sockets")) {
            throw new PortTakenException(port);
          }
          throw new IllegalStateException(
              "the embedded PostgreSQL %s did not start:%n%s".formatted(home.version(), log));
        }
        TimeUnit.MILLISECONDS.sleep(5);
      }
      String log = log();
      close();
      throw new IllegalStateException(
          "the embedded PostgreSQL %s was not ready after %d s:%n%s"
              .formatted(home.version(), START_TIMEOUT.toSeconds(), log));
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new IllegalStateException("interrupted while the embedded PostgreSQL started", e);
    }
  }

  /** Returns the last 2,000 characters of the server's log. */
  private String log() throws IOException {
    Path file = directory.resolve("server.log");
    if (!Files.exists(file)) {
      return "";
    }
    String text = Files.readString(file, StandardCharsets.UTF_8);
    return text.substring(Math.max(0, text.length() - 2_000));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Returns a superuser connection to a database; the caller closes it. */
  public Connection connect(String database) throws SQLException {
    return connect(database, new Properties());
  }

  /** Returns a superuser connection with further driver properties. */
  Connection connect(String database, Properties more) throws SQLException {
    var properties = new Properties();
    properties.putAll(more);
    properties.setProperty("user", SUPERUSER);
    properties.setProperty("password", password);
    properties.setProperty("ApplicationName", "trimtab");
    properties.setProperty("assumeMinServerVersion", "10");
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database), properties);
  }

  /** Returns the TCP port on the loopback address. */
  public int port() {
    return port;
  }

  /** Returns the superuser's password: random, and only for this machine's cache folder. */
  public String password() {
    return password;
  }

  public ServerHome home() {
    return home;
  }

  /** Returns the data directory, which relation files are relative to. */
  public Path dataDirectory() {
    return directory.resolve("data");
  }

  /** Stops the server at once and deletes all it had. */
  @Override
  public void close() {
    try {
      keeper.getOutputStream().close();
      if (!keeper.waitFor(20, TimeUnit.SECONDS)) {
        keeper.destroyForcibly();
      }
    } catch (IOException e) {
      keeper.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class PortTakenException extends Exception {
    private static final long serialVersionUID = 1L;

    PortTakenException(int port) {
      super("port %d was taken before the server could have it".formatted(port));
    }
  }
}
