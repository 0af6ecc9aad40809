package dev.trimtab.pool;

import java.sql.SQLTransientConnectionException;

/**
 * No connection could be had. A {@link SQLTransientConnectionException}, because it may be had
 * later, and frameworks treat it so. The message has all figures; {@link #kind} is for programs.
 */
public final class PoolException extends SQLTransientConnectionException {

  private static final long serialVersionUID = 1;

  /** Why there was none. */
  public enum Kind {
    /** All were in use for as long as the caller could wait. */
    TIMED_OUT("08001"),
    /** So many wait already that waiting would be in vain. */
    REFUSED("53300"),
    /** The caller was interrupted while it waited. */
    INTERRUPTED("57014"),
    /** The pool is closed. */
    CLOSED("08003"),
    /** The server does not answer; nobody is sent to it until it does. */
    AWAY("08001"),
    /** The source of connections could not give one. */
    SOURCE_FAILED("08001");

    private final String sqlState;

    Kind(String sqlState) {
      this.sqlState = sqlState;
    }
  }

  private final Kind kind;

  PoolException(Kind kind, String message) {
    super(message, kind.sqlState);
    this.kind = kind;
  }

  PoolException(Kind kind, String message, Throwable cause) {
    super(message, kind.sqlState, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
