package dev.trimtab.batch.write;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the catalog says of the table that rows are written to.
 *
 * @param oid {@code pg_class.oid}
 * @param types by the quoted names of the columns
 * @param hasRules whether an INSERT may be rewritten to something else, which a COPY is not
 * @param takesMerge whether MERGE does there what INSERT … ON CONFLICT does, and the statistics of
 *     the transaction tell what it did
 */
record Target(long oid, Map<String, Type> types, boolean hasRules, boolean takesMerge) {

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
  record Type(String sql, long oid, boolean isAsText, boolean isExact) {

    /** The same in every database ({@code pg_type.dat}): text and varchar. */
    private static final Set<Long> TEXTS = Set.of(25L, 1043L);

    /** Whether each value has one spelling only. */
    boolean isText() {
      return TEXTS.contains(oid);
    }
  }

  private static final int MERGE_SINCE = 15;

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

  static Target read(Connection connection, TableColumns<?> table) throws SQLException {
    boolean mayMerge =
        table.hasKey() && connection.getMetaData().getDatabaseMajorVersion() >= MERGE_SINCE;
    Map<String, Type> types = new HashMap<>();
    long oid = 0;
    boolean hasRules = false;
    boolean takesMerge = false;
    String sql = columns(mayMerge ? MERGE : "false");
    try (var select = connection.prepareStatement(sql)) {
      int index = 1;
      if (mayMerge) {
        select.setString(index++, PgText.array(table.keys().toArray()));
      }
      select.setString(index, table.sql());
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          types.put(
              Names.quoted(rows.getString(1)),
              new Type(rows.getString(2), rows.getLong(3), rows.getBoolean(4), rows.getBoolean(5)));
          oid = rows.getLong(6);
          hasRules = rows.getBoolean(7);
          takesMerge = rows.getBoolean(8);
        }
      }
    }
    return new Target(oid, types, hasRules, takesMerge);
  }

  /** Asks all in one, as each question is a way there and back. */
  private static String columns(String takesMerge) {
    return """
    WITH target AS MATERIALIZED (SELECT c.oid, c.relhasrules, %s AS takes_merge FROM pg_class c
      WHERE c.oid = ?::regclass)
    SELECT a.attname, quote_ident(n.nspname) || '.' || quote_ident(t.typname), t.oid,
      t.typcategory IN ('A', 'C') OR t.typdelim <> ',',
      t.oid = ANY ('{int2,int4,int8,oid,bool,text,varchar,uuid,bytea,date,time,timestamp,timestamptz}'
          ::regtype[])
        AND coalesce(c.collisdeterministic, true),
      target.oid, target.relhasrules, target.takes_merge
    FROM target JOIN pg_attribute a ON a.attrelid = target.oid JOIN pg_type t ON t.oid = a.atttypid
      JOIN pg_namespace n ON n.oid = t.typnamespace
      LEFT JOIN pg_collation c ON c.oid = a.attcollation
    WHERE a.attnum > 0 AND NOT a.attisdropped
    """
        .formatted(takesMerge);
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
