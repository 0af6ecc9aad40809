package dev.trimtab.pool.source;

import java.sql.SQLException;
import java.util.Set;

/**
 * What a failure says about the connection and the server behind it, by SQLSTATE.
 *
 * <p>Source: PostgreSQL manual, appendix A.
 */
public enum FailureKind {
  /** The statement's own: a constraint, a syntax error, a deadlock. The connection is as it was. */
  STATEMENT,
  /** The connection is gone or its state is not known. */
  CONNECTION,
  /** The server ends sessions, or is not ready for any. */
  SERVER_AWAY,
  /** The server has no place for another session. */
  SERVER_FULL,
  /** The server does not let us in: a password, a role, a database that is not there. */
  REFUSED,
  /** The server only reads: it is a standby, or has become one. */
  READ_ONLY;

  private static final Set<String> AWAY = Set.of("57P01", "57P02", "57P03", "57P05", "25P03");
  private static final Set<String> REFUSALS = Set.of("28000", "28P01", "3D000");

  /** Returns the kind of a failure by the first in its chain that says something. */
  public static FailureKind of(SQLException failure) {
    for (SQLException e = failure; e != null; e = e.getNextException()) {
      FailureKind kind = ofOne(e);
      if (kind != STATEMENT) {
        return kind;
      }
    }
    return STATEMENT;
  }

  private static FailureKind ofOne(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    if (state.equals("25006")) {
      return READ_ONLY;
    }
    if (state.equals("53300")) {
      return SERVER_FULL;
    }
    if (AWAY.contains(state)) {
      return SERVER_AWAY;
    }
    if (state.startsWith("08")) {
      return CONNECTION;
    }
    return REFUSALS.contains(state) ? REFUSED : STATEMENT;
  }

  /** Returns what a failure says, and what its first cause says beside it. */
  public static String words(SQLException failure) {
    Throwable first = failure;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    String words = String.valueOf(failure.getMessage());
    String cause =
        first instanceof SQLException ? String.valueOf(first.getMessage()) : first.toString();
    return words.contains(cause) ? words : words + " (" + cause + ")";
  }

  /** Returns whether the connection that it happened on is of no use afterwards. */
  public boolean endsConnection() {
    return switch (this) {
      case STATEMENT, REFUSED -> false;
      // A server that became a standby keeps the session; its writers need another server.
      case READ_ONLY, CONNECTION, SERVER_AWAY, SERVER_FULL -> true;
    };
  }
}
