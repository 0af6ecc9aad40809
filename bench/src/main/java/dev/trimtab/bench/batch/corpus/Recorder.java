package dev.trimtab.bench.batch.corpus;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Writes down every statement that passes, as those who judge by text, values and stack want it.
 */
final class Recorder {

  private static final StackWalker WALKER = StackWalker.getInstance();

  private final List<Recorded> all = Collections.synchronizedList(new ArrayList<>());
  private volatile String unit = "";

  /**
   * A statement that was run.
   *
   * @param unit it was run in
   * @param values bound to it
   * @param stack hash of all frames, from the library to the beginning
   */
  record Recorded(String unit, String sql, List<String> values, int stack) {

    boolean isSelect() {
      String text = sql.strip().toLowerCase(Locale.ROOT);
      return text.startsWith("select") || text.startsWith("with");
    }
  }

  void begin(String name) {
    unit = name;
  }

  List<Recorded> taken() {
    List<Recorded> result = List.copyOf(all);
    all.clear();
    return result;
  }

  DataSource around(DataSource source) {
    return proxy(
        DataSource.class,
        source,
        (method, result, _) ->
            result instanceof Connection connection && method.getName().equals("getConnection")
                ? connection(connection)
                : result);
  }

  private Connection connection(Connection connection) {
    return proxy(
        Connection.class,
        connection,
        (method, result, arguments) ->
            result instanceof PreparedStatement prepared && arguments != null
                ? statement(prepared, String.valueOf(arguments[0]))
                : result);
  }

  private PreparedStatement statement(PreparedStatement statement, String sql) {
    Map<Integer, String> values = new TreeMap<>();
    return proxy(
        PreparedStatement.class,
        statement,
        (method, result, arguments) -> {
          String name = method.getName();
          if (name.startsWith("set")
              && arguments != null
              && arguments.length > 1
              && arguments[0] instanceof Integer index) {
            values.put(index, String.valueOf(arguments[1]));
          } else if (name.equals("execute")
              || name.equals("executeQuery")
              || name.equals("executeUpdate")) {
            all.add(new Recorded(unit, sql, List.copyOf(values.values()), stack()));
          }
          return result;
        });
  }

  private static int stack() {
    return WALKER.walk(frames ->
        frames
            .filter(f -> !f.getClassName().startsWith(Recorder.class.getName()))
            .mapToInt(f ->
                Arrays.asList(f.getClassName(), f.getMethodName(), f.getByteCodeIndex()).hashCode())
            .reduce(17, (hash, next) -> hash * 31 + next));
  }

  /** What becomes of a result. */
  private interface After {
    @Nullable Object of(
        Method method, @Nullable Object result, @Nullable Object @Nullable [] arguments);
  }

  private static <T> T proxy(Class<T> type, T delegate, After after) {
    InvocationHandler handler =
        (_, method, arguments) -> {
          try {
            return after.of(method, method.invoke(delegate, arguments), arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
          }
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
