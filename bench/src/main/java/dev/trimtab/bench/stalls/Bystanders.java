package dev.trimtab.bench.stalls;

import dev.trimtab.twin.EmbeddedServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * An application at work: one writer and one reader, each with an operation every 5 ms on a
 * schedule of its own. What is late counts from when it was due, so that one long stall is not
 * hidden by the operations that it kept from beginning.
 */
final class Bystanders implements AutoCloseable {

  private static final long PERIOD_NANOS = 5_000_000;

  /** Histograms of one phase. */
  record Phase(Histogram writes, Histogram reads) {}

  private final Map<String, Phase> phases = new LinkedHashMap<>();
  private final AtomicLong inserted = new AtomicLong();
  private final AtomicLong errors = new AtomicLong();
  private final Thread writer;
  private final Thread reader;
  private final long rows;
  private volatile Phase phase = new Phase(new Histogram(), new Histogram());
  private volatile boolean isOver;

  /** An operation on a prepared statement. */
  private interface Operation {
    void run(PreparedStatement statement) throws SQLException;
  }

  Bystanders(EmbeddedServer server, String database, long rows) {
    this.rows = rows;
    var random = new SplittableRandom(5);
    writer =
        start(
            server,
            database,
            "INSERT INTO orders (customer, state, note) VALUES (?, 'open', repeat('n', 40))",
            insert -> {
              insert.setInt(1, 1 + random.nextInt(Stalls.CUSTOMERS));
              insert.executeUpdate();
              inserted.incrementAndGet();
            },
            true);
    var other = new SplittableRandom(6);
    reader =
        start(
            server,
            database,
            "SELECT state FROM orders WHERE id = ?",
            select -> {
              select.setLong(1, 1 + other.nextLong(rows));
              select.executeQuery().close();
            },
            false);
  }

  private Thread start(
      EmbeddedServer server, String database, String sql, Operation operation, boolean isWrite) {
    return Thread.ofPlatform()
        .name(isWrite ? "writer" : "reader")
        .start(() -> {
          try (Connection connection = server.connect(database);
              var statement = connection.prepareStatement(sql)) {
            run(statement, operation, isWrite);
          } catch (SQLException e) {
            errors.incrementAndGet();
          }
        });
  }

  private void run(PreparedStatement statement, Operation operation, boolean isWrite) {
    long due = System.nanoTime();
    while (!isOver) {
      Phase now = phase;
      try {
        operation.run(statement);
      } catch (SQLException e) {
        errors.incrementAndGet();
      }
      long done = System.nanoTime();
      (isWrite ? now.writes() : now.reads()).add(done - due);
      due += PERIOD_NANOS;
      if (due > done) {
        LockSupport.parkNanos(due - done);
        // Waking up late is this machine's, not the server's.
        due = System.nanoTime();
      }
    }
  }

  /** From now on operations belong to a phase of this name. */
  void enter(String name) {
    phase = phases.computeIfAbsent(name, _ -> new Phase(new Histogram(), new Histogram()));
  }

  Map<String, Phase> phases() {
    return phases;
  }

  long errors() {
    return errors.get();
  }

  /** Returns how many rows have to be there. */
  long rowsExpected() {
    return rows + inserted.get();
  }

  @Override
  public void close() {
    isOver = true;
    try {
      writer.join();
      reader.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
