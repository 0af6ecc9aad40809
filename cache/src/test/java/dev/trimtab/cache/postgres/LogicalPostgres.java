package dev.trimtab.cache.postgres;

import dev.trimtab.testkit.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Map;

/** A cluster of a test's own whose log can be followed, with one database. */
final class LogicalPostgres implements AutoCloseable {

  /** As in production: a commit is in the log that is sent when the client hears of it. */
  static final Map<String, String> SETTINGS =
      Map.of(
          "wal_level", "logical",
          "synchronous_commit", "on",
          "max_replication_slots", "6",
          "max_wal_senders", "8");

  private final Path data;
  private final TestPostgres server;
  private final String database;

  private LogicalPostgres(int major, Path data) {
    this.data = data;
    this.server = TestPostgres.own(major, data, SETTINGS);
    this.database = server.createDatabase();
  }

  static LogicalPostgres start() {
    return start(TestPostgres.NEWEST);
  }

  static LogicalPostgres start(int major) {
    try {
      return new LogicalPostgres(major, Files.createTempDirectory("logical-postgres-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TestPostgres server() {
    return server;
  }

  String database() {
    return database;
  }

  DatabaseAddress address() {
    return address("postgres");
  }

  DatabaseAddress address(String role) {
    return addressAt(server.port(), role);
  }

  /** Returns the address behind a proxy. */
  DatabaseAddress addressAt(int port, String role) {
    return new DatabaseAddress(
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database), role, "");
  }

  /** Runs statements; one that takes longer than a test may wait is cancelled. */
  void execute(String sql) {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("could not run: " + sql, e);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        server.url(database, "postgres") + "&options=-c%20statement_timeout=20s&socketTimeout=30");
  }

  /** Returns the first column of the first row. */
  String ask(String sql) {
    try (var connection = connect();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Returns how many of our slots the server has. */
  int slots() {
    return Integer.parseInt(
        ask("SELECT count(*) FROM pg_replication_slots WHERE slot_name LIKE 'trimtab_cache%'"));
  }

  void crash() {
    try {
      server.crash(data, SETTINGS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.close();
    try (var files = Files.walk(data)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
