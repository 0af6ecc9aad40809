package dev.trimtab.bench.batch;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.util.Map;
import javax.sql.DataSource;

/** A driver without a server: every answer is there at once, and is one row with the number 7. */
final class StubDriver {

  private StubDriver() {}

  static DataSource source() {
    ResultSetMetaData about =
        stub(ResultSetMetaData.class, Map.of("getColumnCount", 1, "getColumnLabel", "n"));
    var rows = new Rows(about);
    ResultSet result =
        (ResultSet)
            Proxy.newProxyInstance(
                StubDriver.class.getClassLoader(), new Class<?>[] {ResultSet.class}, rows);
    PreparedStatement statement =
        stub(PreparedStatement.class, Map.of("executeQuery", result, "getResultSet", result));
    Connection connection =
        stub(Connection.class, Map.of("prepareStatement", statement, "isWrapperFor", false));
    return stub(DataSource.class, Map.of("getConnection", connection));
  }

  /** Every second call of {@code next} finds a row. */
  private static final class Rows implements InvocationHandler {
    private final ResultSetMetaData about;
    private boolean isThere;

    Rows(ResultSetMetaData about) {
      this.about = about;
    }

    @Override
    public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
      return switch (method.getName()) {
        case "next" -> {
          isThere = !isThere;
          yield isThere;
        }
        case "getInt", "findColumn" -> 7;
        case "getMetaData" -> about;
        case "isClosed", "wasNull" -> false;
        case "hashCode" -> 1;
        default -> "";
      };
    }
  }

  private static <T> T stub(Class<T> type, Map<String, Object> answers) {
    InvocationHandler handler =
        (_, method, _) -> {
          Object answer = answers.get(method.getName());
          if (answer != null) {
            return answer;
          }
          Class<?> result = method.getReturnType();
          if (result == boolean.class) {
            return false;
          }
          if (result == int.class) {
            return 0;
          }
          return result == long.class ? 0L : null;
        };
    return type.cast(
        Proxy.newProxyInstance(StubDriver.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
