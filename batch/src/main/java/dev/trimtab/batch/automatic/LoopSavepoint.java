package dev.trimtab.batch.automatic;

import org.postgresql.core.NativeQuery;
import org.postgresql.core.SqlCommand;

/** Where a transaction goes back to if what we add to it fails. */
final class LoopSavepoint {

  static final NativeQuery SET = one("SAVEPOINT trimtab_loop");
  static final NativeQuery RELEASE = one("RELEASE SAVEPOINT trimtab_loop");
  static final String UNDO = "ROLLBACK TO SAVEPOINT trimtab_loop; RELEASE SAVEPOINT trimtab_loop";

  private LoopSavepoint() {}

  private static NativeQuery one(String sql) {
    return new NativeQuery(sql, new int[0], false, SqlCommand.BLANK);
  }
}
