package dev.trimtab.batch.automatic;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.core.BaseStatement;

/** Statements that want their rows as everybody does: all of them, forward, and for as long. */
final class Plain {

  private Plain() {}

  static boolean is(Statement statement) throws SQLException {
    return statement.getFetchSize() == 0
        && statement.getMaxRows() == 0
        && statement.getMaxFieldSize() == 0
        && statement.getQueryTimeout() == 0
        && statement.getResultSetType() == ResultSet.TYPE_FORWARD_ONLY
        && statement.getResultSetConcurrency() == ResultSet.CONCUR_READ_ONLY
        && statement.getResultSetHoldability() == ResultSet.CLOSE_CURSORS_AT_COMMIT
        && statement.isWrapperFor(BaseStatement.class);
  }
}
