package dev.trimtab.twin;

import dev.trimtab.core.advice.BtreeSize;
import dev.trimtab.core.advice.BtreeSize.ColumnWidth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the twin's catalog knows of the columns of an index: widths by statistics, alignment by
 * type.
 *
 * @param oid {@code pg_class.oid} of the index
 * @param path {@code pg_relation_filepath}, empty without storage
 * @param method access method
 * @param fillFactor percent, by its options or the default
 */
record IndexFacts(
    long oid,
    String path,
    String method,
    int fillFactor,
    List<ColumnWidth> keys,
    List<ColumnWidth> include) {

  private static final String COLUMNS =
      """
      SELECT i.indexrelid, coalesce(pg_relation_filepath(i.indexrelid), ''), am.amname,
             coalesce((SELECT option_value::int FROM pg_options_to_table(c.reloptions)
                       WHERE option_name = 'fillfactor'), ?),
             place <= i.indnkeyatts,
             coalesce(nullif(e.stawidth, 0), nullif(s.stawidth, 0),
                      CASE WHEN a.attlen > 0 THEN a.attlen ELSE 32 END),
             CASE a.attalign WHEN 'c' THEN 1 WHEN 's' THEN 2 WHEN 'i' THEN 4 ELSE 8 END,
             a.attlen < 0, coalesce(e.stanullfrac, s.stanullfrac, 0)
      FROM pg_index i
      JOIN pg_class c ON c.oid = i.indexrelid
      JOIN pg_am am ON am.oid = c.relam
      CROSS JOIN LATERAL generate_series(1, i.indnatts) AS place
      JOIN pg_attribute a ON a.attrelid = i.indexrelid AND a.attnum = place
      LEFT JOIN LATERAL (
        SELECT stawidth, stanullfrac FROM pg_statistic
        WHERE starelid = i.indrelid AND staattnum = i.indkey[place - 1]
        ORDER BY stainherit LIMIT 1) s ON true
      LEFT JOIN pg_statistic e ON e.starelid = i.indexrelid AND e.staattnum = place
      WHERE i.indexrelid = ANY (?)
      ORDER BY i.indexrelid, place
      """;

  private record Row(
      long oid, String path, String method, int fillFactor, boolean isKey, ColumnWidth width) {}

  /** Reads the facts of indexes, in the order of their oids. */
  static List<IndexFacts> read(Sql sql, List<Long> oids) {
    Map<Long, IndexFacts> byOid = new LinkedHashMap<>();
    var rows =
        sql.query(
            COLUMNS,
            r ->
                new Row(
                    r.getLong(1),
                    r.getString(2),
                    r.getString(3),
                    r.getInt(4),
                    r.getBoolean(5),
                    new ColumnWidth(r.getDouble(6), r.getInt(7), r.getBoolean(8), r.getDouble(9))),
            BtreeSize.DEFAULT_FILL_FACTOR,
            oids.toArray(Long[]::new));
    for (Row row : rows) {
      var facts =
          byOid.computeIfAbsent(
              row.oid(),
              oid ->
                  new IndexFacts(
                      oid,
                      row.path(),
                      row.method(),
                      row.fillFactor(),
                      new ArrayList<>(),
                      new ArrayList<>()));
      (row.isKey() ? facts.keys() : facts.include()).add(row.width());
    }
    return List.copyOf(byOid.values());
  }
}
