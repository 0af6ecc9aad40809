package dev.trimtab.cli;

import dev.trimtab.cli.SystemBench.Measured;
import dev.trimtab.cli.SystemBench.Ways;
import dev.trimtab.cli.report.Systems.Row;
import dev.trimtab.cli.report.Systems.Verdict;
import dev.trimtab.core.proof.Timing;
import dev.trimtab.scenarios.Claim;
import dev.trimtab.scenarios.Claim.Range;
import dev.trimtab.scenarios.OperationRunner;
import dev.trimtab.scenarios.Scenario;
import dev.trimtab.scenarios.StatementResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Puts each claim of a report beside what was measured. */
final class ClaimRows {

  private final Scenario scenario;
  private final Measured before;
  private final Measured after;

  ClaimRows(Scenario scenario, Measured before, Measured after) {
    this.scenario = scenario;
    this.before = before;
    this.after = after;
  }

  List<Row> all() {
    var rows = new ArrayList<Row>();
    var unclaimed = new LinkedHashMap<>(after.operations());
    scenario.claims().forEach(claim -> rows.add(row(claim)));
    scenario.claims().forEach(claim -> unclaimed.remove(claim.work()));
    unclaimed.forEach((work, ways) -> rows.add(measured(work, ways)));
    return List.copyOf(rows);
  }

  /** Both ways with our changes: what the way alone is worth. */
  private static Row measured(String work, Ways ways) {
    return new Row(
        work,
        "",
        "ms",
        Optional.of(timing(Claim.Unit.MILLISECONDS, ways.naive())),
        Optional.of(timing(Claim.Unit.MILLISECONDS, ways.improved())),
        Verdict.MEASURED,
        "");
  }

  private Row row(Claim claim) {
    Optional<Ways> naive = Optional.ofNullable(before.operations().get(claim.work()));
    Optional<Ways> improved = Optional.ofNullable(after.operations().get(claim.work()));
    Timing then;
    Timing now;
    if (naive.isPresent() && improved.isPresent()) {
      then = timing(claim.unit(), naive.get().naive());
      now = timing(claim.unit(), improved.get().improved());
    } else if (claim.isOfTheServerAlone()) {
      then = onServer(claim, before);
      now = onServer(claim, after);
    } else {
      then = mean(claim, before);
      now = mean(claim, after);
    }
    Verdict byRatio = verdict(claim, then, now);
    boolean isReached = byRatio == Verdict.SHORT && now.median() <= reached(claim);
    return new Row(
        claim.work(),
        words(claim),
        switch (claim.unit()) {
          case MILLISECONDS -> "ms";
          case QUERIES -> "queries";
          case ROWS -> "rows";
        },
        claim.figure() instanceof Claim.AfterOnly ? Optional.empty() : Optional.of(then),
        Optional.of(now),
        isReached ? Verdict.REACHED : byRatio,
        claim.note());
  }

  private static Timing timing(Claim.Unit unit, OperationRunner.Result result) {
    return switch (unit) {
      case MILLISECONDS ->
          new Timing(
              SystemBench.millis(result.median()),
              SystemBench.millis(result.min()),
              SystemBench.millis(result.max()),
              result.runs());
      case QUERIES -> Timing.of(List.of((double) result.statements()));
      case ROWS -> Timing.of(List.of(result.rows()));
    };
  }

  /** Of several statements that are claimed together, the mean. */
  private static Timing mean(Claim claim, Measured measured) {
    List<StatementResult> its =
        claim.statements().stream().flatMap(s -> measured.workload().find(s).stream()).toList();
    double median = 0;
    double min = 0;
    double max = 0;
    int runs = Integer.MAX_VALUE;
    for (StatementResult result : its) {
      median += SystemBench.millis(result.median()) / its.size();
      min += SystemBench.millis(result.min()) / its.size();
      max += SystemBench.millis(result.max()) / its.size();
      runs = Math.min(runs, result.executions());
    }
    return new Timing(median, min, max, runs);
  }

  private static String words(Claim claim) {
    String unit = claim.unit() == Claim.Unit.MILLISECONDS ? " ms" : "";
    return switch (claim.figure()) {
      case Claim.BeforeAndAfter(var before, var after) ->
          words(before) + " -> " + words(after) + unit;
      case Claim.AfterOnly(var after) -> words(after) + unit;
      case Claim.Less(var percent) -> "-%.0f %%".formatted(percent);
    };
  }

  private static String words(Range range) {
    return range.min() == range.max()
        ? number(range.min())
        : number(range.min()) + "-" + number(range.max());
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.valueOf(value);
  }

  /** What was claimed to be reached; nothing where only a difference was. */
  private static double reached(Claim claim) {
    return switch (claim.figure()) {
      case Claim.BeforeAndAfter(_, var after) -> after.min();
      case Claim.AfterOnly(var after) -> after.max();
      case Claim.Less _ -> 0;
    };
  }

  private static Timing onServer(Claim claim, Measured measured) {
    return Optional.ofNullable(measured.onServer().get(claim.statements().getFirst()))
        .orElseGet(() -> mean(claim, measured));
  }

  /** By ratio where the claim has one, else by what was reached. */
  private static Verdict verdict(Claim claim, Timing before, Timing after) {
    return Verdict.of(
        switch (claim.figure()) {
          case Claim.BeforeAndAfter(var then, var now) ->
              before.median() / after.median() / (then.middle() / now.middle());
          case Claim.Less(var percent) ->
              before.median() / after.median() / (100 / (100 - percent));
          case Claim.AfterOnly(var now) -> now.middle() / after.median();
        });
  }
}
