package dev.trimtab.core.advice;

import dev.trimtab.core.advice.Recommendation.StoredCount;
import dev.trimtab.core.model.CountDefinition;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.model.Table;
import dev.trimtab.core.proof.Confidence;
import dev.trimtab.core.proof.Verdict;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.QueryShape.Command;
import dev.trimtab.core.workload.TableUse.RowChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Proposes to keep a count where it is asked for all the time.
 *
 * <p>Before: {@code SELECT count(*) FROM follows WHERE following_id = $1} reads an entry per
 * follower.<br>
 * After: {@code SELECT follows_count FROM users WHERE id = $1} reads one row, and whoever follows
 * or unfollows updates it.
 *
 * <p>Says nothing where the count is cheap or rare, where the child is written about as often as it
 * is counted, and where the script of a stored count could not keep its promise: without a foreign
 * key, with parts or parents, with parameters in the condition, before server 14 ({@code CREATE OR
 * REPLACE TRIGGER} came with it, and without it there is a moment without trigger).
 */
final class StoredCountRule {

  /**
   * Planner units of a trigger call, and of updating a parent's row in it. Measured on server 18,
   * 500,000 rows of 100,000 parents in memory, one session: an UPDATE that moves nothing takes 25
   * to 90 microseconds longer, an INSERT 80 to 225 (the more right after the backfill, when the
   * parents' pages are full), while a unit is about 8 (see {@link WriteModel}).
   */
  static final double TRIGGER_UNITS = 4;

  static final double PARENT_UNITS = 15;

  /** Below it, it is a handful of rows, and the difference is the planner's and not the clock's. */
  private static final double COST_RATIO_MIN = 3;

  /** Writers of one parent wait for each other then, which no planner unit knows of. */
  private static final double WRITES_MARGIN = 2;

  private static final int OLDEST_MAJOR = 14;

  /** What reads and writes cost, by the planner. */
  interface Prices {

    /** Planner units of one call with all recommended indexes. */
    double cost(AnalyzedStatement statement);

    /** Planner units of one call of another statement with the same parameters. */
    Optional<Double> cost(AnalyzedStatement like, String text);

    /** What a planner unit of each of its calls is worth, for all calls together. */
    double weight(AnalyzedStatement statement);

    /** What one planner unit is worth. */
    double perCostUnit();
  }

  private final Snapshot snapshot;
  private final List<AnalyzedStatement> statements;
  private final List<IndexDefinition> recommended;
  private final Prices prices;

  StoredCountRule(
      Snapshot snapshot,
      List<AnalyzedStatement> statements,
      List<IndexDefinition> recommended,
      Prices prices) {
    this.snapshot = snapshot;
    this.statements = List.copyOf(statements);
    this.recommended = List.copyOf(recommended);
    this.prices = prices;
  }

  /**
   * Returns the counts worth storing, most saved first.
   *
   * @param gainMin what each must save at least, writes deducted, as cost of the workload
   * @param period how long the workload was observed, if its times are known
   */
  List<StoredCount> apply(double gainMin, Optional<Duration> period) {
    if (snapshot.server().major() < OLDEST_MAJOR) {
      return List.of();
    }
    var reader = new CountedUse(snapshot);
    Map<CountDefinition, List<AnalyzedStatement>> counted = new LinkedHashMap<>();
    for (AnalyzedStatement statement : statements) {
      reader
          .read(statement.shape())
          .ifPresent(c -> counted.computeIfAbsent(c, _ -> new ArrayList<>()).add(statement));
    }
    var found = new ArrayList<Gain>();
    counted.forEach((count, its) -> {
      Gain gain = gain(count, its);
      if (isIndexed(count)
          && gain.pays()
          && gain.net() > 0
          && gain.net() >= gainMin
          && gain.saved() >= WRITES_MARGIN * gain.writesWorth()) {
        found.add(gain);
      }
    });
    found.sort(Comparator.comparingDouble((Gain gain) -> -gain.net()));
    return found.stream().flatMap(gain -> recommendation(gain, period).stream()).toList();
  }

  /** What a stored count saves and costs, in the unit of the workload's cost. */
  private record Gain(
      CountDefinition count,
      List<StatementEffect> helped,
      List<StatementEffect> slowed,
      double saved,
      WriteCost writes,
      double writesWorth) {

    double net() {
      return saved - writesWorth;
    }

    boolean pays() {
      return helped.stream()
          .anyMatch(effect -> effect.costBefore() >= COST_RATIO_MIN * effect.costAfter());
    }
  }

  private Gain gain(CountDefinition count, List<AnalyzedStatement> its) {
    var helped = new ArrayList<StatementEffect>();
    double saved = 0;
    for (AnalyzedStatement statement : its) {
      Optional<Double> lookup = prices.cost(statement, lookup(count));
      if (lookup.isPresent()) {
        StatementEffect effect = effect(statement, prices.cost(statement), lookup.get());
        helped.add(effect);
        saved += prices.weight(statement) * effect.saved();
      }
    }
    var slowed = new ArrayList<StatementEffect>();
    double rows = 0;
    double units = 0;
    for (AnalyzedStatement statement : statements) {
      double moves = moves(statement, count);
      if (moves >= 0) {
        double each = TRIGGER_UNITS + moves * PARENT_UNITS;
        double cost = prices.cost(statement);
        slowed.add(effect(statement, cost, cost + each));
        rows += statement.statement().calls() * moves;
        units += statement.statement().calls() * each;
      }
    }
    var writes = new WriteCost(rows, WriteModel.walBytesOfRow(), units);
    return new Gain(count, helped, slowed, saved, writes, units * prices.perCostUnit());
  }

  private static String lookup(CountDefinition count) {
    return "SELECT * FROM %s WHERE %s = $1".formatted(count.parent().toSql(), count.key().toSql());
  }

  private static StatementEffect effect(AnalyzedStatement statement, double before, double after) {
    double ratio = before > 0 ? after / before : 1;
    return new StatementEffect(
        statement.id(), statement.statement().calls(), before, after, ratio, ratio);
  }

  /** Parents whose count a call changes: -1 if it does not write to the child at all. */
  private static double moves(AnalyzedStatement statement, CountDefinition count) {
    return statement.shape().uses().stream()
        .filter(use -> use.table().equals(count.child()))
        .flatMap(use -> use.change().stream())
        .mapToDouble(change -> moves(change, count))
        .max()
        .orElse(-1);
  }

  private static double moves(RowChange change, CountDefinition count) {
    if (change.command() != Command.UPDATE) {
      return 1;
    }
    boolean mayMove =
        change.written().stream()
            .anyMatch(column -> column.equals(count.foreignKey()) || isMentioned(column, count));
    return mayMove ? 2 : 0;
  }

  private static boolean isMentioned(Identifier column, CountDefinition count) {
    return count.predicate().filter(sql -> sql.contains(column.value())).isPresent();
  }

  /** The backfill counts parent by parent, and needs an index that finds each one's children. */
  private boolean isIndexed(CountDefinition count) {
    Stream<IndexDefinition> existing =
        snapshot.findTable(count.child()).stream()
            .flatMap(table -> table.indexes().stream())
            .filter(index -> index.valid())
            .map(index -> index.definition());
    return Stream.concat(existing, recommended.stream())
        .filter(index -> index.table().equals(count.child()) && index.isBtree())
        .filter(index -> index.predicate().isEmpty() || index.predicate().equals(count.predicate()))
        .anyMatch(
            index -> index.keys().getFirst().column().equals(Optional.of(count.foreignKey())));
  }

  private Optional<StoredCount> recommendation(Gain gain, Optional<Duration> period) {
    CountDefinition count = gain.count();
    Table parent = snapshot.findTable(count.parent()).orElseThrow();
    Table child = snapshot.findTable(count.child()).orElseThrow();
    double before = gain.helped().stream().mapToDouble(e -> e.calls() * e.costBefore()).sum();
    double after = gain.helped().stream().mapToDouble(e -> e.calls() * e.costAfter()).sum();
    var evidence =
        new Evidence(
            gain.helped(),
            gain.slowed(),
            Math.round(Long.BYTES * parent.pages().estimatedRows()),
            gain.writes(),
            Confidence.ESTIMATED,
            new Verdict.Improves(
                1 - after / before,
                period
                    .filter(p -> p.toSeconds() > 0)
                    .map(p -> Duration.ofMillis(Math.round(gain.net() * 3_600 / p.toSeconds()))),
                Confidence.ESTIMATED));
    return CountNames.of(count, parent, child)
        .map(column -> new StoredCount(column, count, reason(gain, column), evidence));
  }

  private static String reason(Gain gain, Identifier column) {
    CountDefinition count = gain.count();
    double calls = gain.helped().stream().mapToDouble(StatementEffect::calls).sum();
    return "the rows of %s are counted %,.0f times while %,.0f come, go or move; the application has to ask: %s"
            .formatted(count.child(), calls, gain.writes().entries(), count.rewritten(column))
        + " (no row where the count was 0 for want of a parent)."
        + " Whoever writes to %s then updates %s, too: writers of one parent wait for each other,"
            .formatted(count.child(), count.parent())
        + " triggers on %s fire, and transactions that write children of several parents may deadlock and must be tried again"
            .formatted(count.parent());
  }
}
