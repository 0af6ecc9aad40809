package dev.trimtab.pool.source;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/**
 * Opens several connections at a time for somebody who asks for them one after the other, as
 * HikariCP does: on a busy server each takes a tenth of a second, nearly all of it waiting, and
 * fifty in a row take seconds in which a pool is smaller than it should be.
 *
 * <p>No more are opened than threads wait for one. One that nobody asked for within a second is
 * closed again. Thread-safe.
 */
final class Openings {

  /** More at once would only queue for the server's processors. */
  private static final int AT_ONCE_MAX = 8;

  private static final Duration SPARE_LIFE = Duration.ofSeconds(1);

  /** Opens one connection. */
  @FunctionalInterface
  interface Opener {
    Connection open() throws SQLException;
  }

  private final Opener opener;
  private final IntSupplier wanted;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Connection> spare = new ArrayDeque<>();
  private int opening;
  private long failures;
  private Optional<SQLException> lastFailure = Optional.empty();

  /**
   * Prepares to open.
   *
   * @param wanted tells how many threads wait for a connection now
   */
  Openings(Opener opener, IntSupplier wanted) {
    this.opener = opener;
    this.wanted = wanted;
  }

  /**
   * Returns the next connection that stands, and begins others if they are wanted.
   *
   * @throws SQLException if one could not be opened while this waited
   */
  Connection next() throws SQLException {
    lock.lock();
    try {
      long failuresBefore = failures;
      begin();
      while (spare.isEmpty()) {
        if (failures > failuresBefore && lastFailure.isPresent()) {
          throw lastFailure.get();
        }
        if (opening == 0) {
          begin();
        }
        changed.await();
      }
      return spare.removeFirst();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while a connection was being opened", e);
    } finally {
      lock.unlock();
    }
  }

  private void begin() {
    int missing = Math.clamp(wanted.getAsInt(), 1, AT_ONCE_MAX) - spare.size() - opening;
    for (int i = 0; i < missing; i++) {
      opening++;
      Thread.ofVirtual().name("opens a connection").start(this::open);
    }
  }

  private void open() {
    Optional<Connection> opened = Optional.empty();
    Optional<SQLException> failure = Optional.empty();
    try {
      opened = Optional.of(opener.open());
    } catch (SQLException e) {
      failure = Optional.of(e);
    } catch (RuntimeException e) {
      failure = Optional.of(new SQLException("a connection could not be opened", e));
    }
    lock.lock();
    try {
      opening--;
      opened.ifPresent(spare::addLast);
      if (failure.isPresent()) {
        failures++;
        lastFailure = failure;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    opened.ifPresent(this::closeUnlessTaken);
  }

  private void closeUnlessTaken(Connection connection) {
    try {
      TimeUnit.NANOSECONDS.sleep(SPARE_LIFE.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    boolean isLeft;
    lock.lock();
    try {
      isLeft = spare.remove(connection);
    } finally {
      lock.unlock();
    }
    if (isLeft) {
      close(connection);
    }
  }

  /** Closes those that nobody took yet. */
  void closeSpare() {
    List<Connection> left;
    lock.lock();
    try {
      left = new ArrayList<>(spare);
      spare.clear();
    } finally {
      lock.unlock();
    }
    left.forEach(Openings::close);
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // It is gone, and that is what was wanted.
    }
  }
}
