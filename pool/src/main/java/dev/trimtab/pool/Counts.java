package dev.trimtab.pool;

import dev.trimtab.pool.gate.Gate;
import dev.trimtab.pool.source.ConnectionSource;
import dev.trimtab.pool.source.FailureKind;
import java.sql.SQLException;
import java.util.concurrent.atomic.LongAdder;

/** Counts what comes back, and lets the next in. */
final class Counts implements ConnectionSource.Listener {

  private final Gate gate;
  private final PoolListener listener;
  private final LongAdder returned = new LongAdder();

  Counts(Gate gate, PoolListener listener) {
    this.gate = gate;
    this.listener = listener;
  }

  /** Returns how many came back since the pool was opened. */
  long returned() {
    return returned.sum();
  }

  @Override
  public void returned(long usedMillis) {
    returned.increment();
    gate.leave();
  }

  @Override
  public void opened(long tookMillis) {}

  @Override
  public void broken(SQLException why) {
    gate.leave();
    listener.broken(FailureKind.of(why));
  }
}
