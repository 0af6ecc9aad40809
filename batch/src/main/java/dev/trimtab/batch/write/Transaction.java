package dev.trimtab.batch.write;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;

/** What is all or nothing. */
final class Transaction {

  private Transaction() {}

  /** Something that is all or nothing. */
  interface Writing<R> {
    R run() throws SQLException;
  }

  /**
   * Runs something of several statements as a part of the caller's transaction, or as one of its
   * own. If it fails, whatever the failure, nothing of it is left.
   */
  static <R> R run(Connection connection, Writing<R> writing) throws SQLException {
    if (!connection.getAutoCommit()) {
      return part(connection, writing);
    }
    connection.setAutoCommit(false);
    try {
      R result = writing.run();
      connection.commit();
      return result;
    } catch (Throwable e) { // An Error, too: what is there so far would be committed.
      rollBack(connection, e);
      throw e;
    } finally {
      if (!connection.isClosed()) {
        connection.setAutoCommit(true);
      }
    }
  }

  /** The caller may catch a failure that is not the database's, and commit. */
  private static <R> R part(Connection connection, Writing<R> writing) throws SQLException {
    Savepoint before = connection.setSavepoint();
    R result;
    try {
      result = writing.run();
    } catch (Throwable e) { // An Error, too, as above.
      try {
        connection.rollback(before);
        connection.releaseSavepoint(before);
      } catch (SQLException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
    connection.releaseSavepoint(before);
    return result;
  }

  private static void rollBack(Connection connection, Throwable e) {
    try {
      connection.rollback();
    } catch (SQLException again) {
      e.addSuppressed(again);
    }
  }

  /**
   * Goes back to a savepoint and lets it go.
   *
   * @throws SQLException the failure itself, if there is no way back
   */
  static void backTo(Connection connection, Savepoint savepoint, SQLException failure)
      throws SQLException {
    try {
      connection.rollback(savepoint);
      connection.releaseSavepoint(savepoint);
    } catch (SQLException again) {
      failure.addSuppressed(again);
      throw failure;
    }
  }
}
