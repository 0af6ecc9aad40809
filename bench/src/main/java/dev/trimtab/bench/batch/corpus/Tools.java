package dev.trimtab.bench.batch.corpus;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The libraries. */
final class Tools {

  private Tools() {}

  static Map<String, Function<DataSource, Tool>> all(SessionFactory sessions) {
    return Map.of(
        "JDBC",
        Jdbc::of,
        "jOOQ",
        Jooq::of,
        "Jdbi",
        Jdbis::of,
        "Hibernate",
        _ -> Sessions.of(sessions));
  }

  private static IllegalStateException failed(SQLException e) {
    return new IllegalStateException(e);
  }

  /** By hand. */
  private record Jdbc(Connection connection) implements Tool {

    static Tool of(DataSource source) {
      try {
        return new Jdbc(source.getConnection());
      } catch (SQLException e) {
        throw failed(e);
      }
    }

    @Override
    public List<List<Object>> rows(String sql, Object... values) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        bind(statement, values);
        var result = new ArrayList<List<Object>>();
        try (ResultSet rows = statement.executeQuery()) {
          int columns = rows.getMetaData().getColumnCount();
          while (rows.next()) {
            @Nullable Object[] row = new Object[columns];
            for (int i = 0; i < columns; i++) {
              row[i] = rows.getObject(i + 1);
            }
            result.add(Arrays.asList(row));
          }
        }
        return result;
      } catch (SQLException e) {
        throw failed(e);
      }
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
    }

    @Override
    public int write(String sql, Object... values) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        bind(statement, values);
        return statement.executeUpdate();
      } catch (SQLException e) {
        throw failed(e);
      }
    }

    @Override
    public void batch(String sql, List<Object[]> rows) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        for (Object[] row : rows) {
          bind(statement, row);
          statement.addBatch();
        }
        statement.executeBatch();
      } catch (SQLException e) {
        throw failed(e);
      }
    }

    @Override
    public void close() {
      try {
        connection.close();
      } catch (SQLException e) {
        throw failed(e);
      }
    }
  }

  private record Jooq(Connection connection, DSLContext context) implements Tool {

    static Tool of(DataSource source) {
      try {
        Connection connection = source.getConnection();
        return new Jooq(connection, DSL.using(connection, SQLDialect.POSTGRES));
      } catch (SQLException e) {
        throw failed(e);
      }
    }

    @Override
    public List<List<Object>> rows(String sql, Object... values) {
      var result = new ArrayList<List<Object>>();
      for (Record row : context.fetch(sql, values)) {
        result.add(Arrays.asList(row.intoArray()));
      }
      return result;
    }

    @Override
    public int write(String sql, Object... values) {
      return context.execute(sql, values);
    }

    @Override
    public void batch(String sql, List<Object[]> rows) {
      var batch = context.batch(sql);
      for (Object[] row : rows) {
        batch = batch.bind(row);
      }
      int[] _ = batch.execute();
    }

    @Override
    public void close() {
      try {
        connection.close();
      } catch (SQLException e) {
        throw failed(e);
      }
    }
  }

  private record Jdbis(Handle handle) implements Tool {

    static Tool of(DataSource source) {
      return new Jdbis(Jdbi.create(source).open());
    }

    @Override
    public List<List<Object>> rows(String sql, Object... values) {
      return handle
          .select(sql, values)
          .map((rows, _) -> {
            int columns = rows.getMetaData().getColumnCount();
            var row = new ArrayList<@Nullable Object>();
            for (int i = 1; i <= columns; i++) {
              row.add(rows.getObject(i));
            }
            return Arrays.asList(row.toArray());
          })
          .list();
    }

    @Override
    public int write(String sql, Object... values) {
      return handle.execute(sql, values);
    }

    @Override
    public void batch(String sql, List<Object[]> rows) {
      var batch = handle.prepareBatch(sql);
      for (Object[] row : rows) {
        batch.add(row);
      }
      int[] _ = batch.execute();
    }

    @Override
    public void close() {
      handle.close();
    }
  }

  /** Hibernate with SQL of one's own; its entities are in {@link EntityCases}. */
  private record Sessions(org.hibernate.Session session) implements Tool {

    static Tool of(SessionFactory sessions) {
      org.hibernate.Session session = sessions.openSession();
      session.beginTransaction();
      return new Sessions(session);
    }

    @Override
    public List<List<Object>> rows(String sql, Object... values) {
      var query = session.createNativeQuery(numbered(sql), Object[].class);
      for (int i = 0; i < values.length; i++) {
        query.setParameter(i + 1, values[i]);
      }
      var result = new ArrayList<List<Object>>();
      for (Object[] row : query.getResultList()) {
        result.add(Arrays.asList(row));
      }
      return result;
    }

    @Override
    public int write(String sql, Object... values) {
      var query = session.createNativeMutationQuery(numbered(sql));
      for (int i = 0; i < values.length; i++) {
        query.setParameter(i + 1, values[i]);
      }
      return query.executeUpdate();
    }

    private static String numbered(String sql) {
      var text = new StringBuilder();
      int number = 0;
      for (int i = 0; i < sql.length(); i++) {
        text.append(sql.charAt(i));
        if (sql.charAt(i) == '?') {
          text.append(++number);
        }
      }
      return text.toString();
    }

    @Override
    public void batch(String sql, List<Object[]> rows) {
      session.doWork(connection -> new Jdbc(connection).batch(sql, rows));
    }

    @Override
    public void close() {
      var transaction = session.getTransaction();
      if (transaction.isActive()) {
        transaction.rollback();
      }
      session.close();
    }
  }
}
