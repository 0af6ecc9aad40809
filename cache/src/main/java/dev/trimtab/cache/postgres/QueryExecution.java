package dev.trimtab.cache.postgres;

import dev.trimtab.cache.Loaded;
import dev.trimtab.cache.Tag;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs one query and knows which tables it reads. Thread-safe; the tables may be asked for twice at
 * the start, which is harmless.
 *
 * @param <T> value of a row
 */
final class QueryExecution<T> {

  /** A view or a function may be defined anew; then the tables are others. */
  private static final Duration TABLES_KNOWN_FOR = Duration.ofMinutes(5);

  private record Known(List<Tag> tags, long since) {}

  private final DataSource source;
  private final String publication;
  private final String sql;
  private final RowReader<T> reader;
  private volatile @Nullable Known known;

  QueryExecution(DataSource source, String publication, String sql, RowReader<T> reader) {
    this.source = source;
    this.publication = publication;
    this.sql = sql;
    this.reader = reader;
  }

  /** Runs in a transaction of its own, because an older one might not see what is committed. */
  Loaded<List<T>> run(List<Object> parameters) throws SQLException {
    try (Connection connection = source.getConnection()) {
      List<Tag> tags = tags(connection);
      return Loaded.of(rows(connection, parameters)).taggedWith(tags);
    }
  }

  List<Tag> tags() throws SQLException {
    try (Connection connection = source.getConnection()) {
      return tags(connection);
    }
  }

  private List<Tag> tags(Connection connection) throws SQLException {
    Known current = known;
    long now = System.nanoTime();
    if (current == null || now - current.since() > TABLES_KNOWN_FOR.toNanos()) {
      Set<TableName> tables = QueryTables.of(connection, publication, sql);
      current = new Known(tables.stream().map(TableBinding::tag).toList(), now);
      known = current;
    }
    return current.tags();
  }

  private List<T> rows(Connection connection, List<Object> parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setObject(i + 1, parameters.get(i));
      }
      var rows = new ArrayList<T>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.add(reader.read(row));
        }
      }
      return List.copyOf(rows);
    }
  }
}
