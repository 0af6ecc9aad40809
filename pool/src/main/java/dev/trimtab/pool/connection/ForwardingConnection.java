package dev.trimtab.pool.connection;

import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Struct;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;

/**
 * A connection that hands everything on to another one. What is done differently is overridden; how
 * it ends is for each kind to say.
 */
public abstract class ForwardingConnection implements Connection {

  /** Returns the connection that does the work now. */
  protected abstract Connection to() throws SQLException;

  @Override
  public Statement createStatement() throws SQLException {
    return to().createStatement();
  }

  @Override
  public PreparedStatement prepareStatement(String sql) throws SQLException {
    return to().prepareStatement(sql);
  }

  @Override
  public CallableStatement prepareCall(String sql) throws SQLException {
    return to().prepareCall(sql);
  }

  @Override
  public String nativeSQL(String sql) throws SQLException {
    return to().nativeSQL(sql);
  }

  @Override
  public void setAutoCommit(boolean isOn) throws SQLException {
    to().setAutoCommit(isOn);
  }

  @Override
  public boolean getAutoCommit() throws SQLException {
    return to().getAutoCommit();
  }

  @Override
  public void commit() throws SQLException {
    to().commit();
  }

  @Override
  public void rollback() throws SQLException {
    to().rollback();
  }

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    return to().getMetaData();
  }

  @Override
  public void setReadOnly(boolean isOn) throws SQLException {
    to().setReadOnly(isOn);
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    return to().isReadOnly();
  }

  @Override
  public void setCatalog(String catalog) throws SQLException {
    to().setCatalog(catalog);
  }

  @Override
  public String getCatalog() throws SQLException {
    return to().getCatalog();
  }

  @Override
  public void setTransactionIsolation(int level) throws SQLException {
    to().setTransactionIsolation(level);
  }

  @Override
  public int getTransactionIsolation() throws SQLException {
    return to().getTransactionIsolation();
  }

  @Override
  public SQLWarning getWarnings() throws SQLException {
    return to().getWarnings();
  }

  @Override
  public void clearWarnings() throws SQLException {
    to().clearWarnings();
  }

  @Override
  public Statement createStatement(int type, int concurrency) throws SQLException {
    return to().createStatement(type, concurrency);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency)
      throws SQLException {
    return to().prepareStatement(sql, type, concurrency);
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
    return to().prepareCall(sql, type, concurrency);
  }

  @Override
  public Map<String, Class<?>> getTypeMap() throws SQLException {
    return to().getTypeMap();
  }

  @Override
  public void setTypeMap(Map<String, Class<?>> map) throws SQLException {
    to().setTypeMap(map);
  }

  @Override
  public void setHoldability(int holdability) throws SQLException {
    to().setHoldability(holdability);
  }

  @Override
  public int getHoldability() throws SQLException {
    return to().getHoldability();
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    return to().setSavepoint();
  }

  @Override
  public Savepoint setSavepoint(String name) throws SQLException {
    return to().setSavepoint(name);
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    to().rollback(savepoint);
  }

  @Override
  public void releaseSavepoint(Savepoint savepoint) throws SQLException {
    to().releaseSavepoint(savepoint);
  }

  @Override
  public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
    return to().createStatement(type, concurrency, holdability);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    return to().prepareStatement(sql, type, concurrency, holdability);
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    return to().prepareCall(sql, type, concurrency, holdability);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int keys) throws SQLException {
    return to().prepareStatement(sql, keys);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int[] columns) throws SQLException {
    return to().prepareStatement(sql, columns);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, String[] columns) throws SQLException {
    return to().prepareStatement(sql, columns);
  }

  @Override
  public Clob createClob() throws SQLException {
    return to().createClob();
  }

  @Override
  public Blob createBlob() throws SQLException {
    return to().createBlob();
  }

  @Override
  public NClob createNClob() throws SQLException {
    return to().createNClob();
  }

  @Override
  public SQLXML createSQLXML() throws SQLException {
    return to().createSQLXML();
  }

  @Override
  public boolean isValid(int seconds) throws SQLException {
    return to().isValid(seconds);
  }

  @Override
  public void setClientInfo(String name, String value) throws SQLClientInfoException {
    try {
      to().setClientInfo(name, value);
    } catch (SQLClientInfoException e) {
      throw e;
    } catch (SQLException e) {
      throw new SQLClientInfoException(Map.of(), e);
    }
  }

  @Override
  public void setClientInfo(Properties properties) throws SQLClientInfoException {
    try {
      to().setClientInfo(properties);
    } catch (SQLClientInfoException e) {
      throw e;
    } catch (SQLException e) {
      throw new SQLClientInfoException(Map.of(), e);
    }
  }

  @Override
  public String getClientInfo(String name) throws SQLException {
    return to().getClientInfo(name);
  }

  @Override
  public Properties getClientInfo() throws SQLException {
    return to().getClientInfo();
  }

  @Override
  public Array createArrayOf(String type, Object[] elements) throws SQLException {
    return to().createArrayOf(type, elements);
  }

  @Override
  public Struct createStruct(String type, Object[] attributes) throws SQLException {
    return to().createStruct(type, attributes);
  }

  @Override
  public void setSchema(String schema) throws SQLException {
    to().setSchema(schema);
  }

  @Override
  public String getSchema() throws SQLException {
    return to().getSchema();
  }

  @Override
  public void setNetworkTimeout(Executor executor, int millis) throws SQLException {
    to().setNetworkTimeout(executor, millis);
  }

  @Override
  public int getNetworkTimeout() throws SQLException {
    return to().getNetworkTimeout();
  }

  @Override
  public void beginRequest() throws SQLException {
    to().beginRequest();
  }

  @Override
  public void endRequest() throws SQLException {
    to().endRequest();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(this) ? type.cast(this) : to().unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || to().isWrapperFor(type);
  }
}
