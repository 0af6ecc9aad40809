package dev.trimtab.pool;

import dev.trimtab.pool.control.Move;
import dev.trimtab.pool.lane.Leak;
import dev.trimtab.pool.source.FailureKind;
import java.time.Duration;

/** Hears what a pool does. Called by the pool's threads and its users': return soon. */
public interface PoolListener {

  PoolListener SILENT = new PoolListener() {};

  /** The limit changed. */
  default void moved(Move move) {}

  /** A thread waited and got a connection. */
  default void waited(Duration time) {}

  /** A connection was opened, which took so long. */
  default void opened(Duration time) {}

  /** A thread got none. */
  default void failed(PoolException.Kind kind) {}

  /**
   * The server does not answer; nobody is sent to it until it does.
   *
   * @param why what it said last, or the network did
   */
  default void left(String why) {}

  /** The server answers again after it was away for some time; users are let through by and by. */
  default void returned(Duration away) {}

  /** A connection has been in use for so long that it was probably forgotten; told once of each. */
  default void leaked(Leak leak) {}

  /** A connection broke in its user's hands. */
  default void broken(FailureKind kind) {}
}
