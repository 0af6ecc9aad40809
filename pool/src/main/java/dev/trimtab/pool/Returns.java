package dev.trimtab.pool;

import dev.trimtab.pool.gate.Gate;
import dev.trimtab.pool.source.ConnectionSource;
import dev.trimtab.pool.source.FailureKind;
import java.sql.SQLException;

/** Hears of connections that come back, and lets the next in. */
final class Returns implements ConnectionSource.Listener {

  private final Gate gate;
  private final PoolListener listener;

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
    gate.leave();
    listener.broken(FailureKind.of(why));
  }
}
