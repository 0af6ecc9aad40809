package dev.trimtab.pool;

import dev.trimtab.pool.gate.Gate;
import dev.trimtab.pool.lane.Attention;
import dev.trimtab.pool.source.ConnectionSource;
import dev.trimtab.pool.source.FailureKind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Hears of connections that come back, and lets the next in. */
final class Returns implements ConnectionSource.Listener {

  private final Gate gate;
  private final PoolListener listener;
  private static final long LONG_MILLIS = Attention.LONG.toMillis();

  private final LongAdder longCount = new LongAdder();
  private final LongAdder longMillis = new LongAdder();
  private final AtomicInteger broken = new AtomicInteger();

  Returns(Gate gate, PoolListener listener) {
    this.gate = gate;
    this.listener = listener;
  }

  @Override
  public void returned(long usedMillis) {
    if (usedMillis >= LONG_MILLIS) {
      longCount.increment();
      longMillis.add(usedMillis);
    }
    gate.leave();
  }

  @Override
  public void opened(long tookMillis) {
    listener.opened(Duration.ofMillis(tookMillis));
  }

  @Override
  public void broken(SQLException why) {
    broken.incrementAndGet();
    gate.leave();
    listener.broken(FailureKind.of(why));
  }

  /** Returns how many connections broke in their users' hands so far. */
  int broken() {
    return broken.get();
  }

  /**
   * Returns what came back since this was asked last.
   *
   * @param allSeconds for which connections were in use meanwhile
   * @param allCount of those that came back
   */
  Attention.Uses uses(double allSeconds, long allCount) {
    return new Attention.Uses(
        longMillis.sumThenReset() / 1_000.0, longCount.sumThenReset(), allSeconds, allCount);
  }
}
