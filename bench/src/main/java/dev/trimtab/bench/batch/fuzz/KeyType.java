package dev.trimtab.bench.batch.fuzz;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** How applications read a key and hand it on. */
enum KeyType {
  INT("int", "%d") {
    @Override
    void hand(ResultSet from, int column, PreparedStatement to, int index) throws SQLException {
      to.setInt(index, from.getInt(column));
    }
  },
  INT_AS_LONG("int", "%d") {
    @Override
    void hand(ResultSet from, int column, PreparedStatement to, int index) throws SQLException {
      to.setLong(index, from.getLong(column));
    }
  },
  LONG("bigint", "%d") {
    @Override
    void hand(ResultSet from, int column, PreparedStatement to, int index) throws SQLException {
      to.setObject(index, from.getObject(column));
    }
  },
  TEXT("text", "'key \"%d\\ é'") {
    @Override
    void hand(ResultSet from, int column, PreparedStatement to, int index) throws SQLException {
      to.setString(index, from.getString(column));
    }
  },
  NUMBER("numeric(12, 2)", "%d.50") {
    @Override
    void hand(ResultSet from, int column, PreparedStatement to, int index) throws SQLException {
      to.setBigDecimal(index, from.getBigDecimal(column));
    }
  },
  ID("uuid", "md5('%d')::uuid") {
    @Override
    void hand(ResultSet from, int column, PreparedStatement to, int index) throws SQLException {
      to.setObject(index, from.getObject(column, UUID.class));
    }
  };

  private final String sql;
  private final String literal;

  KeyType(String sql, String literal) {
    this.sql = sql;
    this.literal = literal;
  }

  String sql() {
    return sql;
  }

  /** Returns the key with a number. */
  String literal(int number) {
    return literal.formatted(number);
  }

  /** Reads a key and binds it; NULL as the type's own methods do. */
  abstract void hand(ResultSet from, int column, PreparedStatement to, int index)
      throws SQLException;
}
