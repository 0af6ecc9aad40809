package dev.trimtab.pool;

import dev.trimtab.pool.gate.Gate;
import dev.trimtab.pool.source.ConnectionSource;
import dev.trimtab.pool.source.FailureKind;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** Hears of connections that come back, and lets the next in. */
final class Returns implements ConnectionSource.Listener {

  private final Gate gate;
  private final PoolListener listener;
  private final AtomicInteger broken = new AtomicInteger();

  Returns(Gate gate, PoolListener listener) {
    this.gate = gate;
    this.listener = listener;
  }

  @Override
  public void returned(long usedMillis) {
    gate.leave();
  }

  @Override
  public void opened(long tookMillis) {}

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
}
