package dev.trimtab.cli;

import dev.trimtab.cli.report.Systems.Row;
import dev.trimtab.cli.report.Systems.Verdict;
import dev.trimtab.core.proof.Timing;
import dev.trimtab.scenarios.BatchedCode;
import dev.trimtab.scenarios.BatchedRuns;
import java.util.List;
import java.util.Optional;

/**
 * What the emissions system reached by writing four statements in place of 150, reached by loads
 * that wait for each other, and by loops that are run ahead without a change of code.
 */
final class BatchRows {

  private static final String CLAIMED = "150 -> 4";
  private static final double CLAIM = 150 / 4.0;

  private final BatchedRuns runs;
  private final BatchedCode code;

  BatchRows(BatchedRuns runs, BatchedCode code) {
    this.runs = runs;
    this.code = code;
  }

  List<Row> all() {
    BatchedRuns.Result naive = runs.plain(code.work(), code.naive());
    BatchedRuns.Result loader = runs.plain(code.work(), code.byLoader());
    BatchedRuns.Result loops = runs.plain(code.work(), code.reading());
    BatchedRuns.Result ahead = runs.ahead(code.work(), code.reading());
    same(naive, loader);
    same(loops, ahead);
    return List.of(
        queries(code.work() + ", by loads that wait for each other", naive, loader),
        millis(code.work() + ", by loads that wait for each other", naive, loader),
        queries("three look-ups for each of 50 rows, unchanged code run ahead", loops, ahead),
        millis("three look-ups for each of 50 rows, unchanged code run ahead", loops, ahead));
  }

  /** A way that finds or writes other rows is no way. */
  private static void same(BatchedRuns.Result one, BatchedRuns.Result other) {
    if (one.digest() != other.digest()) {
      throw new IllegalStateException("one way led to other rows than the other");
    }
  }

  private static Row queries(String work, BatchedRuns.Result before, BatchedRuns.Result after) {
    return new Row(
        work,
        CLAIMED,
        "queries",
        Optional.of(Timing.of(List.of(before.statements()))),
        Optional.of(Timing.of(List.of(after.statements()))),
        Verdict.of(before.statements() / after.statements() / CLAIM),
        "");
  }

  private static Row millis(String work, BatchedRuns.Result before, BatchedRuns.Result after) {
    return new Row(
        work,
        "",
        "ms",
        Optional.of(Timing.of(before.millis())),
        Optional.of(Timing.of(after.millis())),
        Verdict.MEASURED,
        "");
  }
}
