package dev.trimtab.pool;

import dev.trimtab.pool.control.Move;
import dev.trimtab.pool.source.FailureKind;
import java.time.Duration;

/** Hears what a pool does. Called by the pool's threads and its users': return soon. */
public interface PoolListener {

  PoolListener SILENT = new PoolListener() {};

  /** The limit changed. */
  default void moved(Move move) {}

  /** A thread waited and got a connection. */
  default void waited(Duration time) {}

  /** A thread got none. */
  default void failed(PoolException.Kind kind) {}

  /** A connection broke in its user's hands. */
  default void broken(FailureKind kind) {}
}
