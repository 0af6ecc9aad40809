package dev.trimtab.batch.automatic;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Tuple;

/** What loops of one transaction will go over: values of their parents' last results. */
final class Feeds {

  private final AutomaticBatching automatic;
  private final BaseConnection connection;
  private final Map<Loop, Feed> feeds = new HashMap<>();

  /** What a loop is fed with: loops of one parent mostly go over the same column. */
  private record Course(List<Integer> columns, List<ParameterType> types) {}

  Feeds(AutomaticBatching automatic, BaseConnection connection) {
    this.automatic = automatic;
    this.connection = connection;
  }

  boolean isEmpty() {
    return feeds.isEmpty();
  }

  @Nullable Feed get(Loop loop) {
    return feeds.get(loop);
  }

  void clear() {
    feeds.clear();
  }

  /** Reads what the rows of a statement will feed to loops. */
  void read(String sql, RawRows rows) throws SQLException {
    long now = automatic.now();
    var known = new HashMap<Course, Feed>();
    for (Loop loop : automatic.loopsFedBy(sql)) {
      List<Integer> columns = loop.columns().stream().filter(column -> column > 0).toList();
      var course = new Course(columns, loop.fedTypes());
      boolean isThere =
          course.types.size() == columns.size()
              && columns.stream().allMatch(column -> column <= rows.fields().size());
      if (loop.isRunning(now) && isThere) {
        Feed feed = known.get(course);
        if (feed == null) {
          feed = read(rows, course);
          known.put(course, feed);
        }
        feeds.put(loop, feed);
      }
    }
  }

  /**
   * The same for a statement that was run for many keys at once.
   *
   * @param rows with the columns that {@link LoopSql} adds
   * @param each of these, the rows of each key
   */
  void readAll(String sql, RawRows rows, List<RawRows> each) throws SQLException {
    if (automatic.loopsFedBy(sql).isEmpty()) {
      return;
    }
    var all = new ArrayList<Tuple>();
    each.forEach(its -> all.addAll(its.tuples()));
    read(sql, rows.part(rows.fields().size() - LoopSql.COLUMNS_MORE, all));
  }

  private Feed read(RawRows rows, Course course) throws SQLException {
    // Not of the application's statement, which may close with its last result.
    try (var statement = connection.createStatement();
        ResultSet its = rows.of(statement)) {
      return Feed.of(its, course.columns, course.types);
    }
  }
}
