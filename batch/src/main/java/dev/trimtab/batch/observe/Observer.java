package dev.trimtab.batch.observe;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches what units of work ask of the database, and tells a listener about statements in loops.
 *
 * <p>A unit is what runs inside {@link #run}; without that, one connection from when it is taken to
 * when it is given back. Thread-safe. What it keeps is bounded: texts of statements, units that
 * wait to be used again, and what {@link Unit} keeps of each.
 */
public final class Observer {

  /** An application has fewer different statements; those beyond are passed on unwatched. */
  private static final int TEXTS_MAX = 20_000;

  /** Units kept to be used again: more are at work at once only for moments. */
  private static final int IDLE_MAX = 256;

  private static final ScopedValue<Work> CURRENT = ScopedValue.newInstance();

  private final UnitListener listener;
  private final LongSupplier nanoClock;
  private final CallSites callSites;
  private final Map<String, StatementText> texts = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final AtomicInteger idle = new AtomicInteger();
  private final ConcurrentLinkedQueue<Unit> free = new ConcurrentLinkedQueue<>();

  /** The quickest answer so far: the way there and back, and hardly more. */
  private final AtomicLong quickestNanos = new AtomicLong(Long.MAX_VALUE);

  private final Supplier<Judge> judges = this::judge;

  private volatile @Nullable Work ambient;

  public Observer(UnitListener listener) {
    this(listener, System::nanoTime, List.of());
  }

  /**
   * @param libraries prefixes of class names between the application and us, besides those known
   */
  public Observer(UnitListener listener, LongSupplier nanoClock, List<String> libraries) {
    this.listener = listener;
    this.nanoClock = nanoClock;
    this.callSites = new CallSites(libraries);
  }

  /** A unit of work that is going on. Thread-safe. */
  public final class Work implements AutoCloseable {

    private final Unit unit;
    private boolean isOver;

    private Work(Unit unit) {
      this.unit = unit;
    }

    /**
     * Notes an execution.
     *
     * @param bound hashes of the values bound, see {@link Values}
     * @param count how many of them
     * @param end equals {@code start} if it came with another statement's answer, and took no time
     *     of its own
     * @return what results of it are to be told to; null if it is not watched
     */
    public @Nullable Asked executed(
        String sql, long[] bound, int count, long start, long end, boolean isFailed) {
      StatementText text = text(sql);
      if (text == null) {
        return null;
      }
      if (!isFailed && end > start && end - start < quickestNanos.get()) {
        quickestNanos.set(end - start);
      }
      return unit.executed(text, bound, count, start, end, isFailed);
    }

    /** Notes statements that travelled as one JDBC batch. */
    public void batched(String sql, int count) {
      StatementText text = text(sql);
      if (text != null) {
        unit.batched(text, count);
      }
    }

    /** Ends the unit and tells the listener. */
    @Override
    public void close() {
      Optional<Report> _ = end(false);
    }

    private Optional<Report> end(boolean withStatements) {
      synchronized (this) {
        if (isOver) {
          return Optional.empty();
        }
        isOver = true;
      }
      return Optional.of(finish(unit, withStatements));
    }
  }

  /** Runs a unit of work under a name; everything it asks through any connection belongs to it. */
  public <T, X extends Throwable> T call(String name, ScopedValue.CallableOp<T, X> work) throws X {
    try (Work unit = begin(name)) {
      return ScopedValue.where(CURRENT, unit).call(work);
    }
  }

  /** Runs a unit of work under a name. */
  public void run(String name, Runnable work) {
    try (Work unit = begin(name)) {
      ScopedValue.where(CURRENT, unit).run(work);
    }
  }

  /**
   * Begins a unit that everything belongs to which has no unit of its own, whatever thread asks,
   * for tests. One at a time.
   */
  public Work beginForAll(String name) {
    Work work = begin(name);
    ambient = work;
    return work;
  }

  /**
   * Ends what {@link #beginForAll} began.
   *
   * @throws IllegalStateException if nothing was begun
   */
  public Report endForAll() {
    Work work = ambient;
    ambient = null;
    if (work == null) {
      throw new IllegalStateException("no unit was begun for all");
    }
    return work.end(true).orElseThrow(() -> new IllegalStateException("the unit is over already"));
  }

  /** Returns the unit that the caller works for, null if it has none; asked for each statement. */
  public @Nullable Work currentOrNull() {
    return CURRENT.isBound() ? CURRENT.get() : ambient;
  }

  /** Begins a unit; the caller closes it. */
  public Work begin(String name) {
    Unit unit = free.poll();
    if (unit == null) {
      unit = new Unit(callSites);
    } else {
      idle.decrementAndGet();
    }
    unit.begin(name);
    return new Work(unit);
  }

  private Report finish(Unit unit, boolean withStatements) {
    Report report = unit.report(judges, withStatements);
    listener.ended(report);
    if (idle.get() < IDLE_MAX) {
      idle.incrementAndGet();
      free.add(unit);
    }
    return report;
  }

  private Judge judge() {
    return new Judge(callSites::text, roundTripNanos());
  }

  private long roundTripNanos() {
    long quickest = quickestNanos.get();
    return quickest == Long.MAX_VALUE ? 0 : quickest;
  }

  public long now() {
    return nanoClock.getAsLong();
  }

  private @Nullable StatementText text(String sql) {
    StatementText known = texts.get(sql);
    if (known != null || texts.size() >= TEXTS_MAX) {
      return known;
    }
    return texts.computeIfAbsent(sql, its -> StatementText.of(ids.getAndIncrement(), its));
  }
}
