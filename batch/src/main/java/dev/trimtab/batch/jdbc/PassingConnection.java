package dev.trimtab.batch.jdbc;

import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.ShardingKey;
import java.sql.Struct;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;

/** What of a connection neither makes statements nor ends anything: passed on. */
abstract class PassingConnection implements Connection {

  final Connection delegate;

  PassingConnection(Connection delegate) {
    this.delegate = delegate;
  }

  @Override
  public void abort(Executor first) throws SQLException {
    delegate.abort(first);
  }

  @Override
  public void beginRequest() throws SQLException {
    delegate.beginRequest();
  }

  @Override
  public void clearWarnings() throws SQLException {
    delegate.clearWarnings();
  }

  @Override
  public Array createArrayOf(String sql, Object[] second) throws SQLException {
    return delegate.createArrayOf(sql, second);
  }

  @Override
  public Blob createBlob() throws SQLException {
    return delegate.createBlob();
  }

  @Override
  public Clob createClob() throws SQLException {
    return delegate.createClob();
  }

  @Override
  public NClob createNClob() throws SQLException {
    return delegate.createNClob();
  }

  @Override
  public SQLXML createSQLXML() throws SQLException {
    return delegate.createSQLXML();
  }

  @Override
  public Struct createStruct(String sql, Object[] second) throws SQLException {
    return delegate.createStruct(sql, second);
  }

  @Override
  public void endRequest() throws SQLException {
    delegate.endRequest();
  }

  @Override
  public boolean getAutoCommit() throws SQLException {
    return delegate.getAutoCommit();
  }

  @Override
  public String getCatalog() throws SQLException {
    return delegate.getCatalog();
  }

  @Override
  public Properties getClientInfo() throws SQLException {
    return delegate.getClientInfo();
  }

  @Override
  public String getClientInfo(String label) throws SQLException {
    return delegate.getClientInfo(label);
  }

  @Override
  public int getHoldability() throws SQLException {
    return delegate.getHoldability();
  }

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    return delegate.getMetaData();
  }

  @Override
  public int getNetworkTimeout() throws SQLException {
    return delegate.getNetworkTimeout();
  }

  @Override
  public String getSchema() throws SQLException {
    return delegate.getSchema();
  }

  @Override
  public int getTransactionIsolation() throws SQLException {
    return delegate.getTransactionIsolation();
  }

  @Override
  public Map<String, Class<?>> getTypeMap() throws SQLException {
    return delegate.getTypeMap();
  }

  @Override
  public SQLWarning getWarnings() throws SQLException {
    return delegate.getWarnings();
  }

  @Override
  public boolean isClosed() throws SQLException {
    return delegate.isClosed();
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    return delegate.isReadOnly();
  }

  @Override
  public boolean isValid(int first) throws SQLException {
    return delegate.isValid(first);
  }

  @Override
  public boolean isWrapperFor(Class<?> first) throws SQLException {
    return delegate.isWrapperFor(first);
  }

  @Override
  public String nativeSQL(String sql) throws SQLException {
    return delegate.nativeSQL(sql);
  }

  @Override
  public CallableStatement prepareCall(String sql, int second, int third, int fourth)
      throws SQLException {
    return delegate.prepareCall(sql, second, third, fourth);
  }

  @Override
  public CallableStatement prepareCall(String sql, int second, int third) throws SQLException {
    return delegate.prepareCall(sql, second, third);
  }

  @Override
  public CallableStatement prepareCall(String sql) throws SQLException {
    return delegate.prepareCall(sql);
  }

  @Override
  public void releaseSavepoint(Savepoint first) throws SQLException {
    delegate.releaseSavepoint(first);
  }

  @Override
  public void setAutoCommit(boolean value) throws SQLException {
    delegate.setAutoCommit(value);
  }

  @Override
  public void setCatalog(String value) throws SQLException {
    delegate.setCatalog(value);
  }

  @Override
  public void setClientInfo(String sql, String value) throws SQLClientInfoException {
    delegate.setClientInfo(sql, value);
  }

  @Override
  public void setClientInfo(Properties value) throws SQLClientInfoException {
    delegate.setClientInfo(value);
  }

  @Override
  public void setHoldability(int value) throws SQLException {
    delegate.setHoldability(value);
  }

  @Override
  public void setNetworkTimeout(Executor first, int value) throws SQLException {
    delegate.setNetworkTimeout(first, value);
  }

  @Override
  public void setReadOnly(boolean value) throws SQLException {
    delegate.setReadOnly(value);
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    return delegate.setSavepoint();
  }

  @Override
  public Savepoint setSavepoint(String value) throws SQLException {
    return delegate.setSavepoint(value);
  }

  @Override
  public void setSchema(String value) throws SQLException {
    delegate.setSchema(value);
  }

  @Override
  public void setShardingKey(ShardingKey first, ShardingKey value) throws SQLException {
    delegate.setShardingKey(first, value);
  }

  @Override
  public void setShardingKey(ShardingKey value) throws SQLException {
    delegate.setShardingKey(value);
  }

  @Override
  public boolean setShardingKeyIfValid(ShardingKey first, int value) throws SQLException {
    return delegate.setShardingKeyIfValid(first, value);
  }

  @Override
  public boolean setShardingKeyIfValid(ShardingKey first, ShardingKey value, int third)
      throws SQLException {
    return delegate.setShardingKeyIfValid(first, value, third);
  }

  @Override
  public void setTransactionIsolation(int value) throws SQLException {
    delegate.setTransactionIsolation(value);
  }

  @Override
  public void setTypeMap(Map<String, Class<?>> value) throws SQLException {
    delegate.setTypeMap(value);
  }

  @Override
  public <T> T unwrap(Class<T> first) throws SQLException {
    return delegate.unwrap(first);
  }
}
