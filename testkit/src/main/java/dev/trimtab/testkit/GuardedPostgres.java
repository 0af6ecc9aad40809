package dev.trimtab.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A PostgreSQL that asks who one is: passwords for everybody but the superuser, who may come from
 * this machine without one; a certificate for role {@code certified}. Its log is a file.
 */
public final class GuardedPostgres implements AutoCloseable {

  private static final String RULES =
      """
      host    all all       127.0.0.1/32 scram-sha-256
      host    all all       ::1/128      scram-sha-256
      """;

  private static final String OPEN_TO_SUPERUSER =
      """
      host    all postgres  127.0.0.1/32 trust
      host    all postgres  ::1/128      trust
      hostssl all certified 127.0.0.1/32 cert
      hostssl all certified ::1/128      cert
      """;

  private final EmbeddedPostgres server;
  private final Path logs;

  private GuardedPostgres(EmbeddedPostgres server, Path logs) {
    this.server = server;
    this.logs = logs;
  }

  /**
   * Starts a server.
   *
   * @param folder for its rules and its log
   * @param settings further settings by name
   */
  public static GuardedPostgres start(Path folder, Map<String, String> settings) {
    try {
      Path rules = Files.writeString(folder.resolve("pg_hba.conf"), OPEN_TO_SUPERUSER + RULES);
      Path logs = Files.createDirectories(folder.resolve("log"));
      var builder =
          EmbeddedPostgres.builder()
              .setServerConfig("shared_preload_libraries", "pg_stat_statements")
              .setServerConfig("fsync", "off")
              .setServerConfig("autovacuum", "off")
              .setServerConfig("hba_file", rules.toAbsolutePath().toString())
              .setServerConfig("logging_collector", "on")
              .setServerConfig("log_directory", logs.toAbsolutePath().toString())
              .setServerConfig("log_line_prefix", "%a|%u|%e|");
      settings.forEach(builder::setServerConfig);
      return new GuardedPostgres(builder.start(), logs);
    } catch (IOException e) {
      throw new UncheckedIOException("the guarded PostgreSQL did not start", e);
    }
  }

  public int port() {
    return server.getPort();
  }

  /** Runs statements as superuser. */
  public void execute(String database, String sql) throws SQLException {
    try (var connection = connect(database);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Returns a superuser connection; the caller closes it. */
  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/%s?user=postgres".formatted(port(), database));
  }

  /** Returns what the server has logged so far. */
  public String log() throws IOException {
    try (var files = Files.list(logs)) {
      return files
          .sorted()
          .map(file -> {
            try {
              return Files.readString(file);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          })
          .collect(Collectors.joining());
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
