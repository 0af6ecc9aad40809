package dev.trimtab.batch.jdbc;

import dev.trimtab.batch.observe.Asked;
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
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Map;

/**
 * A result set that tells which values the application takes. Reads by name ask the driver for the
 * column, which it keeps in a map of its own.
 */
final class ObservedRows extends MovingRows {

  private final Statement statement;
  private final Asked asked;
  private final int round;

  ObservedRows(ResultSet delegate, Statement statement, Asked asked) throws SQLException {
    super(delegate);
    this.statement = statement;
    this.asked = asked;
    this.round = asked.round();
    if (asked.wantsColumns()) {
      asked.columns(round, delegate.getMetaData().getColumnCount());
    }
  }

  private void seen(int column, long hash) {
    asked.read(round, column, hash);
  }

  private int column(String label) throws SQLException {
    return delegate.findColumn(label);
  }

  @Override
  public Statement getStatement() {
    return statement;
  }

  @Override
  public Array getArray(String label) throws SQLException {
    Array value = delegate.getArray(label);
    seen(column(label), Values.NONE);
    return value;
  }

  @Override
  public Array getArray(int index) throws SQLException {
    Array value = delegate.getArray(index);
    seen(index, Values.NONE);
    return value;
  }

  @Override
  public InputStream getAsciiStream(String label) throws SQLException {
    InputStream value = delegate.getAsciiStream(label);
    seen(column(label), Values.NONE);
    return value;
  }

  @Override
  public InputStream getAsciiStream(int index) throws SQLException {
    InputStream value = delegate.getAsciiStream(index);
    seen(index, Values.NONE);
    return value;
  }

  @Deprecated
  @Override
  public BigDecimal getBigDecimal(String label, int second) throws SQLException {
    BigDecimal value = delegate.getBigDecimal(label, second);
    seen(column(label), Values.of(value));
    return value;
  }

  @Override
  public BigDecimal getBigDecimal(String label) throws SQLException {
    BigDecimal value = delegate.getBigDecimal(label);
    seen(column(label), Values.of(value));
    return value;
  }

  @Deprecated
  @Override
  public BigDecimal getBigDecimal(int index, int second) throws SQLException {
    BigDecimal value = delegate.getBigDecimal(index, second);
    seen(index, Values.of(value));
    return value;
  }

  @Override
  public BigDecimal getBigDecimal(int index) throws SQLException {
    BigDecimal value = delegate.getBigDecimal(index);
    seen(index, Values.of(value));
    return value;
  }

  @Override
  public InputStream getBinaryStream(String label) throws SQLException {
    InputStream value = delegate.getBinaryStream(label);
    seen(column(label), Values.NONE);
    return value;
  }

  @Override
  public InputStream getBinaryStream(int index) throws SQLException {
    InputStream value = delegate.getBinaryStream(index);
    seen(index, Values.NONE);
    return value;
  }

  @Override
  public Blob getBlob(String label) throws SQLException {
    Blob value = delegate.getBlob(label);
    seen(column(label), Values.NONE);
    return value;
  }

  @Override
  public Blob getBlob(int index) throws SQLException {
    Blob value = delegate.getBlob(index);
    seen(index, Values.NONE);
    return value;
  }

  @Override
  public boolean getBoolean(String label) throws SQLException {
    boolean value = delegate.getBoolean(label);
    seen(column(label), Values.NONE);
    return value;
  }

  @Override
  public boolean getBoolean(int index) throws SQLException {
    boolean value = delegate.getBoolean(index);
    seen(index, Values.NONE);
    return value;
  }

  @Override
  public byte getByte(String label) throws SQLException {
    byte value = delegate.getByte(label);
    seen(column(label), Values.NONE);
    return value;
  }

  @Override
  public byte getByte(int index) throws SQLException {
    byte value = delegate.getByte(index);
    seen(index, Values.NONE);
    return value;
  }

  @Override
  public byte[] getBytes(String label) throws SQLException {
    byte[] value = delegate.getBytes(label);
    seen(column(label), Values.NONE);
    return value;
  }

  @Override
  public byte[] getBytes(int index) throws SQLException {
    byte[] value = delegate.getBytes(index);
    seen(index, Values.NONE);
    return value;
  }

  @Override
  public Reader getCharacterStream(String label) throws SQLException {
    Reader value = delegate.getCharacterStream(label);
    seen(column(label), Values.NONE);
    return value;
  }

  @Override
  public Reader getCharacterStream(int index) throws SQLException {
    Reader value = delegate.getCharacterStream(index);
    seen(index, Values.NONE);
    return value;
  }

  @Override
  public Clob getClob(String label) throws SQLException {
    Clob value = delegate.getClob(label);
    seen(column(label), Values.NONE);
    return value;
  }

  @Override
  public Clob getClob(int index) throws SQLException {
    Clob value = delegate.getClob(index);
    seen(index, Values.NONE);
    return value;
  }

  @Override
  public Date getDate(String label, Calendar second) throws SQLException {
    Date value = delegate.getDate(label, second);
    seen(column(label), Values.of(value));
    return value;
  }

  @Override
  public Date getDate(String label) throws SQLException {
    Date value = delegate.getDate(label);
    seen(column(label), Values.of(value));
    return value;
  }

  @Override
  public Date getDate(int index, Calendar second) throws SQLException {
    Date value = delegate.getDate(index, second);
    seen(index, Values.of(value));
    return value;
  }

  @Override
  public Date getDate(int index) throws SQLException {
    Date value = delegate.getDate(index);
    seen(index, Values.of(value));
    return value;
  }

  @Override
  public double getDouble(String label) throws SQLException {
    double value = delegate.getDouble(label);
    seen(column(label), Values.NONE);
    return value;
  }

  @Override
  public double getDouble(int index) throws SQLException {
    double value = delegate.getDouble(index);
    seen(index, Values.NONE);
    return value;
  }

  @Override
  public float getFloat(String label) throws SQLException {
    float value = delegate.getFloat(label);
    seen(column(label), Values.NONE);
    return value;
  }

  @Override
  public float getFloat(int index) throws SQLException {
    float value = delegate.getFloat(index);
    seen(index, Values.NONE);
    return value;
  }

  @Override
  public int getInt(String label) throws SQLException {
    int value = delegate.getInt(label);
    seen(column(label), Values.of((long) value));
    return value;
  }

  @Override
  public int getInt(int index) throws SQLException {
    int value = delegate.getInt(index);
    seen(index, Values.of((long) value));
    return value;
  }

  @Override
  public long getLong(String label) throws SQLException {
    long value = delegate.getLong(label);
    seen(column(label), Values.of(value));
    return value;
  }

  @Override
  public long getLong(int index) throws SQLException {
    long value = delegate.getLong(index);
    seen(index, Values.of(value));
    return value;
  }

  @Override
  public Reader getNCharacterStream(String label) throws SQLException {
    Reader value = delegate.getNCharacterStream(label);
    seen(column(label), Values.NONE);
    return value;
  }

  @Override
  public Reader getNCharacterStream(int index) throws SQLException {
    Reader value = delegate.getNCharacterStream(index);
    seen(index, Values.NONE);
    return value;
  }

  @Override
  public NClob getNClob(String label) throws SQLException {
    NClob value = delegate.getNClob(label);
    seen(column(label), Values.NONE);
    return value;
  }

  @Override
  public NClob getNClob(int index) throws SQLException {
    NClob value = delegate.getNClob(index);
    seen(index, Values.NONE);
    return value;
  }

  @Override
  public String getNString(String label) throws SQLException {
    String value = delegate.getNString(label);
    seen(column(label), Values.of(value));
    return value;
  }

  @Override
  public String getNString(int index) throws SQLException {
    String value = delegate.getNString(index);
    seen(index, Values.of(value));
    return value;
  }

  @Override
  public <T> T getObject(String label, Class<T> second) throws SQLException {
    T value = delegate.getObject(label, second);
    seen(column(label), Values.of(value));
    return value;
  }

  @Override
  public Object getObject(String label, Map<String, Class<?>> second) throws SQLException {
    Object value = delegate.getObject(label, second);
    seen(column(label), Values.of(value));
    return value;
  }

  @Override
  public Object getObject(String label) throws SQLException {
    Object value = delegate.getObject(label);
    seen(column(label), Values.of(value));
    return value;
  }

  @Override
  public <T> T getObject(int index, Class<T> second) throws SQLException {
    T value = delegate.getObject(index, second);
    seen(index, Values.of(value));
    return value;
  }

  @Override
  public Object getObject(int index, Map<String, Class<?>> second) throws SQLException {
    Object value = delegate.getObject(index, second);
    seen(index, Values.of(value));
    return value;
  }

  @Override
  public Object getObject(int index) throws SQLException {
    Object value = delegate.getObject(index);
    seen(index, Values.of(value));
    return value;
  }

  @Override
  public Ref getRef(String label) throws SQLException {
    Ref value = delegate.getRef(label);
    seen(column(label), Values.NONE);
    return value;
  }

  @Override
  public Ref getRef(int index) throws SQLException {
    Ref value = delegate.getRef(index);
    seen(index, Values.NONE);
    return value;
  }

  @Override
  public RowId getRowId(String label) throws SQLException {
    RowId value = delegate.getRowId(label);
    seen(column(label), Values.NONE);
    return value;
  }

  @Override
  public RowId getRowId(int index) throws SQLException {
    RowId value = delegate.getRowId(index);
    seen(index, Values.NONE);
    return value;
  }

  @Override
  public SQLXML getSQLXML(String label) throws SQLException {
    SQLXML value = delegate.getSQLXML(label);
    seen(column(label), Values.NONE);
    return value;
  }

  @Override
  public SQLXML getSQLXML(int index) throws SQLException {
    SQLXML value = delegate.getSQLXML(index);
    seen(index, Values.NONE);
    return value;
  }

  @Override
  public short getShort(String label) throws SQLException {
    short value = delegate.getShort(label);
    seen(column(label), Values.of((long) value));
    return value;
  }

  @Override
  public short getShort(int index) throws SQLException {
    short value = delegate.getShort(index);
    seen(index, Values.of((long) value));
    return value;
  }

  @Override
  public String getString(String label) throws SQLException {
    String value = delegate.getString(label);
    seen(column(label), Values.of(value));
    return value;
  }

  @Override
  public String getString(int index) throws SQLException {
    String value = delegate.getString(index);
    seen(index, Values.of(value));
    return value;
  }

  @Override
  public Time getTime(String label, Calendar second) throws SQLException {
    Time value = delegate.getTime(label, second);
    seen(column(label), Values.NONE);
    return value;
  }

  @Override
  public Time getTime(String label) throws SQLException {
    Time value = delegate.getTime(label);
    seen(column(label), Values.NONE);
    return value;
  }

  @Override
  public Time getTime(int index, Calendar second) throws SQLException {
    Time value = delegate.getTime(index, second);
    seen(index, Values.NONE);
    return value;
  }

  @Override
  public Time getTime(int index) throws SQLException {
    Time value = delegate.getTime(index);
    seen(index, Values.NONE);
    return value;
  }

  @Override
  public Timestamp getTimestamp(String label, Calendar second) throws SQLException {
    Timestamp value = delegate.getTimestamp(label, second);
    seen(column(label), Values.of(value));
    return value;
  }

  @Override
  public Timestamp getTimestamp(String label) throws SQLException {
    Timestamp value = delegate.getTimestamp(label);
    seen(column(label), Values.of(value));
    return value;
  }

  @Override
  public Timestamp getTimestamp(int index, Calendar second) throws SQLException {
    Timestamp value = delegate.getTimestamp(index, second);
    seen(index, Values.of(value));
    return value;
  }

  @Override
  public Timestamp getTimestamp(int index) throws SQLException {
    Timestamp value = delegate.getTimestamp(index);
    seen(index, Values.of(value));
    return value;
  }

  @Override
  public URL getURL(String label) throws SQLException {
    URL value = delegate.getURL(label);
    seen(column(label), Values.NONE);
    return value;
  }

  @Override
  public URL getURL(int index) throws SQLException {
    URL value = delegate.getURL(index);
    seen(index, Values.NONE);
    return value;
  }

  @Deprecated
  @Override
  public InputStream getUnicodeStream(String label) throws SQLException {
    InputStream value = delegate.getUnicodeStream(label);
    seen(column(label), Values.NONE);
    return value;
  }

  @Deprecated
  @Override
  public InputStream getUnicodeStream(int index) throws SQLException {
    InputStream value = delegate.getUnicodeStream(index);
    seen(index, Values.NONE);
    return value;
  }
}
