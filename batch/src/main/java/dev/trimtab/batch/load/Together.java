package dev.trimtab.batch.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several queries in one message: one way there and back for a page and all that belongs to it,
 * where queries for children name their parents by the parents' own query ({@code WHERE customer_id
 * = ANY (ARRAY(SELECT id FROM customer WHERE …))}). Written with an array, as the planner then
 * finds the parents first and looks up their children; of IN and a parameter it believes that a
 * third of all parents are meant, and plans a join anew each time.
 *
 * {@snippet :
 * var page = new Together();
 * Rows<Customer> customers = page.ask("SELECT … WHERE region = ?", Customer::of, region);
 * Rows<Purchase> purchases =
 *     page.ask("SELECT … WHERE customer_id = ANY (ARRAY(SELECT id …))", Purchase::of, region);
 * page.run(connection);
 * }
 *
 * <p>Each query is a statement for the server: in READ COMMITTED the later ones may see what others
 * committed in between; in REPEATABLE READ they see the same. Not thread-safe; run once.
 */
public final class Together {

  /** More are hardly one page, and the driver reads no answer before it has sent them all. */
  private static final int QUERIES_MAX = 100;

  private final List<Rows<?>> queries = new ArrayList<>();

  /** Makes something of a row. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** The rows of one query, once it has been run. */
  public static final class Rows<T> {
    private final String sql;
    private final Reader<? extends T> reader;
    private final @Nullable Object[] values;
    private @Nullable List<T> all;

    private Rows(String sql, Reader<? extends T> reader, @Nullable Object[] values) {
      this.sql = sql;
      this.reader = reader;
      this.values = values;
    }

    /**
     * Returns them in the order they came.
     *
     * @throws IllegalStateException if it has not been run
     */
    public List<T> all() {
      List<T> its = all;
      if (its == null) {
        throw new IllegalStateException("not run yet: " + sql);
      }
      return its;
    }

    private void take(ResultSet rows) throws SQLException {
      var its = new ArrayList<T>();
      while (rows.next()) {
        its.add(reader.read(rows));
      }
      all = its;
    }
  }

  /**
   * Adds a query.
   *
   * @param sql one SELECT with {@code ?} for its values
   */
  public <T> Rows<T> ask(String sql, Reader<? extends T> reader, @Nullable Object... values) {
    if (queries.size() == QUERIES_MAX) {
      throw new IllegalArgumentException("more than %d queries".formatted(QUERIES_MAX));
    }
    var rows = new Rows<T>(sql.strip().replaceFirst(";\\s*$", ""), reader, values.clone());
    queries.add(rows);
    return rows;
  }

  /**
   * Runs all of them.
   *
   * @throws SQLException of the first one that fails; none has rows then
   */
  public void run(Connection connection) throws SQLException {
    if (queries.isEmpty()) {
      return;
    }
    // A line's end, because a query may end in a comment.
    String all = String.join("\n;\n", queries.stream().map(query -> query.sql).toList());
    try (PreparedStatement statement = connection.prepareStatement(all)) {
      int index = 1;
      for (Rows<?> query : queries) {
        for (Object value : query.values) {
          statement.setObject(index++, value);
        }
      }
      boolean hasRows = statement.execute();
      for (Rows<?> query : queries) {
        if (!hasRows) {
          throw new IllegalArgumentException("has no rows: " + query.sql);
        }
        try (ResultSet rows = statement.getResultSet()) {
          query.take(rows);
        }
        hasRows = statement.getMoreResults();
      }
    }
  }
}
