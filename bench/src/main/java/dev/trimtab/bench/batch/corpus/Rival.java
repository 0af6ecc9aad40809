package dev.trimtab.bench.batch.corpus;

import dev.trimtab.bench.batch.corpus.Recorder.Recorded;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rules of others, by what they publish; their libraries are bound to a test's life cycle or to one
 * framework, and are not asked themselves.
 */
enum Rival {
  /** QuickPerf's {@code DisableSameSelectTypesWithDifferentParamValues}: once is too often. */
  QUICKPERF("QuickPerf, same select with other values") {
    @Override
    boolean speaks(List<Recorded> statements) {
      Map<String, Set<List<String>>> values = new HashMap<>();
      statements.stream()
          .filter(Recorded::isSelect)
          .forEach(s ->
              values.computeIfAbsent(s.unit() + s.sql(), _ -> new HashSet<>()).add(s.values()));
      return values.values().stream().anyMatch(its -> its.size() > 1);
    }
  },
  /** QueryAudit's rule on SQL: the same normalised select three times. */
  QUERY_AUDIT("QueryAudit, same select three times") {
    @Override
    boolean speaks(List<Recorded> statements) {
      return most(statements, false) >= 3;
    }
  },
  /** Prosopite's: the same select from the same stack twice. */
  CALL_STACK("same select, same call stack, twice") {
    @Override
    boolean speaks(List<Recorded> statements) {
      return most(statements, true) >= 2;
    }
  };

  private final String title;

  Rival(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** Returns whether it finds something in a trace. */
  abstract boolean speaks(List<Recorded> statements);

  private static int most(List<Recorded> statements, boolean byStack) {
    Map<String, Integer> counts = new HashMap<>();
    statements.stream()
        .filter(Recorded::isSelect)
        .forEach(
            s -> counts.merge(s.unit() + s.sql() + (byStack ? s.stack() : ""), 1, Integer::sum));
    return counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }
}
