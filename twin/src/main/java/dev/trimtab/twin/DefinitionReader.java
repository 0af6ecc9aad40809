package dev.trimtab.twin;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Index;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.TableName;
import dev.trimtab.postgres.ServerMessage;
import dev.trimtab.postgres.observe.Observer;
import dev.trimtab.postgres.observe.SqlStatements;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a {@code CREATE INDEX} statement by letting the server carry it out on an empty table of
 * the same form, so that there is no second reader of SQL. Only the place of the table's name is
 * found here.
 */
final class DefinitionReader {

  private static final String NAME = "(?:\"(?:[^\"]|\"\")+\"|[\\p{L}_][\\p{L}\\p{N}_$]*)";

  private static final Pattern CREATE_INDEX =
      Pattern.compile(
          ("(?isU)\\s*create\\s+(?:unique\\s+)?index\\s+(?:concurrently\\s+)?"
                  + "(?:(?:if\\s+not\\s+exists\\s+)?(?!on\\s)NAME\\s+)?on\\s+(?:only\\s+)?"
                  + "(?<table>NAME(?:\\s*\\.\\s*NAME)?)(?=[\\s(])(?<rest>.*?);?\\s*")
              .replace("NAME", NAME));

  /** Where the empty table lives for a moment; numbered where the target has such a schema. */
  private static final String SCHEMA = "trimtab_shell";

  private final Sql sql;

  DefinitionReader(Sql sql) {
    this.sql = sql;
  }

  /**
   * Returns what an index would cover.
   *
   * @throws IllegalArgumentException if it is no {@code CREATE INDEX} that the server accepts; the
   *     message has the server's
   */
  IndexDefinition read(String createIndex) {
    Matcher matcher = CREATE_INDEX.matcher(SqlStatements.withoutComments(createIndex));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "an index looks like CREATE INDEX ON orders (customer_id), got \"%s\""
              .formatted(createIndex));
    }
    try {
      TableName table = table(matcher.group("table"));
      var shell = new TableName(freeSchema(), table.name());
      sql.tryExecute("CREATE SCHEMA " + shell.schema().toSql());
      try {
        sql.tryExecute("CREATE TABLE %s (LIKE %s)".formatted(shell.toSql(), table.toSql()));
        sql.tryExecute("CREATE INDEX ON %s%s".formatted(shell.toSql(), matcher.group("rest")));
        IndexDefinition made = made(shell);
        return new IndexDefinition(
            table, made.method(), made.keys(), made.include(), made.predicate());
      } finally {
        sql.execute("DROP SCHEMA %s CASCADE".formatted(shell.schema().toSql()));
      }
    } catch (SQLException e) {
      throw new IllegalArgumentException(
          "\"%s\": %s".formatted(createIndex, ServerMessage.of(e)), e);
    }
  }

  private Identifier freeSchema() throws SQLException {
    Set<String> taken =
        Set.copyOf(sql.tryQuery("SELECT nspname FROM pg_namespace", row -> row.getString(1)));
    String name = SCHEMA;
    for (int number = 2; taken.contains(name); number++) {
      name = SCHEMA + "_" + number;
    }
    return new Identifier(name);
  }

  private TableName table(String text) throws SQLException {
    List<TableName> found =
        sql.tryQuery(
            """
            SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
            WHERE c.oid = ?::regclass
            """,
            row -> TableName.of(row.getString(1), row.getString(2)),
            text);
    return found.getFirst();
  }

  private IndexDefinition made(TableName shell) {
    return Observer.observe(sql.connection()).findTable(shell).stream()
        .flatMap(table -> table.indexes().stream())
        .map(Index::definition)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the index on the empty table is not there"));
  }
}
