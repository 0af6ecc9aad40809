package dev.trimtab.core.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An index that exists.
 *
 * @param definition what it covers
 * @param sql {@code pg_get_indexdef}: the complete definition, and so the way back from a drop
 * @param unique {@code indisunique}
 * @param valid {@code indisvalid}; false while it is built concurrently, and what a failed build
 *     leaves behind
 * @param building whether somebody was building it at that moment ({@code
 *     pg_stat_progress_create_index})
 * @param constraint the constraint it backs, if it does
 * @param pages its size
 * @param scans {@code pg_stat_all_indexes.idx_scan} since the last reset
 * @param lastScan {@code last_idx_scan}, server 16 and later
 * @param keyStatistics what ANALYZE knows of expression keys: one entry per key, none for a plain
 *     column
 */
public record Index(
    Identifier name,
    IndexDefinition definition,
    String sql,
    boolean unique,
    boolean valid,
    boolean building,
    Optional<Identifier> constraint,
    Pages pages,
    long scans,
    Optional<Instant> lastScan,
    List<Optional<ColumnStatistics>> keyStatistics) {

  public Index {
    keyStatistics = List.copyOf(keyStatistics);
  }

  /** Returns the schema-qualified name; an index lives in its table's schema. */
  public TableName qualifiedName() {
    return definition.table().sibling(name);
  }
}
