package dev.trimtab.cache.jedis;

import dev.trimtab.cache.CacheException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The connections that speak: one per command under way, kept for the next command. Thread-safe.
 *
 * <p>All of them lead to one life of one server. A connection that was closed while nobody used it
 * is replaced once, if the same server answers; another one may not know of the last invalidations,
 * so the session ends.
 */
final class Speakers {

  /** A command takes a tenth of a millisecond, so these are 300,000 commands per second. */
  private static final int CONNECTIONS_MAX = 32;

  private final Server server;
  private final String runId;
  private final Duration max;
  private final Consumer<String> whenLost;
  private final Semaphore permits = new Semaphore(CONNECTIONS_MAX);
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean isClosed;

  /**
   * @param max most a command waits for a connection, for connecting, and for the answer
   * @param whenLost takes why the server can no longer be spoken to
   */
  Speakers(Server server, String runId, Duration max, Consumer<String> whenLost) {
    this.server = server;
    this.runId = runId;
    this.max = max;
    this.whenLost = whenLost;
  }

  /** Returns the answer to a command, or to several sent together. */
  <T> T ask(Function<Connection, T> command) {
    // Java ends the reading of a virtual thread that is interrupted, and the connection with it.
    // The wait is short, and the answer says whether others were told: it is kept for later.
    boolean isInterrupted = Thread.interrupted();
    try {
      isInterrupted |= borrow();
      try {
        return answer(command);
      } catch (JedisException e) {
        throw Failures.isLate(e) ? late(e) : Failures.of(e);
      } finally {
        permits.release();
      }
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private CacheException late(@Nullable Throwable cause) {
    String message = "Redis did not answer within %d ms".formatted(max.toMillis());
    return new CacheException(CacheException.Code.SECOND_LEVEL_FAILED, message, cause);
  }

  /** Returns whether the thread was interrupted meanwhile. */
  private boolean borrow() {
    boolean isInterrupted = false;
    long end = System.nanoTime() + max.toNanos();
    while (true) {
      try {
        if (permits.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          return isInterrupted;
        }
        if (isInterrupted) {
          Thread.currentThread().interrupt();
        }
        throw late(null);
      } catch (InterruptedException _) {
        isInterrupted = true;
      }
    }
  }

  private <T> T answer(Function<Connection, T> command) {
    Connection used = idle.pollFirst();
    if (used != null) {
      try {
        return use(used, command);
      } catch (JedisConnectionException e) {
        if (Failures.isLate(e)) {
          throw e;
        }
      }
    }
    boolean isInterrupted = Thread.interrupted();
    try {
      return use(connect(), command);
    } catch (JedisConnectionException e) {
      if (!Failures.isLate(e)) {
        whenLost.accept("the connection to Redis was lost: " + Failures.words(e));
      }
      throw e;
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Connection connect() {
    if (isClosed) {
      throw new CacheException(CacheException.Code.SECOND_LEVEL_FAILED, "the session ended");
    }
    try {
      return server.connectTo(runId, max, max);
    } catch (CacheException e) {
      whenLost.accept(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private <T> T use(Connection connection, Function<Connection, T> command) {
    try {
      T answer = command.apply(connection);
      keep(connection);
      return answer;
    } catch (JedisDataException e) {
      // The server's own words; the connection is in order.
      keep(connection);
      throw e;
    } catch (RuntimeException | Error e) {
      end(connection);
      throw e;
    }
  }

  private void keep(Connection connection) {
    idle.addFirst(connection);
    if (isClosed) {
      close();
    }
  }

  void close() {
    isClosed = true;
    for (Connection connection; (connection = idle.pollFirst()) != null; ) {
      end(connection);
    }
  }

  static void end(Connection connection) {
    try {
      connection.forceDisconnect();
    } catch (java.io.IOException | JedisException _) {
      // It is as closed as it will be.
    }
  }
}
