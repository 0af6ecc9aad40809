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
 * <p>Each is opened by a platform thread, because the carriers of virtual ones are taken by those
 * who wait, and that thread closes it again if nobody takes it within a second. Thread-safe.
 */
final class Openings {

  /** More at once would only queue for the server's processors. */
  private static final int AT_ONCE_MAX = 8;

  private static final Duration SPARE_LIFE = Duration.ofSeconds(1);

  /** Longer than the driver may take to connect and to be let in; then something is lost. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

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
  private long generation;
  private boolean isClosed;
  private long failures;
  private Optional<SQLException> lastFailure = Optional.empty();

  /**
   * Prepares to open.
   *
   * @param wanted tells how many connections may and should be opened now; one is opened in any
   *     case when one is asked for
   */
  Openings(Opener opener, IntSupplier wanted) {
    this.opener = opener;
    this.wanted = wanted;
  }

  /**
   * Returns the next connection that stands, and begins others if they are wanted.
   *
   * @throws SQLException if one could not be opened while this waited, or after {@link #close}
   */
  Connection next() throws SQLException {
    lock.lock();
    try {
      long failuresBefore = failures;
      long left = PATIENCE.toNanos();
      begin();
      while (spare.isEmpty()) {
        if (failures > failuresBefore && lastFailure.isPresent()) {
          throw lastFailure.get();
        }
        if (isClosed || left <= 0) {
          throw new SQLException(
              isClosed
                  ? "the pool is closed"
                  : "no connection was opened within %d s".formatted(PATIENCE.toSeconds()));
        }
        if (opening == 0) {
          begin();
        }
        left = changed.awaitNanos(left);
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
    for (int i = 0; i < missing && !isClosed; i++) {
      long its = generation;
      Thread.ofPlatform().daemon().name("trimtab opens a connection").start(() -> open(its));
      opening++;
    }
  }

  private void open(long its) {
    Optional<Connection> opened = Optional.empty();
    Optional<SQLException> failure = Optional.empty();
    try {
      opened = Optional.of(opener.open());
    } catch (SQLException e) {
      failure = Optional.of(e);
    } catch (RuntimeException | Error e) {
      failure = Optional.of(new SQLException("a connection could not be opened", e));
    }
    boolean isOfUse = ended(its, opened, failure);
    if (isOfUse && opened.isPresent()) {
      closeUnlessTaken(opened.get());
    } else {
      opened.ifPresent(Openings::close);
    }
  }

  /** What was begun before {@link #startAnew} is of no use, and says nothing any more. */
  private boolean ended(long its, Optional<Connection> opened, Optional<SQLException> failure) {
    lock.lock();
    try {
      boolean isOfUse = its == generation;
      if (isOfUse) {
        opening--;
        opened.ifPresent(spare::addLast);
        if (failure.isPresent()) {
          failures++;
          lastFailure = failure;
        }
      }
      changed.signalAll();
      return isOfUse;
    } finally {
      lock.unlock();
    }
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

  /** Closes what nobody took yet, and what is being opened once it stands. */
  void startAnew() {
    List<Connection> left;
    lock.lock();
    try {
      generation++;
      opening = 0;
      left = new ArrayList<>(spare);
      spare.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    left.forEach(Openings::close);
  }

  /** As {@link #startAnew}, and opens no more. */
  void close() {
    lock.lock();
    try {
      isClosed = true;
    } finally {
      lock.unlock();
    }
    startAnew();
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // It is gone, and that is what was wanted.
    }
  }
}
