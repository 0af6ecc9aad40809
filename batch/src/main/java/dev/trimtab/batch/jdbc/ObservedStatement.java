package dev.trimtab.batch.jdbc;

import dev.trimtab.batch.automatic.Loops;
import dev.trimtab.batch.automatic.Sent;
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
  private @Nullable List<String> batch;

  /** What the last execution asked; its result may be fetched later. */
  private @Nullable Asked last;

  /** Rows that the driver's statement gave; running it again closes them. */
  private @Nullable ResultSet given;

  /** Rows that were handed out beside the driver's statement. */
  private @Nullable ResultSet beside;

  /** Whether the last execution was answered beside the driver's statement. */
  private boolean isBeside;

  ObservedStatement(Statement delegate, ObservedConnection connection) {
    super(delegate);
    this.connection = connection;
  }

  final Loops loops() {
    return connection.loops();
  }

  /** The driver's statement is about to be run. */
  final long begin() throws SQLException {
    isBeside = false;
    if (beside != null) {
      beside.close();
      beside = null;
    }
    return connection.now();
  }

  private long beginText() throws SQLException {
    loops().touched();
    return begin();
  }

  /** Hands out rows that a loop has for it; null if it has none, and it is to be run. */
  final @Nullable ResultSet beside(String sql, Sent sent, long[] bound, int count)
      throws SQLException {
    long start = connection.now();
    Loops.Answer answer;
    try {
      answer = loops().answer(sql, sent, delegate);
    } catch (SQLException e) {
      throw failed(sql, bound, count, start, e);
    }
    if (answer == null) {
      return null;
    }
    switch (answer.coming()) {
      case ASKED -> answer.source().tell(executed(sql, bound, count, start));
      case ALONG -> answer.source().tell(cameAlong(sql, bound, count, start));
      case BEFORE -> {}
    }
    if (given != null) {
      given.close();
      given = null;
    }
    if (beside != null) {
      beside.close();
    }
    isBeside = true;
    Asked asked = answer.source().asked();
    beside = asked == null ? answer.rows() : new ObservedRows(answer.rows(), this, asked);
    return beside;
  }

  final @Nullable Asked executed(String sql, long[] bound, int count, long start) {
    last = connection.executed(sql, bound, count, start, false);
    return last;
  }

  /** It was run, within the time of another statement. */
  private @Nullable Asked cameAlong(String sql, long[] bound, int count, long at) {
    last = connection.cameAlong(sql, bound, count, at);
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
    given = rows;
    return asked == null ? rows : new ObservedRows(rows, this, asked);
  }

  @Override
  public void close() throws SQLException {
    if (beside != null) {
      beside.close();
    }
    delegate.close();
  }

  @Override
  public void cancel() throws SQLException {
    if (!loops().cancel()) {
      delegate.cancel();
    }
  }

  @Override
  public boolean getMoreResults() throws SQLException {
    if (!isBeside) {
      return delegate.getMoreResults();
    }
    if (beside != null) {
      beside.close();
      beside = null;
    }
    return false;
  }

  @Override
  public boolean getMoreResults(int current) throws SQLException {
    if (!isBeside) {
      return delegate.getMoreResults(current);
    }
    if (beside != null && current != Statement.KEEP_CURRENT_RESULT) {
      beside.close();
    }
    beside = null;
    return false;
  }

  @Override
  public int getUpdateCount() throws SQLException {
    return isBeside ? -1 : delegate.getUpdateCount();
  }

  @Override
  public long getLargeUpdateCount() throws SQLException {
    return isBeside ? -1 : delegate.getLargeUpdateCount();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    loops().unseen();
    return delegate.unwrap(type);
  }

  @Override
  public @Nullable ResultSet getResultSet() throws SQLException {
    if (isBeside) {
      return beside;
    }
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
    List<String> its = batch == null ? new ArrayList<>() : batch;
    its.add(sql);
    batch = its;
  }

  @Override
  public void clearBatch() throws SQLException {
    delegate.clearBatch();
    batch = null;
  }

  @Override
  public int[] executeBatch() throws SQLException {
    loops().touched();
    int[] counts = delegate.executeBatch();
    tellBatch();
    return counts;
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    loops().touched();
    long[] counts = delegate.executeLargeBatch();
    tellBatch();
    return counts;
  }

  private void tellBatch() {
    if (batch != null) {
      batch.forEach(sql -> connection.batched(sql, 1));
    }
    batch = null;
  }

  @Override
  public boolean execute(String sql, int[] keys) throws SQLException {
    long start = beginText();
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
    long start = beginText();
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
    long start = beginText();
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
    long start = beginText();
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
    long start = beginText();
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
    long start = beginText();
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
    long start = beginText();
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
    long start = beginText();
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
    ResultSet known = beside(sql, loops().sent(sql), NONE, 0);
    if (known != null) {
      return known;
    }
    long start = beginText();
    try {
      ResultSet rows = delegate.executeQuery(sql);
      return observed(rows, executed(sql, NONE, 0, start));
    } catch (SQLException e) {
      throw failed(sql, NONE, 0, start, e);
    }
  }

  @Override
  public int executeUpdate(String sql, int[] keys) throws SQLException {
    long start = beginText();
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
    long start = beginText();
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
    long start = beginText();
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
    long start = beginText();
    try {
      int result = delegate.executeUpdate(sql);
      executed(sql, NONE, 0, start);
      return result;
    } catch (SQLException e) {
      throw failed(sql, NONE, 0, start, e);
    }
  }
}
