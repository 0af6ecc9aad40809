package dev.trimtab.batch.write;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What the catalog says of the table that rows are written to.
 *
 * @param oid {@code pg_class.oid}
 * @param sql its name, as a type, too: as it was given, so that a session with another path of
 *     schemas reads its own table, which is then compared; with its schema if a type of that name
 *     comes first
 * @param types by the quoted names of the columns
 * @param hasRules whether an INSERT may be rewritten to something else, which a COPY is not
 * @param hasRowSecurity whether it has policies, for which COPY refuses it
 * @param takesMerge whether MERGE does there what INSERT … ON CONFLICT does, and the statistics of
 *     the transaction tell what it did
 */
record Target(
    long oid,
    String sql,
    Map<String, Type> types,
    boolean hasRules,
    boolean hasRowSecurity,
    boolean takesMerge) {

  /**
   * What a column holds.
   *
   * @param sql with its schema, unless it is that of a table that was given without: each tenant
   *     may have a type of that name. Without a length: a cast to {@code varchar(3)} cuts what is
   *     longer and says nothing, an assignment refuses it (manual 8.3)
   * @param oid {@code pg_type.oid}
   * @param isAsText whether its values travel as texts and are cast one by one: arrays, of which an
   *     array would have to be of one length, boxes, which take the comma for themselves, and
   *     composites, which unnest takes apart
   * @param isExact whether what is equal is the same; 1.0 and 1.00 are not
   * @param hasModifier whether it has a length or a precision, to which values are cut
   */
  record Type(String sql, long oid, boolean isAsText, boolean isExact, boolean hasModifier) {

    // pg_type.oid is the same in every database (pg_type.dat).
    private static final long INT2 = 21;
    private static final long INT4 = 23;
    private static final long INT8 = 20;
    private static final long TEXT = 25;
    private static final long VARCHAR = 1043;
    private static final long UUID_OID = 2950;
    private static final long DATE = 1082;
    private static final long TIMESTAMP = 1114;
    private static final long TIMESTAMPTZ = 1184;

    private static final int NANOS_OF_A_MICRO = 1_000;

    /**
     * Whether the server holds a value equal to no other one of which this is true, but for those
     * that {@link RowKeys} holds equal. One class of values for each type: another has another
     * spelling ("01" of a number, a UUID in capitals), or is rounded (nanoseconds, the length of a
     * text).
     */
    boolean tellsApart(Object value) {
      return isExact
          && !hasModifier
          && switch (value) {
            case Long _, Integer _, Short _ -> oid == INT2 || oid == INT4 || oid == INT8;
            case String _, Enum<?> _ -> oid == TEXT || oid == VARCHAR;
            case UUID _ -> oid == UUID_OID;
            case LocalDate _ -> oid == DATE;
            case LocalDateTime t -> oid == TIMESTAMP && isMicros(t);
            case Instant t -> oid == TIMESTAMPTZ && isMicros(t);
            case OffsetDateTime t -> oid == TIMESTAMPTZ && isMicros(t);
            case ZonedDateTime t -> oid == TIMESTAMPTZ && isMicros(t);
            default -> false;
          };
    }

    /** The server keeps microseconds (manual 8.5). */
    private static boolean isMicros(TemporalAccessor time) {
      return time.get(ChronoField.NANO_OF_SECOND) % NANOS_OF_A_MICRO == 0;
    }
  }

  private static final int MERGE_SINCE = 15;

  /** As the server says it (manual, appendix A). */
  private static final String UNDEFINED_COLUMN = "42703";

  /**
   * An ordinary table without triggers, rules and policies, which would fire otherwise, with a
   * unique index on just these columns, of which MERGE itself knows nothing; and a server that
   * counts.
   */
  private static final String MERGE =
      """
      (c.relkind = 'r' AND NOT c.relhasrules AND NOT c.relrowsecurity
        AND current_setting('track_counts')::boolean
        AND NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal)
        AND EXISTS (SELECT FROM pg_index i
          WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate
            AND i.indpred IS NULL AND i.indexprs IS NULL AND NOT i.indnullsnotdistinct
            AND (SELECT array_agg(a.attname::text ORDER BY a.attname::text) FROM pg_attribute a
              WHERE a.attrelid = c.oid
                AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]))
              = (SELECT array_agg(k ORDER BY k) FROM unnest(?::text[]) k)))\
      """;

  Target {
    types = Map.copyOf(types);
  }

  /**
   * Asks the catalog.
   *
   * @throws SQLException as the server would say, if the table or one of its columns is not there
   */
  static Target read(Connection connection, TableColumns<?> table) throws SQLException {
    boolean mayMerge =
        table.hasKey() && connection.getMetaData().getDatabaseMajorVersion() >= MERGE_SINCE;
    boolean isByPath = table.path().size() == 1;
    Map<String, Type> types = new HashMap<>();
    long oid = 0;
    String name = "";
    boolean hasRules = false;
    boolean hasRowSecurity = false;
    boolean takesMerge = false;
    String sql = columns(mayMerge ? MERGE : "false");
    try (var select = connection.prepareStatement(sql)) {
      int index = 1;
      if (mayMerge) {
        select.setString(index++, PgText.array(table.keys().toArray()));
      }
      select.setString(index++, table.sql());
      select.setBoolean(index, isByPath);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          oid = rows.getLong("oid");
          boolean readsAsGiven = !isByPath || rows.getBoolean("is_visible");
          name = readsAsGiven ? table.sql() : rows.getString("table_sql");
          hasRules = rows.getBoolean("relhasrules");
          hasRowSecurity = rows.getBoolean("relrowsecurity");
          takesMerge = rows.getBoolean("takes_merge");
          types.put(Names.quoted(rows.getString("attname")), type(rows));
        }
      }
    }
    for (Column<?> column : table.columns()) {
      if (!types.containsKey(Names.quoted(column.name()))) {
        throw new SQLException(
            "table %s has no column %s".formatted(table.sql(), Names.quoted(column.name())),
            UNDEFINED_COLUMN);
      }
    }
    return new Target(oid, name, types, hasRules, hasRowSecurity, takesMerge);
  }

  private static Type type(ResultSet rows) throws SQLException {
    return new Type(
        rows.getString("type_sql"),
        rows.getLong("type_oid"),
        rows.getBoolean("is_as_text"),
        rows.getBoolean("is_exact"),
        rows.getBoolean("has_modifier"));
  }

  /** Asks all in one, as each question is a way there and back. */
  private static String columns(String takesMerge) {
    return """
    WITH target AS MATERIALIZED (SELECT c.oid, c.relhasrules, c.relrowsecurity,
        c.relnamespace, pg_type_is_visible(c.reltype) AS is_visible,
        CASE WHEN s.oid = pg_my_temp_schema() THEN 'pg_temp' ELSE quote_ident(s.nspname) END
          || '.' || quote_ident(c.relname) AS table_sql, %s AS takes_merge
      FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
      WHERE c.oid = ?::regclass)
    SELECT target.*, a.attname,
      CASE WHEN ? AND n.oid = target.relnamespace AND pg_type_is_visible(t.oid)
        THEN '"' || replace(t.typname, '"', '""') || '"'
        ELSE quote_ident(n.nspname) || '.' || quote_ident(t.typname) END AS type_sql,
      t.oid AS type_oid,
      t.typcategory IN ('A', 'C') OR t.typdelim <> ',' AS is_as_text,
      t.oid = ANY ('{int2,int4,int8,oid,bool,text,varchar,uuid,bytea,date,time,timestamp,timestamptz}'
          ::regtype[])
        AND coalesce(c.collisdeterministic, true) AS is_exact,
      a.atttypmod <> -1 AS has_modifier
    FROM target JOIN pg_attribute a ON a.attrelid = target.oid JOIN pg_type t ON t.oid = a.atttypid
      JOIN pg_namespace n ON n.oid = t.typnamespace
      LEFT JOIN pg_collation c ON c.oid = a.attcollation
    WHERE a.attnum > 0 AND NOT a.attisdropped
    """
        .formatted(takesMerge);
  }

  /** Returns what a column holds, one of those that the table was asked for. */
  Type type(String quotedName) {
    Type type = types.get(quotedName);
    if (type == null) {
      throw new IllegalStateException("table %s has no column %s".formatted(sql, quotedName));
    }
    return type;
  }

  /** Returns what the columns of the key hold, in their order. */
  List<Type> keyTypes(TableColumns<?> table) {
    return table.keyColumns().stream().map(column -> type(Names.quoted(column.name()))).toList();
  }
}
