package dev.trimtab.batch.jdbc;

import dev.trimtab.batch.observe.Asked;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement that tells what it runs. */
class ObservedStatement extends PassingStatement {

  private static final long[] NONE = {};

  private final ObservedConnection connection;
  private final List<String> batch = new ArrayList<>(0);

  /** What the last execution asked; its result may be fetched later. */
  private @Nullable Asked last;

  ObservedStatement(Statement delegate, ObservedConnection connection) {
    super(delegate);
    this.connection = connection;
  }

  final long begin() {
    return connection.now();
  }

  final @Nullable Asked executed(String sql, long[] bound, int count, long start) {
    last = connection.executed(sql, bound, count, start, false);
    return last;
  }

  final SQLException failed(String sql, long[] bound, int count, long start, SQLException e) {
    connection.executed(sql, bound, count, start, true);
    return e;
  }

  final void batched(String sql, int count) {
    connection.batched(sql, count);
  }

  final ResultSet observed(ResultSet rows, @Nullable Asked asked) throws SQLException {
    return asked == null ? rows : new ObservedRows(rows, this, asked);
  }

  @Override
  public ResultSet getResultSet() throws SQLException {
    ResultSet rows = delegate.getResultSet();
    return rows == null ? rows : observed(rows, last);
  }

  @Override
  public ResultSet getGeneratedKeys() throws SQLException {
    return observed(delegate.getGeneratedKeys(), last);
  }

  @Override
  public Connection getConnection() {
    return connection;
  }

  @Override
  public void addBatch(String sql) throws SQLException {
    delegate.addBatch(sql);
    batch.add(sql);
  }

  @Override
  public void clearBatch() throws SQLException {
    delegate.clearBatch();
    batch.clear();
  }

  @Override
  public int[] executeBatch() throws SQLException {
    int[] counts = delegate.executeBatch();
    tellBatch();
    return counts;
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    long[] counts = delegate.executeLargeBatch();
    tellBatch();
    return counts;
  }

  private void tellBatch() {
    batch.forEach(sql -> connection.batched(sql, 1));
    batch.clear();
  }

  @Override
  public boolean execute(String sql, int[] keys) throws SQLException {
    long start = begin();
    try {
      boolean result = delegate.execute(sql, keys);
      executed(sql, NONE, 0, start);
      return result;
    } catch (SQLException e) {
      throw failed(sql, NONE, 0, start, e);
    }
  }

  @Override
  public boolean execute(String sql, String[] keys) throws SQLException {
    long start = begin();
    try {
      boolean result = delegate.execute(sql, keys);
      executed(sql, NONE, 0, start);
      return result;
    } catch (SQLException e) {
      throw failed(sql, NONE, 0, start, e);
    }
  }

  @Override
  public boolean execute(String sql, int keys) throws SQLException {
    long start = begin();
    try {
      boolean result = delegate.execute(sql, keys);
      executed(sql, NONE, 0, start);
      return result;
    } catch (SQLException e) {
      throw failed(sql, NONE, 0, start, e);
    }
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    long start = begin();
    try {
      boolean result = delegate.execute(sql);
      executed(sql, NONE, 0, start);
      return result;
    } catch (SQLException e) {
      throw failed(sql, NONE, 0, start, e);
    }
  }

  @Override
  public long executeLargeUpdate(String sql, int[] keys) throws SQLException {
    long start = begin();
    try {
      long result = delegate.executeLargeUpdate(sql, keys);
      executed(sql, NONE, 0, start);
      return result;
    } catch (SQLException e) {
      throw failed(sql, NONE, 0, start, e);
    }
  }

  @Override
  public long executeLargeUpdate(String sql, String[] keys) throws SQLException {
    long start = begin();
    try {
      long result = delegate.executeLargeUpdate(sql, keys);
      executed(sql, NONE, 0, start);
      return result;
    } catch (SQLException e) {
      throw failed(sql, NONE, 0, start, e);
    }
  }

  @Override
  public long executeLargeUpdate(String sql, int keys) throws SQLException {
    long start = begin();
    try {
      long result = delegate.executeLargeUpdate(sql, keys);
      executed(sql, NONE, 0, start);
      return result;
    } catch (SQLException e) {
      throw failed(sql, NONE, 0, start, e);
    }
  }

  @Override
  public long executeLargeUpdate(String sql) throws SQLException {
    long start = begin();
    try {
      long result = delegate.executeLargeUpdate(sql);
      executed(sql, NONE, 0, start);
      return result;
    } catch (SQLException e) {
      throw failed(sql, NONE, 0, start, e);
    }
  }

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    long start = begin();
    try {
      ResultSet rows = delegate.executeQuery(sql);
      return observed(rows, executed(sql, NONE, 0, start));
    } catch (SQLException e) {
      throw failed(sql, NONE, 0, start, e);
    }
  }

  @Override
  public int executeUpdate(String sql, int[] keys) throws SQLException {
    long start = begin();
    try {
      int result = delegate.executeUpdate(sql, keys);
      executed(sql, NONE, 0, start);
      return result;
    } catch (SQLException e) {
      throw failed(sql, NONE, 0, start, e);
    }
  }

  @Override
  public int executeUpdate(String sql, String[] keys) throws SQLException {
    long start = begin();
    try {
      int result = delegate.executeUpdate(sql, keys);
      executed(sql, NONE, 0, start);
      return result;
    } catch (SQLException e) {
      throw failed(sql, NONE, 0, start, e);
    }
  }

  @Override
  public int executeUpdate(String sql, int keys) throws SQLException {
    long start = begin();
    try {
      int result = delegate.executeUpdate(sql, keys);
      executed(sql, NONE, 0, start);
      return result;
    } catch (SQLException e) {
      throw failed(sql, NONE, 0, start, e);
    }
  }

  @Override
  public int executeUpdate(String sql) throws SQLException {
    long start = begin();
    try {
      int result = delegate.executeUpdate(sql);
      executed(sql, NONE, 0, start);
      return result;
    } catch (SQLException e) {
      throw failed(sql, NONE, 0, start, e);
    }
  }
}
