package dev.trimtab.postgres.observe;

import dev.trimtab.core.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Says what could not be seen, and what would let us. */
final class Gaps {

  /** Enough names to recognise what is meant. */
  private static final int NAMED_MAX = 3;

  /** Server 14 brought a role that may read everything. */
  private static final int READ_ALL_DATA = 14;

  private Gaps() {}

  static List<String> of(
      ServerReader.Facts facts,
      List<TableReader.Bare> tables,
      List<TableName> lockedViews,
      List<String> statementGaps) {
    var gaps = new ArrayList<>(statementGaps);
    List<TableName> hidden =
        tables.stream().filter(t -> !t.readable()).map(TableReader.Bare::name).toList();
    if (!hidden.isEmpty()) {
      gaps.add(
          "Column statistics of %d tables are hidden from %s (%s): GRANT %s TO %s%s."
              .formatted(
                  hidden.size(),
                  facts.user(),
                  some(hidden),
                  facts.major() >= READ_ALL_DATA ? "pg_read_all_data" : "SELECT on them",
                  facts.user(),
                  "; tables with row security need a role with BYPASSRLS or their owner"));
    }
    List<TableName> locked =
        tables.stream().filter(TableReader.Bare::locked).map(TableReader.Bare::name).toList();
    if (!locked.isEmpty()) {
      gaps.add(
          "%d tables are missing (%s) because they were locked exclusively; observe again when "
                  .formatted(locked.size(), some(locked))
              + "the lock is gone.");
    }
    if (!lockedViews.isEmpty()) {
      gaps.add(
          "%d views are missing (%s) because they or their tables were locked exclusively; "
                  .formatted(lockedViews.size(), some(lockedViews))
              + "observe again when the lock is gone.");
    }
    if (!facts.readsAllStatements() && statementGaps.isEmpty()) {
      gaps.add(
          "Only statements of the role's own are visible in full: GRANT pg_monitor TO %s."
              .formatted(facts.user()));
    }
    return gaps;
  }

  private static String some(List<TableName> names) {
    String first =
        names.stream().limit(NAMED_MAX).map(TableName::toString).collect(Collectors.joining(", "));
    return names.size() > NAMED_MAX ? first + ", …" : first;
  }
}
