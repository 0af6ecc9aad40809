package dev.trimtab.batch.jdbc;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;

/** The half of a result set that writes: passed on. */
abstract class UpdatingRows implements ResultSet {

  final ResultSet delegate;

  UpdatingRows(ResultSet delegate) {
    this.delegate = delegate;
  }

  @Override
  public void cancelRowUpdates() throws SQLException {
    delegate.cancelRowUpdates();
  }

  @Override
  public void deleteRow() throws SQLException {
    delegate.deleteRow();
  }

  @Override
  public void insertRow() throws SQLException {
    delegate.insertRow();
  }

  @Override
  public void moveToCurrentRow() throws SQLException {
    delegate.moveToCurrentRow();
  }

  @Override
  public void moveToInsertRow() throws SQLException {
    delegate.moveToInsertRow();
  }

  @Override
  public void refreshRow() throws SQLException {
    delegate.refreshRow();
  }

  @Override
  public boolean rowDeleted() throws SQLException {
    return delegate.rowDeleted();
  }

  @Override
  public boolean rowInserted() throws SQLException {
    return delegate.rowInserted();
  }

  @Override
  public boolean rowUpdated() throws SQLException {
    return delegate.rowUpdated();
  }

  @Override
  public void updateArray(String label, Array value) throws SQLException {
    delegate.updateArray(label, value);
  }

  @Override
  public void updateArray(int index, Array value) throws SQLException {
    delegate.updateArray(index, value);
  }

  @Override
  public void updateAsciiStream(String label, InputStream value, int third) throws SQLException {
    delegate.updateAsciiStream(label, value, third);
  }

  @Override
  public void updateAsciiStream(String label, InputStream value, long third) throws SQLException {
    delegate.updateAsciiStream(label, value, third);
  }

  @Override
  public void updateAsciiStream(String label, InputStream value) throws SQLException {
    delegate.updateAsciiStream(label, value);
  }

  @Override
  public void updateAsciiStream(int index, InputStream value, int third) throws SQLException {
    delegate.updateAsciiStream(index, value, third);
  }

  @Override
  public void updateAsciiStream(int index, InputStream value, long third) throws SQLException {
    delegate.updateAsciiStream(index, value, third);
  }

  @Override
  public void updateAsciiStream(int index, InputStream value) throws SQLException {
    delegate.updateAsciiStream(index, value);
  }

  @Override
  public void updateBigDecimal(String label, BigDecimal value) throws SQLException {
    delegate.updateBigDecimal(label, value);
  }

  @Override
  public void updateBigDecimal(int index, BigDecimal value) throws SQLException {
    delegate.updateBigDecimal(index, value);
  }

  @Override
  public void updateBinaryStream(String label, InputStream value, int third) throws SQLException {
    delegate.updateBinaryStream(label, value, third);
  }

  @Override
  public void updateBinaryStream(String label, InputStream value, long third) throws SQLException {
    delegate.updateBinaryStream(label, value, third);
  }

  @Override
  public void updateBinaryStream(String label, InputStream value) throws SQLException {
    delegate.updateBinaryStream(label, value);
  }

  @Override
  public void updateBinaryStream(int index, InputStream value, int third) throws SQLException {
    delegate.updateBinaryStream(index, value, third);
  }

  @Override
  public void updateBinaryStream(int index, InputStream value, long third) throws SQLException {
    delegate.updateBinaryStream(index, value, third);
  }

  @Override
  public void updateBinaryStream(int index, InputStream value) throws SQLException {
    delegate.updateBinaryStream(index, value);
  }

  @Override
  public void updateBlob(String label, InputStream value, long third) throws SQLException {
    delegate.updateBlob(label, value, third);
  }

  @Override
  public void updateBlob(String label, InputStream value) throws SQLException {
    delegate.updateBlob(label, value);
  }

  @Override
  public void updateBlob(String label, Blob value) throws SQLException {
    delegate.updateBlob(label, value);
  }

  @Override
  public void updateBlob(int index, InputStream value, long third) throws SQLException {
    delegate.updateBlob(index, value, third);
  }

  @Override
  public void updateBlob(int index, InputStream value) throws SQLException {
    delegate.updateBlob(index, value);
  }

  @Override
  public void updateBlob(int index, Blob value) throws SQLException {
    delegate.updateBlob(index, value);
  }

  @Override
  public void updateBoolean(String label, boolean value) throws SQLException {
    delegate.updateBoolean(label, value);
  }

  @Override
  public void updateBoolean(int index, boolean value) throws SQLException {
    delegate.updateBoolean(index, value);
  }

  @Override
  public void updateByte(String label, byte value) throws SQLException {
    delegate.updateByte(label, value);
  }

  @Override
  public void updateByte(int index, byte value) throws SQLException {
    delegate.updateByte(index, value);
  }

  @Override
  public void updateBytes(String label, byte[] value) throws SQLException {
    delegate.updateBytes(label, value);
  }

  @Override
  public void updateBytes(int index, byte[] value) throws SQLException {
    delegate.updateBytes(index, value);
  }

  @Override
  public void updateCharacterStream(String label, Reader value, int third) throws SQLException {
    delegate.updateCharacterStream(label, value, third);
  }

  @Override
  public void updateCharacterStream(String label, Reader value, long third) throws SQLException {
    delegate.updateCharacterStream(label, value, third);
  }

  @Override
  public void updateCharacterStream(String label, Reader value) throws SQLException {
    delegate.updateCharacterStream(label, value);
  }

  @Override
  public void updateCharacterStream(int index, Reader value, int third) throws SQLException {
    delegate.updateCharacterStream(index, value, third);
  }

  @Override
  public void updateCharacterStream(int index, Reader value, long third) throws SQLException {
    delegate.updateCharacterStream(index, value, third);
  }

  @Override
  public void updateCharacterStream(int index, Reader value) throws SQLException {
    delegate.updateCharacterStream(index, value);
  }

  @Override
  public void updateClob(String label, Reader value, long third) throws SQLException {
    delegate.updateClob(label, value, third);
  }

  @Override
  public void updateClob(String label, Reader value) throws SQLException {
    delegate.updateClob(label, value);
  }

  @Override
  public void updateClob(String label, Clob value) throws SQLException {
    delegate.updateClob(label, value);
  }

  @Override
  public void updateClob(int index, Reader value, long third) throws SQLException {
    delegate.updateClob(index, value, third);
  }

  @Override
  public void updateClob(int index, Reader value) throws SQLException {
    delegate.updateClob(index, value);
  }

  @Override
  public void updateClob(int index, Clob value) throws SQLException {
    delegate.updateClob(index, value);
  }

  @Override
  public void updateDate(String label, Date value) throws SQLException {
    delegate.updateDate(label, value);
  }

  @Override
  public void updateDate(int index, Date value) throws SQLException {
    delegate.updateDate(index, value);
  }

  @Override
  public void updateDouble(String label, double value) throws SQLException {
    delegate.updateDouble(label, value);
  }

  @Override
  public void updateDouble(int index, double value) throws SQLException {
    delegate.updateDouble(index, value);
  }

  @Override
  public void updateFloat(String label, float value) throws SQLException {
    delegate.updateFloat(label, value);
  }

  @Override
  public void updateFloat(int index, float value) throws SQLException {
    delegate.updateFloat(index, value);
  }

  @Override
  public void updateInt(String label, int value) throws SQLException {
    delegate.updateInt(label, value);
  }

  @Override
  public void updateInt(int index, int value) throws SQLException {
    delegate.updateInt(index, value);
  }

  @Override
  public void updateLong(String label, long value) throws SQLException {
    delegate.updateLong(label, value);
  }

  @Override
  public void updateLong(int index, long value) throws SQLException {
    delegate.updateLong(index, value);
  }

  @Override
  public void updateNCharacterStream(String label, Reader value, long third) throws SQLException {
    delegate.updateNCharacterStream(label, value, third);
  }

  @Override
  public void updateNCharacterStream(String label, Reader value) throws SQLException {
    delegate.updateNCharacterStream(label, value);
  }

  @Override
  public void updateNCharacterStream(int index, Reader value, long third) throws SQLException {
    delegate.updateNCharacterStream(index, value, third);
  }

  @Override
  public void updateNCharacterStream(int index, Reader value) throws SQLException {
    delegate.updateNCharacterStream(index, value);
  }

  @Override
  public void updateNClob(String label, Reader value, long third) throws SQLException {
    delegate.updateNClob(label, value, third);
  }

  @Override
  public void updateNClob(String label, Reader value) throws SQLException {
    delegate.updateNClob(label, value);
  }

  @Override
  public void updateNClob(String label, NClob value) throws SQLException {
    delegate.updateNClob(label, value);
  }

  @Override
  public void updateNClob(int index, Reader value, long third) throws SQLException {
    delegate.updateNClob(index, value, third);
  }

  @Override
  public void updateNClob(int index, Reader value) throws SQLException {
    delegate.updateNClob(index, value);
  }

  @Override
  public void updateNClob(int index, NClob value) throws SQLException {
    delegate.updateNClob(index, value);
  }

  @Override
  public void updateNString(String label, String value) throws SQLException {
    delegate.updateNString(label, value);
  }

  @Override
  public void updateNString(int index, String value) throws SQLException {
    delegate.updateNString(index, value);
  }

  @Override
  public void updateNull(String label) throws SQLException {
    delegate.updateNull(label);
  }

  @Override
  public void updateNull(int value) throws SQLException {
    delegate.updateNull(value);
  }

  @Override
  public void updateObject(String label, Object value, int third) throws SQLException {
    delegate.updateObject(label, value, third);
  }

  @Override
  public void updateObject(String label, Object value, SQLType third, int fourth)
      throws SQLException {
    delegate.updateObject(label, value, third, fourth);
  }

  @Override
  public void updateObject(String label, Object value, SQLType third) throws SQLException {
    delegate.updateObject(label, value, third);
  }

  @Override
  public void updateObject(String label, Object value) throws SQLException {
    delegate.updateObject(label, value);
  }

  @Override
  public void updateObject(int index, Object value, int third) throws SQLException {
    delegate.updateObject(index, value, third);
  }

  @Override
  public void updateObject(int index, Object value, SQLType third, int fourth) throws SQLException {
    delegate.updateObject(index, value, third, fourth);
  }

  @Override
  public void updateObject(int index, Object value, SQLType third) throws SQLException {
    delegate.updateObject(index, value, third);
  }

  @Override
  public void updateObject(int index, Object value) throws SQLException {
    delegate.updateObject(index, value);
  }

  @Override
  public void updateRef(String label, Ref value) throws SQLException {
    delegate.updateRef(label, value);
  }

  @Override
  public void updateRef(int index, Ref value) throws SQLException {
    delegate.updateRef(index, value);
  }

  @Override
  public void updateRow() throws SQLException {
    delegate.updateRow();
  }

  @Override
  public void updateRowId(String label, RowId value) throws SQLException {
    delegate.updateRowId(label, value);
  }

  @Override
  public void updateRowId(int index, RowId value) throws SQLException {
    delegate.updateRowId(index, value);
  }

  @Override
  public void updateSQLXML(String label, SQLXML value) throws SQLException {
    delegate.updateSQLXML(label, value);
  }

  @Override
  public void updateSQLXML(int index, SQLXML value) throws SQLException {
    delegate.updateSQLXML(index, value);
  }

  @Override
  public void updateShort(String label, short value) throws SQLException {
    delegate.updateShort(label, value);
  }

  @Override
  public void updateShort(int index, short value) throws SQLException {
    delegate.updateShort(index, value);
  }

  @Override
  public void updateString(String label, String value) throws SQLException {
    delegate.updateString(label, value);
  }

  @Override
  public void updateString(int index, String value) throws SQLException {
    delegate.updateString(index, value);
  }

  @Override
  public void updateTime(String label, Time value) throws SQLException {
    delegate.updateTime(label, value);
  }

  @Override
  public void updateTime(int index, Time value) throws SQLException {
    delegate.updateTime(index, value);
  }

  @Override
  public void updateTimestamp(String label, Timestamp value) throws SQLException {
    delegate.updateTimestamp(label, value);
  }

  @Override
  public void updateTimestamp(int index, Timestamp value) throws SQLException {
    delegate.updateTimestamp(index, value);
  }
}
