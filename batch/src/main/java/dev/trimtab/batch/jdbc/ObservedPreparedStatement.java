package dev.trimtab.batch.jdbc;

import dev.trimtab.batch.automatic.Sent;
import dev.trimtab.batch.observe.Values;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Oid;

/** A prepared statement that tells what it is run with and what comes of it. */
final class ObservedPreparedStatement extends ObservedStatement implements PreparedStatement {

  /** Most statements have no more; each of them makes an array as long. */
  private static final int PARAMETERS_USUAL = 2;

  private static final long[] UNBOUND = {};

  private final PreparedStatement prepared;
  private final String sql;
  private final Sent sent;
  private long[] bound = UNBOUND;
  private int bounds;
  private int batch;

  ObservedPreparedStatement(PreparedStatement prepared, ObservedConnection connection, String sql) {
    super(prepared, connection);
    this.prepared = prepared;
    this.sql = sql;
    this.sent = connection.loops().sent(sql);
  }

  /** Notes a value that can be followed, and one that can be sent again. */
  private void bind(int index, long hash, @Nullable Object value) throws SQLException {
    hash(index, hash);
    sent.set(index, value);
  }

  private void bind(int index, long hash, long value, int type) {
    hash(index, hash);
    sent.set(index, value, type);
  }

  private void bind(int index, long hash) {
    hash(index, hash);
    sent.other(index);
  }

  private long beginPrepared() throws SQLException {
    loops().passes(sql, sent);
    return begin();
  }

  private void hash(int index, long hash) {
    if (index > bound.length) {
      bound = Arrays.copyOf(bound, Math.max(index, Math.max(PARAMETERS_USUAL, bound.length * 2)));
    }
    bound[index - 1] = hash;
    bounds = Math.max(bounds, index);
  }

  @Override
  public ResultSet executeQuery() throws SQLException {
    ResultSet known = beside(sql, sent, bound, bounds);
    if (known != null) {
      return known;
    }
    long start = beginPrepared();
    try {
      ResultSet rows = prepared.executeQuery();
      return observed(rows, executed(sql, bound, bounds, start));
    } catch (SQLException e) {
      throw failed(sql, bound, bounds, start, e);
    }
  }

  @Override
  public int executeUpdate() throws SQLException {
    long start = beginPrepared();
    try {
      int count = prepared.executeUpdate();
      executed(sql, bound, bounds, start);
      return count;
    } catch (SQLException e) {
      throw failed(sql, bound, bounds, start, e);
    }
  }

  @Override
  public long executeLargeUpdate() throws SQLException {
    long start = beginPrepared();
    try {
      long count = prepared.executeLargeUpdate();
      executed(sql, bound, bounds, start);
      return count;
    } catch (SQLException e) {
      throw failed(sql, bound, bounds, start, e);
    }
  }

  @Override
  public boolean execute() throws SQLException {
    if (beside(sql, sent, bound, bounds) != null) {
      return true;
    }
    long start = beginPrepared();
    try {
      boolean hasRows = prepared.execute();
      executed(sql, bound, bounds, start);
      return hasRows;
    } catch (SQLException e) {
      throw failed(sql, bound, bounds, start, e);
    }
  }

  @Override
  public void addBatch() throws SQLException {
    prepared.addBatch();
    batch++;
  }

  @Override
  public void clearBatch() throws SQLException {
    prepared.clearBatch();
    batch = 0;
  }

  @Override
  public int[] executeBatch() throws SQLException {
    loops().touched();
    int[] counts = prepared.executeBatch();
    batched(sql, batch);
    batch = 0;
    return counts;
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    loops().touched();
    long[] counts = prepared.executeLargeBatch();
    batched(sql, batch);
    batch = 0;
    return counts;
  }

  @Override
  public void clearParameters() throws SQLException {
    prepared.clearParameters();
    Arrays.fill(bound, 0, bounds, Values.NONE);
    bounds = 0;
    sent.clear();
  }

  @Override
  public ResultSetMetaData getMetaData() throws SQLException {
    return prepared.getMetaData();
  }

  @Override
  public ParameterMetaData getParameterMetaData() throws SQLException {
    return prepared.getParameterMetaData();
  }

  @Override
  public void setArray(int index, Array value) throws SQLException {
    prepared.setArray(index, value);
    bind(index, Values.NONE, value);
  }

  @Override
  public void setAsciiStream(int index, InputStream value, int more) throws SQLException {
    prepared.setAsciiStream(index, value, more);
    bind(index, Values.NONE);
  }

  @Override
  public void setAsciiStream(int index, InputStream value, long more) throws SQLException {
    prepared.setAsciiStream(index, value, more);
    bind(index, Values.NONE);
  }

  @Override
  public void setAsciiStream(int index, InputStream value) throws SQLException {
    prepared.setAsciiStream(index, value);
    bind(index, Values.NONE);
  }

  @Override
  public void setBigDecimal(int index, BigDecimal value) throws SQLException {
    prepared.setBigDecimal(index, value);
    bind(index, Values.of(value), value);
  }

  @Override
  public void setBinaryStream(int index, InputStream value, int more) throws SQLException {
    prepared.setBinaryStream(index, value, more);
    bind(index, Values.NONE);
  }

  @Override
  public void setBinaryStream(int index, InputStream value, long more) throws SQLException {
    prepared.setBinaryStream(index, value, more);
    bind(index, Values.NONE);
  }

  @Override
  public void setBinaryStream(int index, InputStream value) throws SQLException {
    prepared.setBinaryStream(index, value);
    bind(index, Values.NONE);
  }

  @Override
  public void setBlob(int index, InputStream value, long more) throws SQLException {
    prepared.setBlob(index, value, more);
    bind(index, Values.NONE);
  }

  @Override
  public void setBlob(int index, InputStream value) throws SQLException {
    prepared.setBlob(index, value);
    bind(index, Values.NONE);
  }

  @Override
  public void setBlob(int index, Blob value) throws SQLException {
    prepared.setBlob(index, value);
    bind(index, Values.NONE);
  }

  @Override
  public void setBoolean(int index, boolean value) throws SQLException {
    prepared.setBoolean(index, value);
    bind(index, Values.NONE);
  }

  @Override
  public void setByte(int index, byte value) throws SQLException {
    prepared.setByte(index, value);
    bind(index, Values.NONE);
  }

  @Override
  public void setBytes(int index, byte[] value) throws SQLException {
    prepared.setBytes(index, value);
    bind(index, Values.NONE);
  }

  @Override
  public void setCharacterStream(int index, Reader value, int more) throws SQLException {
    prepared.setCharacterStream(index, value, more);
    bind(index, Values.NONE);
  }

  @Override
  public void setCharacterStream(int index, Reader value, long more) throws SQLException {
    prepared.setCharacterStream(index, value, more);
    bind(index, Values.NONE);
  }

  @Override
  public void setCharacterStream(int index, Reader value) throws SQLException {
    prepared.setCharacterStream(index, value);
    bind(index, Values.NONE);
  }

  @Override
  public void setClob(int index, Reader value, long more) throws SQLException {
    prepared.setClob(index, value, more);
    bind(index, Values.NONE);
  }

  @Override
  public void setClob(int index, Reader value) throws SQLException {
    prepared.setClob(index, value);
    bind(index, Values.NONE);
  }

  @Override
  public void setClob(int index, Clob value) throws SQLException {
    prepared.setClob(index, value);
    bind(index, Values.NONE);
  }

  @Override
  public void setDate(int index, Date value, Calendar calendar) throws SQLException {
    prepared.setDate(index, value, calendar);
    bind(index, Values.of(value));
  }

  @Override
  public void setDate(int index, Date value) throws SQLException {
    prepared.setDate(index, value);
    bind(index, Values.of(value));
  }

  @Override
  public void setDouble(int index, double value) throws SQLException {
    prepared.setDouble(index, value);
    bind(index, Values.NONE);
  }

  @Override
  public void setFloat(int index, float value) throws SQLException {
    prepared.setFloat(index, value);
    bind(index, Values.NONE);
  }

  @Override
  public void setInt(int index, int value) throws SQLException {
    prepared.setInt(index, value);
    bind(index, Values.of((long) value), value, Oid.INT4);
  }

  @Override
  public void setLong(int index, long value) throws SQLException {
    prepared.setLong(index, value);
    bind(index, Values.of(value), value, Oid.INT8);
  }

  @Override
  public void setNCharacterStream(int index, Reader value, long more) throws SQLException {
    prepared.setNCharacterStream(index, value, more);
    bind(index, Values.NONE);
  }

  @Override
  public void setNCharacterStream(int index, Reader value) throws SQLException {
    prepared.setNCharacterStream(index, value);
    bind(index, Values.NONE);
  }

  @Override
  public void setNClob(int index, Reader value, long more) throws SQLException {
    prepared.setNClob(index, value, more);
    bind(index, Values.NONE);
  }

  @Override
  public void setNClob(int index, Reader value) throws SQLException {
    prepared.setNClob(index, value);
    bind(index, Values.NONE);
  }

  @Override
  public void setNClob(int index, NClob value) throws SQLException {
    prepared.setNClob(index, value);
    bind(index, Values.NONE);
  }

  @Override
  public void setNString(int index, String value) throws SQLException {
    prepared.setNString(index, value);
    bind(index, Values.of(value));
  }

  @Override
  public void setNull(int index, int type, String name) throws SQLException {
    prepared.setNull(index, type, name);
    bind(index, Values.NONE);
  }

  @Override
  public void setNull(int index, int type) throws SQLException {
    prepared.setNull(index, type);
    bind(index, Values.NONE);
  }

  @Override
  public void setObject(int index, Object value, int type, int scaleOrLength) throws SQLException {
    prepared.setObject(index, value, type, scaleOrLength);
    bind(index, Values.of(value));
  }

  @Override
  public void setObject(int index, Object value, int more) throws SQLException {
    prepared.setObject(index, value, more);
    bind(index, Values.of(value));
  }

  @Override
  public void setObject(int index, Object value, SQLType type, int scaleOrLength)
      throws SQLException {
    prepared.setObject(index, value, type, scaleOrLength);
    bind(index, Values.of(value));
  }

  @Override
  public void setObject(int index, Object value, SQLType type) throws SQLException {
    prepared.setObject(index, value, type);
    bind(index, Values.of(value));
  }

  @Override
  public void setObject(int index, Object value) throws SQLException {
    prepared.setObject(index, value);
    bind(index, Values.of(value), value);
  }

  @Override
  public void setRef(int index, Ref value) throws SQLException {
    prepared.setRef(index, value);
    bind(index, Values.NONE);
  }

  @Override
  public void setRowId(int index, RowId value) throws SQLException {
    prepared.setRowId(index, value);
    bind(index, Values.NONE);
  }

  @Override
  public void setSQLXML(int index, SQLXML value) throws SQLException {
    prepared.setSQLXML(index, value);
    bind(index, Values.NONE);
  }

  @Override
  public void setShort(int index, short value) throws SQLException {
    prepared.setShort(index, value);
    bind(index, Values.of((long) value), value, Oid.INT2);
  }

  @Override
  public void setString(int index, String value) throws SQLException {
    prepared.setString(index, value);
    bind(index, Values.of(value), value);
  }

  @Override
  public void setTime(int index, Time value, Calendar calendar) throws SQLException {
    prepared.setTime(index, value, calendar);
    bind(index, Values.NONE);
  }

  @Override
  public void setTime(int index, Time value) throws SQLException {
    prepared.setTime(index, value);
    bind(index, Values.NONE);
  }

  @Override
  public void setTimestamp(int index, Timestamp value, Calendar calendar) throws SQLException {
    prepared.setTimestamp(index, value, calendar);
    bind(index, Values.of(value));
  }

  @Override
  public void setTimestamp(int index, Timestamp value) throws SQLException {
    prepared.setTimestamp(index, value);
    bind(index, Values.of(value));
  }

  @Override
  public void setURL(int index, URL value) throws SQLException {
    prepared.setURL(index, value);
    bind(index, Values.NONE);
  }

  @Deprecated
  @Override
  public void setUnicodeStream(int index, InputStream value, int more) throws SQLException {
    prepared.setUnicodeStream(index, value, more);
    bind(index, Values.NONE);
  }
}
