package dev.trimtab.pool;

import dev.trimtab.pool.control.Move;
import dev.trimtab.pool.lane.Leak;
import dev.trimtab.pool.source.FailureKind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Counts what happens, and tells the user's listener of it. Thread-safe. */
final class Tally implements PoolListener {

  /** Longer waits are counted as this long. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private static final int DIGITS = 2;

  private final PoolListener users;
  private final Histogram waits = new ConcurrentHistogram(LONGEST.toNanos(), DIGITS);
  private final Histogram opens = new ConcurrentHistogram(LONGEST.toNanos(), DIGITS);
  private final Map<PoolException.Kind, LongAdder> failures =
      counters(PoolException.Kind.class, PoolException.Kind.values());
  private final Map<FailureKind, LongAdder> broken =
      counters(FailureKind.class, FailureKind.values());
  private final LongAdder moves = new LongAdder();

  Tally(PoolListener users) {
    this.users = users;
  }

  private static <E extends Enum<E>> Map<E, LongAdder> counters(Class<E> type, E[] all) {
    var counters = new EnumMap<E, LongAdder>(type);
    for (E one : all) {
      counters.put(one, new LongAdder());
    }
    return counters;
  }

  private static <E extends Enum<E>> void count(Map<E, LongAdder> counters, E what) {
    LongAdder counter = counters.get(what);
    if (counter != null) {
      counter.increment();
    }
  }

  private static void record(Histogram times, Duration time) {
    times.recordValue(Math.clamp(time.toNanos(), 0, LONGEST.toNanos()));
  }

  @Override
  public void moved(Move move) {
    moves.increment();
    users.moved(move);
  }

  @Override
  public void waited(Duration time) {
    record(waits, time);
    users.waited(time);
  }

  @Override
  public void opened(Duration time) {
    record(opens, time);
    users.opened(time);
  }

  @Override
  public void failed(PoolException.Kind kind) {
    count(failures, kind);
    users.failed(kind);
  }

  @Override
  public void left(String why) {
    users.left(why);
  }

  @Override
  public void returned(Duration away) {
    users.returned(away);
  }

  @Override
  public void leaked(Leak leak) {
    users.leaked(leak);
  }

  @Override
  public void broken(FailureKind kind) {
    count(broken, kind);
    users.broken(kind);
  }

  PoolStatistics.Times waits() {
    return times(waits);
  }

  PoolStatistics.Times opens() {
    return times(opens);
  }

  private static PoolStatistics.Times times(Histogram times) {
    Histogram now = times.copy();
    return new PoolStatistics.Times(
        now.getTotalCount(),
        Duration.ofNanos(now.getValueAtPercentile(50)),
        Duration.ofNanos(now.getValueAtPercentile(99)),
        Duration.ofNanos(now.getMaxValue()));
  }

  Map<PoolException.Kind, Long> failures() {
    var now = new EnumMap<PoolException.Kind, Long>(PoolException.Kind.class);
    failures.forEach((kind, count) -> now.put(kind, count.sum()));
    return now;
  }

  Map<FailureKind, Long> broken() {
    var now = new EnumMap<FailureKind, Long>(FailureKind.class);
    broken.forEach((kind, count) -> now.put(kind, count.sum()));
    return now;
  }

  long moves() {
    return moves.sum();
  }
}
