package dev.trimtab.batch.write;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * What the catalog says of the table that rows are written to.
 *
 * @param types by the quoted names of the columns
 * @param takesMerge whether MERGE does there what INSERT … ON CONFLICT does
 */
record Target(Map<String, Type> types, boolean takesMerge) {

  /**
   * What a column holds.
   *
   * @param sql with its schema, and without a length: a cast to {@code varchar(3)} cuts what is
   *     longer and says nothing, an assignment refuses it (manual 8.3)
   * @param oid {@code pg_type.oid}
   * @param isAsText whether its values travel as texts and are cast one by one: arrays, of which an
   *     array would have to be of one length, boxes, which take the comma for themselves, and
   *     composites, which unnest takes apart
   * @param isExact whether what is equal is the same; 1.0 and 1.00 are not
   */
  record Type(String sql, long oid, boolean isAsText, boolean isExact) {}

  /** MERGE tells what became of a row from here on (its RETURNING). */
  private static final int MERGE_TELLS_SINCE = 17;

  private static final String TYPES =
      """
      SELECT a.attname, quote_ident(n.nspname) || '.' || quote_ident(t.typname), t.oid,
        t.typcategory IN ('A', 'C') OR t.typdelim <> ',',
        t.oid = ANY ('{int2,int4,int8,oid,bool,text,varchar,uuid,bytea,date,time,timestamp,timestamptz}'
            ::regtype[])
          AND coalesce(c.collisdeterministic, true)
      FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        JOIN pg_namespace n ON n.oid = t.typnamespace
        LEFT JOIN pg_collation c ON c.oid = a.attcollation
      WHERE a.attrelid = ?::regclass AND a.attnum > 0 AND NOT a.attisdropped
      """;

  /**
   * An ordinary table without triggers, rules and policies, which would fire otherwise, with a
   * unique index on just these columns, of which MERGE itself knows nothing.
   */
  private static final String MERGE =
      """
      SELECT c.relkind = 'r' AND NOT c.relhasrules AND NOT c.relrowsecurity
        AND NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal)
        AND EXISTS (SELECT FROM pg_index i
          WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate
            AND i.indpred IS NULL AND i.indexprs IS NULL AND NOT i.indnullsnotdistinct
            AND (SELECT array_agg(a.attname::text ORDER BY a.attname::text) FROM pg_attribute a
              WHERE a.attrelid = c.oid
                AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]))
              = (SELECT array_agg(k ORDER BY k) FROM unnest(?::text[]) k))
      FROM pg_class c WHERE c.oid = ?::regclass
      """;

  Target {
    types = Map.copyOf(types);
  }

  static Target read(Connection connection, TableColumns<?> table) throws SQLException {
    Map<String, Type> types = new HashMap<>();
    try (var select = connection.prepareStatement(TYPES)) {
      select.setString(1, table.sql());
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          types.put(
              Names.quoted(rows.getString(1)),
              new Type(rows.getString(2), rows.getLong(3), rows.getBoolean(4), rows.getBoolean(5)));
        }
      }
    }
    return new Target(types, table.hasKey() && takesMerge(connection, table));
  }

  private static boolean takesMerge(Connection connection, TableColumns<?> table)
      throws SQLException {
    if (connection.getMetaData().getDatabaseMajorVersion() < MERGE_TELLS_SINCE) {
      return false;
    }
    try (var select = connection.prepareStatement(MERGE)) {
      select.setString(1, PgText.array(table.keys().toArray()));
      select.setString(2, table.sql());
      try (var rows = select.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }

  /** Whether it knows all columns; one that is remembered misses those that came later. */
  boolean hasAll(TableColumns<?> table) {
    return table.columns().stream().allMatch(c -> types.containsKey(Names.quoted(c.name())));
  }

  /**
   * Returns what a column holds.
   *
   * @throws IllegalArgumentException if the table has no such column
   */
  Type type(TableColumns<?> table, String quotedName) {
    Type type = types.get(quotedName);
    if (type == null) {
      throw new IllegalArgumentException(
          "table %s has no column %s".formatted(table.sql(), quotedName));
    }
    return type;
  }
}
