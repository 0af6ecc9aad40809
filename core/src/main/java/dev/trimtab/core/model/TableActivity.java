package dev.trimtab.core.model;

import java.time.Instant;
import java.util.Optional;

/**
 * What happened to a table since statistics were last reset: a row of {@code pg_stat_all_tables}.
 *
 * @param inserted {@code n_tup_ins}
 * @param updated {@code n_tup_upd}, hot ones included
 * @param hotUpdated {@code n_tup_hot_upd}: updates that went into no index
 * @param deleted {@code n_tup_del}
 * @param sequentialScans {@code seq_scan}
 * @param indexScans {@code idx_scan}
 * @param liveRows {@code n_live_tup}
 * @param deadRows {@code n_dead_tup}
 * @param lastAnalyze the later of {@code last_analyze} and {@code last_autoanalyze}
 */
public record TableActivity(
    long inserted,
    long updated,
    long hotUpdated,
    long deleted,
    long sequentialScans,
    long indexScans,
    long liveRows,
    long deadRows,
    Optional<Instant> lastAnalyze) {

  public static final TableActivity NONE =
      new TableActivity(0, 0, 0, 0, 0, 0, 0, 0, Optional.empty());
}
