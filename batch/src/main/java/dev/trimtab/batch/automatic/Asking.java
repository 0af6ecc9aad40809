package dev.trimtab.batch.automatic;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.ParameterList;

/**
 * What is to be asked of one loop at once.
 *
 * @param keys values of its statement's parameters, for each run; two at least
 * @param isAlong whether nobody wants it yet: it goes in the message of a loop with the same parent
 */
record Asking(Loop loop, LoopSql sql, List<List<String>> keys, boolean isAlong) {

  Asking {
    keys = List.copyOf(keys);
  }

  /**
   * Returns how long it is on its way at most: characters of Java take up to three bytes, a value
   * has two quotes and a comma, and the context goes with each array.
   */
  int bytesMax(String context) {
    int bytes = 3 * (sql.query().nativeSql.length() + sql.fed().size() * context.length());
    for (List<String> key : keys) {
      for (String value : key) {
        bytes += 3 * (value.length() + 1);
      }
    }
    return bytes;
  }

  /**
   * Returns one message for all: behind a savepoint, since an error of a key that the application
   * might never come to must not be one of its transaction.
   */
  static List<NativeQuery> message(List<Asking> all) {
    var statements = new ArrayList<NativeQuery>(all.size() + 2);
    statements.add(LoopSavepoint.SET);
    all.forEach(asking -> statements.add(asking.sql.query()));
    statements.add(LoopSavepoint.RELEASE);
    return List.copyOf(statements);
  }

  /** Binds the keys of all. */
  static void bind(List<Asking> all, ParameterList parameters, String context) throws SQLException {
    int before = 0;
    for (Asking asking : all) {
      asking.sql.bind(parameters, before, asking.keys, context);
      before += asking.sql.places().size();
    }
  }
}
