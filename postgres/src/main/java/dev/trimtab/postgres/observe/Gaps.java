package dev.trimtab.postgres.observe;

import dev.trimtab.core.model.Identifier;
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
      List<IndexReader.Bare> indexes,
      List<String> statementGaps) {
    var gaps = new ArrayList<>(statementGaps);
    List<TableName> hidden =
        tables.stream().filter(t -> !t.readable()).map(TableReader.Bare::name).toList();
    if (!hidden.isEmpty()) {
      gaps.add(
          "Column statistics of %s are hidden from %s (%s): GRANT %s TO %s%s."
              .formatted(
                  count(hidden, "table"),
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
          "Missing: %s (%s), locked exclusively at that moment; observe again when the lock is gone."
              .formatted(count(locked, "table"), some(locked)));
    }
    if (!lockedViews.isEmpty()) {
      gaps.add(
          "Missing: %s (%s), which was locked exclusively, or its tables; observe again when the lock is gone."
              .formatted(count(lockedViews, "view"), some(lockedViews)));
    }
    List<Identifier> closed =
        indexes.stream().filter(i -> !i.readable()).map(IndexReader.Bare::name).toList();
    if (!closed.isEmpty()) {
      gaps.add(
          "Statistics of the expressions of %s are hidden from %s (%s), so plans with them are guesses: GRANT %s TO %s."
              .formatted(
                  closed.size() == 1 ? "1 index" : closed.size() + " indexes",
                  facts.user(),
                  some(closed),
                  facts.major() >= READ_ALL_DATA ? "pg_read_all_data" : "the owner's role",
                  facts.user()));
    }
    List<Identifier> unfinished =
        indexes.stream().filter(i -> i.building() && !i.valid()).map(i -> i.name()).toList();
    if (!unfinished.isEmpty()) {
      gaps.add(
          "%s being built right now (%s), and plans do not use it yet; observe again when it is done."
              .formatted(
                  unfinished.size() == 1 ? "1 index is" : unfinished.size() + " indexes are",
                  some(unfinished)));
    }
    if (!facts.readsAllStatements() && statementGaps.isEmpty()) {
      gaps.add(
          "Only statements of the role's own are visible in full: GRANT pg_monitor TO %s."
              .formatted(facts.user()));
    }
    return gaps;
  }

  private static String count(List<?> things, String noun) {
    return things.size() == 1 ? "1 " + noun : things.size() + " " + noun + "s";
  }

  private static String some(List<?> names) {
    String first =
        names.stream().limit(NAMED_MAX).map(Object::toString).collect(Collectors.joining(", "));
    return names.size() > NAMED_MAX ? first + ", …" : first;
  }
}
