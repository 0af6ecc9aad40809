package dev.trimtab.bench.pool;

import dev.trimtab.testkit.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** A PostgreSQL with the tables that the loads read and write. */
final class Server implements AutoCloseable {

  /** As many accounts as pgbench has at scale 10 divided by ten: all of them fit in memory. */
  static final int ACCOUNTS = 100_000;

  static final int TELLERS = 100;
  static final int BRANCHES = 10;

  private final Path data;
  private final TestPostgres postgres;

  private Server(Path data, TestPostgres postgres) {
    this.data = data;
    this.postgres = postgres;
  }

  /**
   * Starts one that writes its log to the disk as a real one does.
   *
   * @param connectionsMax {@code max_connections}
   */
  static Server start(int connectionsMax) throws IOException {
    Path data = Files.createTempDirectory("pool-bench");
    var postgres =
        TestPostgres.own(
            data,
            Map.of(
                "max_connections", Integer.toString(connectionsMax),
                "fsync", "on",
                "autovacuum", "on",
                // After a checkpoint a page is logged whole once, which would favour who comes
                // later.
                "checkpoint_timeout", "1h",
                "max_wal_size", "8GB",
                "shared_buffers", "256MB"));
    var server = new Server(data, postgres);
    tables().forEach(sql -> postgres.execute("postgres", sql));
    return server;
  }

  private static List<String> tables() {
    return List.of(
        "CREATE TABLE accounts (id int PRIMARY KEY, branch int, balance bigint NOT NULL, filler text)",
        "INSERT INTO accounts SELECT i, i % 10, 0, repeat('x', 80) FROM generate_series(0, "
            + (ACCOUNTS - 1)
            + ") i",
        "CREATE TABLE tellers (id int PRIMARY KEY, balance bigint NOT NULL)",
        "INSERT INTO tellers SELECT i, 0 FROM generate_series(0, " + (TELLERS - 1) + ") i",
        "CREATE TABLE branches (id int PRIMARY KEY, balance bigint NOT NULL)",
        "INSERT INTO branches SELECT i, 0 FROM generate_series(0, " + (BRANCHES - 1) + ") i",
        "CREATE TABLE history (teller int, branch int, account int, delta int, at timestamptz)",
        "VACUUM ANALYZE");
  }

  /** Takes away what was written, so that the next load finds what the one before it found. */
  void tidy() {
    postgres.execute("postgres", "TRUNCATE history");
    postgres.execute("postgres", "VACUUM accounts, tellers, branches");
  }

  TestPostgres postgres() {
    return postgres;
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(postgres.port());
  }

  @Override
  public void close() {
    postgres.close();
    delete(data);
  }

  static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
