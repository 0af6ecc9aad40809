package dev.trimtab.cache.postgres;

import dev.trimtab.cache.CacheException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells a cache what changed in PostgreSQL, whoever changed it: reads the log through logical
 * decoding and makes the entries stale that depend on a changed row, in the order of commits.
 *
 * <pre>{@code
 * var invalidation =
 *     DatabaseInvalidation.of("shop", new DatabaseAddress(url, "cache_reader", password))
 *         .bind(TableBinding.of("public.users", "user:{id}"))
 *         .bind(TableBinding.ofTable("public.prices"))
 *         .start(target);
 * }</pre>
 *
 * <p>Each node follows through a temporary slot of its own, which the server drops when the
 * connection ends. After every gap the cache is flushed. Start it before the first read of the
 * cache, and let loaders read from the primary: a standby may still show the old row when the
 * primary's log has told of the new one. See docs/decisions/0015.
 *
 * <p>Thread-safe.
 */
public final class DatabaseInvalidation implements AutoCloseable {

  /** Starting waits so long to be following before it goes on in the background. */
  private static final Duration START_WAIT = Duration.ofSeconds(5);

  private static final Duration BACKOFF_MIN = Duration.ofMillis(50);

  /** A server that is back shall be noticed within a second. */
  private static final Duration BACKOFF_MAX = Duration.ofMillis(200);

  private static final Duration WATCH_EVERY = Duration.ofMillis(500);

  /** How often it is looked whether there is a connection at all. */
  private static final Duration TICK = Duration.ofMillis(100);

  /**
   * Blind for longer, the cache is flushed again and again, so that no entry is older than this.
   */
  private static final Duration BLIND_MAX = Duration.ofSeconds(1);

  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private final DatabaseAddress address;
  private final InvalidationPlan plan;
  private final SlotNames names;
  private final StaleTarget target;
  private final Counters counters = new Counters();
  private final CountDownLatch started = new CountDownLatch(1);
  private final List<Thread> threads;
  private volatile @Nullable CacheException refusal;
  private volatile InvalidationStatus.State state = InvalidationStatus.State.CONNECTING;
  private volatile String detail = "";
  private volatile boolean isStarting = true;
  private volatile boolean isServerDown;
  private volatile long blindSince = System.nanoTime();
  private volatile @Nullable LogSession session;

  private DatabaseInvalidation(DatabaseAddress address, InvalidationPlan plan, StaleTarget target) {
    this.address = address;
    this.plan = plan;
    this.names = SlotNames.of(plan, new SplittableRandom());
    this.target = target;
    // Not virtual ones: an application that computes on those would keep them from running.
    var daemons = Thread.ofPlatform().daemon();
    this.threads =
        List.of(
            daemons.name("cache-log-" + plan.name()).unstarted(this::follow),
            daemons.name("cache-log-watch-" + plan.name()).unstarted(this::watch));
  }

  /**
   * Begins to say what is to be followed.
   *
   * @param name of the cache, the same on all its nodes: 1 to 16 of {@code a-z 0-9 _}
   */
  public static Builder of(String name, DatabaseAddress address) {
    return new Builder(name, address);
  }

  /** What is to be followed. */
  public static final class Builder {

    private final String name;
    private final DatabaseAddress address;
    private final List<TableBinding> bindings = new ArrayList<>();
    private long retainedBytesMax = InvalidationPlan.RETAINED_BYTES_DEFAULT;
    private boolean isKeptWhileDown;

    private Builder(String name, DatabaseAddress address) {
      this.name = name;
      this.address = address;
    }

    /** Adds a table. */
    public Builder bind(TableBinding binding) {
      bindings.add(binding);
      return this;
    }

    /**
     * Sets how much log the server may keep because of us, by default 1 GiB. Above it our slot is
     * dropped and the cache flushed. The server's own limit is {@code max_slot_wal_keep_size},
     * which is worth setting, too.
     */
    public Builder retainedBytesMax(long bytes) {
      retainedBytesMax = bytes;
      return this;
    }

    /**
     * Keeps what is cached while the server is down, instead of flushing when the connection ends.
     * Nobody can change anything then, so that all of it is right but for what was committed in the
     * last moments before and not yet heard of; that may be stale until the server is back.
     */
    public Builder keepWhileServerIsDown() {
      isKeptWhileDown = true;
      return this;
    }

    /**
     * Starts to follow. Returns as soon as nothing is missed any more, or after 5 s if the server
     * cannot be reached or still waits for old transactions to end: it goes on in the background
     * then, and the cache is flushed once a second until it follows.
     *
     * @throws CacheException if the server or a table is not set up for it; the message has the
     *     statement that helps
     */
    public DatabaseInvalidation start(StaleTarget target) {
      var plan = new InvalidationPlan(name, bindings, retainedBytesMax, isKeptWhileDown);
      var invalidation = new DatabaseInvalidation(address, plan, target);
      invalidation.start();
      return invalidation;
    }
  }

  private void start() {
    threads.forEach(Thread::start);
    try {
      if (!started.await(START_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        isStarting = false;
        return;
      }
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new CacheException(
          CacheException.Code.INTERRUPTED,
          "interrupted while the database was not followed yet",
          e);
    }
    CacheException failure = refusal;
    if (failure != null) {
      close();
      throw failure;
    }
  }

  /** Returns the name of the publication that is followed. */
  String publication() {
    return plan.publication();
  }

  /** Returns how well the database is followed. */
  public InvalidationStatus status() {
    return new InvalidationStatus(
        state,
        detail,
        counters.transactions.sum(),
        counters.tags.sum(),
        counters.flushes.sum(),
        counters.retainedBytes);
  }

  private boolean isClosed() {
    return state == InvalidationStatus.State.CLOSED;
  }

  /** One connection after the other until closed. */
  private void follow() {
    long backoff = BACKOFF_MIN.toNanos();
    while (!isClosed()) {
      try (LogSession next = connect()) {
        started.countDown();
        backoff = BACKOFF_MIN.toNanos();
        next.follow(target);
      } catch (CacheException e) {
        if (isStarting) {
          refusal = e;
          started.countDown();
          return;
        }
        lost(e);
      } catch (SQLException | RuntimeException e) {
        lost(e);
      }
      sleep(backoff);
      backoff = Math.min(2 * backoff, BACKOFF_MAX.toNanos());
    }
  }

  /** Another node's slot covers what the second level holds until ours begins, a gap does not. */
  private LogSession connect() throws SQLException {
    DatabaseSetup.of(address, plan).prepare();
    LogSession next = open();
    try {
      session = next;
      if (isClosed()) {
        // Who closed us may not have seen this session, and it would follow for ever.
        throw new CacheException(CacheException.Code.CLOSED, "closed while it connected");
      }
      serverIsUp();
      next.start(plan.publication());
      if (!isStarting) {
        flush("changes were missed while the log was not followed");
      } else if (!next.hasOlderSibling(names)) {
        flush("nobody followed the database before");
      }
      detail = "";
      isStarting = false;
      become(InvalidationStatus.State.FOLLOWING);
      return next;
    } catch (SQLException e) {
      next.close();
      throw DatabaseSetup.explained(e, plan);
    } catch (RuntimeException e) {
      next.close();
      throw e;
    }
  }

  /**
   * Others may have written since it came up, and until the log has started we hear of nothing.
   * Starting takes until all who write now are done, so that this may be long.
   */
  private void serverIsUp() {
    if (isServerDown) {
      isServerDown = false;
      flush("the server is back");
      blindSince = System.nanoTime();
    }
  }

  private LogSession open() throws SQLException {
    try {
      return LogSession.open(address, names, plan, counters);
    } catch (SQLException e) {
      throw DatabaseSetup.explained(e, plan);
    }
  }

  private void flush(String reason) {
    counters.flushes.increment();
    target.flush(reason);
  }

  private synchronized void become(InvalidationStatus.State next) {
    if (!isClosed()) {
      state = next;
    }
  }

  private void lost(Exception e) {
    session = null;
    isServerDown = isDown(e);
    if (state == InvalidationStatus.State.FOLLOWING) {
      blindSince = System.nanoTime();
      become(InvalidationStatus.State.BLIND);
      if (!plan.isKeptWhileDown()) {
        flush("the last changes before the log ended may not have been heard of");
      }
    }
    detail = "the log is not followed: " + e.getMessage() + "; trying again";
  }

  /** Refused, starting or stopping: then nobody else can change anything either. */
  private static boolean isDown(Exception e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof ConnectException) {
        return true;
      }
      if (t instanceof SQLException sql
          && Optional.ofNullable(sql.getSQLState()).orElse("").startsWith("57P0")) {
        return true;
      }
    }
    return false;
  }

  /** Looks after the current connection, and flushes while there is none. */
  private void watch() {
    long watchedAt = System.nanoTime();
    while (!isClosed()) {
      sleep(TICK.toNanos());
      LogSession current = session;
      if (current != null && System.nanoTime() - watchedAt > WATCH_EVERY.toNanos()) {
        watchedAt = System.nanoTime();
        watch(current);
      }
      boolean isBlind =
          state != InvalidationStatus.State.FOLLOWING
              && System.nanoTime() - blindSince > BLIND_MAX.toNanos();
      boolean isExcused = isServerDown && plan.isKeptWhileDown();
      if (isBlind && !isExcused && !isClosed()) {
        blindSince = System.nanoTime();
        flush("the database is not followed");
      }
    }
  }

  private void watch(LogSession current) {
    try {
      current.waitsFor().ifPresent(who -> detail = "the log starts when this ends: " + who);
      current.watch().ifPresent(wrong -> abort(current, wrong));
    } catch (SQLException e) {
      abort(current, "the server does not answer: " + e.getMessage());
    }
  }

  private void abort(@Nullable LogSession current, String reason) {
    detail = reason;
    if (current == null) {
      return;
    }
    try {
      current.abort();
    } catch (SQLException e) {
      detail = reason + "; " + e.getMessage();
    }
  }

  private static void sleep(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      // Only close() interrupts, and the loops look at the state next.
      return;
    }
  }

  /** Ends following; the server drops the slot with the connection. */
  @Override
  public void close() {
    become(InvalidationStatus.State.CLOSED);
    abort(session, "closed");
    threads.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        thread.join(CLOSE_WAIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
