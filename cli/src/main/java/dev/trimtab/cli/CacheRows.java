package dev.trimtab.cli;

import dev.trimtab.cli.report.Systems.Row;
import dev.trimtab.cli.report.Systems.Verdict;
import dev.trimtab.core.proof.Timing;
import dev.trimtab.scenarios.CacheClaims;
import dev.trimtab.scenarios.CacheReplay;
import dev.trimtab.scenarios.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Puts what a report said of its cache beside what ours did with the same system's sessions. Better
 * is what leaves less for the database, so verdicts are on the part that is left.
 */
final class CacheRows {

  private final CacheClaims claims;
  private final CacheReplay.Outcome outcome;

  CacheRows(CacheClaims claims, CacheReplay.Outcome outcome) {
    this.claims = claims;
    this.outcome = outcome;
  }

  List<Row> all() {
    var rows = new ArrayList<Row>();
    claims
        .hitRates()
        .forEach((resource, claimed) ->
            rows.add(
                hits(
                    "cache hit rate of " + resource,
                    "%.0f %%".formatted(100 * claimed),
                    claimed,
                    Objects.requireNonNull(outcome.resources().get(resource)).hitRate())));
    claims
        .ofAllReads()
        .ifPresent(claim ->
            rows.add(
                hits(
                    "cache hit rate",
                    "%s -> %s %%".formatted(words(claim.before()), words(claim.after())),
                    claim.after().middle() / 100,
                    outcome.hitRate())));
    claims.statementsSaved().ifPresent(saved -> rows.add(load(saved)));
    rows.add(
        new Row(
            "database time of the sessions, without and with the cache",
            "",
            "ms",
            Optional.of(one(outcome.without().millis())),
            Optional.of(one(outcome.with().millis())),
            Verdict.MEASURED,
            ""));
    return List.copyOf(rows);
  }

  private static Row hits(String work, String claimed, double claimedRate, double rate) {
    return new Row(
        work,
        claimed,
        "%",
        Optional.empty(),
        Optional.of(one(100 * rate)),
        Verdict.of((1 - claimedRate) / (1 - rate)),
        "");
  }

  private Row load(Claim.Range saved) {
    double without = outcome.without().statements();
    double with = outcome.with().statements();
    return new Row(
        "database load with a cache",
        "-%s %%".formatted(words(saved)),
        "statements",
        Optional.of(one(without)),
        Optional.of(one(with)),
        Verdict.of((1 - saved.middle() / 100) / (with / without)),
        "");
  }

  private static String words(Claim.Range range) {
    return "%.0f-%.0f".formatted(range.min(), range.max());
  }

  private static Timing one(double value) {
    return Timing.of(List.of(value));
  }
}
