package dev.trimtab.cache.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Makes a value of the current row of a result.
 *
 * @param <T> value; treat it as immutable, because all callers get the same one
 */
@FunctionalInterface
public interface RowReader<T> {

  /** Returns the value of the row that the result stands at; does not move it. */
  T read(ResultSet row) throws SQLException;
}
