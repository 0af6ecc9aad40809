package dev.trimtab.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarFile;

/**
 * A real PostgreSQL for tests, one cluster per major and JVM, one database per caller.
 *
 * <p>It is started by a library of its own, never by Trimtab, so that a test against it is a test
 * against a server that Trimtab did not start. {@code pg_stat_statements} is preloaded.
 */
public final class TestPostgres {

  /** The major of the binaries on the class path, and the default. */
  public static final int NEWEST = 18;

  private static final Map<Integer, TestPostgres> CLUSTERS = new ConcurrentHashMap<>();
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private EmbeddedPostgres server;

  private TestPostgres(int major) {
    this(builder(major));
  }

  private TestPostgres(EmbeddedPostgres.Builder builder) {
    server = started(builder);
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
  }

  private static EmbeddedPostgres started(EmbeddedPostgres.Builder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL did not start", e);
    }
  }

  private static EmbeddedPostgres.Builder builder(int major) {
    var builder =
        EmbeddedPostgres.builder()
            .setServerConfig("shared_preload_libraries", "pg_stat_statements")
            .setServerConfig("track_io_timing", "on")
            .setServerConfig("fsync", "off")
            .setServerConfig("max_connections", "60")
            // It would keep rows from becoming all-visible at moments of its own choice.
            .setServerConfig("autovacuum", "off");
    if (major != NEWEST) {
      builder.setPgBinaryResolver((_, _) -> binaries(major));
    }
    return builder;
  }

  /**
   * Starts a cluster of the newest major for one test alone, which may {@link #crash} it.
   *
   * @param data an empty folder, the caller's to delete
   * @param settings server settings by name, beside the usual ones
   */
  public static TestPostgres own(Path data, Map<String, String> settings) {
    return new TestPostgres(ownBuilder(NEWEST, data, settings));
  }

  /** The same of another major, 12 to 18; such a one is not crashed. */
  public static TestPostgres own(int major, Path data, Map<String, String> settings) {
    return new TestPostgres(ownBuilder(major, data, settings));
  }

  private static EmbeddedPostgres.Builder ownBuilder(
      int major, Path data, Map<String, String> settings) {
    var builder = builder(major).setDataDirectory(data).setCleanDataDirectory(false);
    settings.forEach(builder::setServerConfig);
    return builder;
  }

  /**
   * Stops a cluster of a test's own as a power failure would, or {@code pg_ctl stop -m immediate},
   * and starts it again on the same port: SIGQUIT to the postmaster, then recovery from the log.
   *
   * @param data the folder it was started with
   * @param settings those it was started with
   */
  public void crash(Path data, Map<String, String> settings) throws IOException {
    int port = port();
    String pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip();
    try {
      new ProcessBuilder("kill", "-QUIT", pid).inheritIO().start().waitFor();
      for (int i = 0; i < 1_000 && ProcessHandle.of(Long.parseLong(pid)).isPresent(); i++) {
        Thread.sleep(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
    server = started(ownBuilder(NEWEST, data, settings).setPort(port));
  }

  /** Returns the running cluster of the newest major, started at the first call. */
  public static TestPostgres newest() {
    return major(NEWEST);
  }

  /**
   * Returns the running cluster of a major, started at the first call.
   *
   * @param major 12 to 18
   */
  public static TestPostgres major(int major) {
    return CLUSTERS.computeIfAbsent(major, TestPostgres::new);
  }

  /** Creates an empty database and returns its name. */
  public String createDatabase() {
    String name = "test_" + DATABASES.incrementAndGet();
    execute("postgres", "CREATE DATABASE " + name);
    return name;
  }

  /** Runs statements (several, split by semicolons, are fine) as superuser. */
  public void execute(String database, String sql) {
    try (var connection = connect(database);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("could not run: " + sql, e);
    }
  }

  /** Returns a superuser connection; the caller closes it. */
  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database, "postgres"));
  }

  /**
   * Returns a JDBC address for a role; the cluster trusts every local role, so that the password is
   * only one to be found where none belongs.
   */
  public String url(String database, String role) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s&password=%s"
        .formatted(port(), database, role, Marks.PASSWORD);
  }

  public int port() {
    return server.getPort();
  }

  /** Ends a cluster of a test's own; the others end with the JVM. */
  public void close() {
    stop();
  }

  private void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The build copies one jar per older major beside this module's classes. */
  private static InputStream binaries(int major) {
    Path jar =
        Path.of(System.getProperty("trimtab.basedir", "."), "testkit/target/postgres")
            .resolve(major + ".jar");
    if (!Files.exists(jar)) {
      throw new IllegalStateException(
          "no binaries of PostgreSQL %d at %s: build the module testkit first"
              .formatted(major, jar));
    }
    try (var file = new JarFile(jar.toFile())) {
      var entry =
          file.stream()
              .filter(e -> e.getName().endsWith(".txz"))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("no archive in " + jar));
      Path copy = Files.createTempFile("postgres-" + major, ".txz");
      copy.toFile().deleteOnExit();
      try (var in = file.getInputStream(entry)) {
        Files.copy(in, copy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
      return Files.newInputStream(copy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
