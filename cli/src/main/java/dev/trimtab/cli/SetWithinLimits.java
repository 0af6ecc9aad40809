package dev.trimtab.cli;

import dev.trimtab.cli.report.Systems.IndexSet;
import dev.trimtab.core.advice.Budget;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.engine.Outcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Looks for the fastest set of Trimtab's indexes that takes no more bytes and writes no more log
 * than another set.
 *
 * <p>What an index will log is an estimate. So each set that was built and measured moves what the
 * advisor is told it may log; a set that turns out to take too much gives back the indexes that,
 * measured one by one, saved least for what has to go; and what made a statement slower is not
 * tried again.
 */
final class SetWithinLimits {

  private static final int ATTEMPTS_MAX = 5;

  /** A set that is beyond the limits after giving back so often is left to the next attempt. */
  private static final int GIVING_BACK_MAX = 3;

  /** Of so many, every choice is looked at; those that saved most are kept where there are more. */
  private static final int CHOICE_MAX = 14;

  /** A set that takes more of the other's time may be bettered. */
  private static final double TIME_ENOUGH = 0.9;

  /** The database that indexes are built in. */
  interface Database {

    /** Starts from no indexes but those of constraints. */
    Turn tune(Budget budget, Set<String> except) throws SQLException, InterruptedException;

    Footprint footprint(Kept index) throws SQLException;

    void drop(Kept index) throws SQLException;

    /** Measures time, bytes and log of what is there. */
    IndexSet measure() throws SQLException, InterruptedException;
  }

  /**
   * An index that was kept.
   *
   * @param name qualified and quoted
   * @param saved milliseconds per hour, measured when it was built
   */
  record Kept(String name, double saved) {}

  /**
   * What an index takes, measured.
   *
   * @param log bytes per hour that would not be written without it
   */
  record Footprint(double bytes, double log) {}

  /**
   * What tuning led to.
   *
   * @param slowing definitions of indexes that made a statement slower and were taken back
   */
  record Turn(List<Kept> kept, Set<String> slowing) {

    Turn {
      kept = List.copyOf(kept);
      slowing = Set.copyOf(slowing);
    }

    static Turn of(Outcome outcome) {
      return new Turn(
          outcome.changes().stream()
              .filter(c -> c.kind() == Change.Kind.CREATE_INDEX && c.state() == ChangeState.KEPT)
              .map(c -> new Kept(c.table().sibling(c.index()).toSql(), saved(c)))
              .toList(),
          outcome.slowing());
    }

    private static double saved(Change change) {
      return change.measurements().stream()
          .mapToDouble(m -> m.calls() * (m.before().median() - m.after().median()))
          .sum();
    }
  }

  /**
   * A set that was built.
   *
   * @param planned log the advisor was allowed, as a part of what is written without indexes
   * @param built as it was built
   * @param fitted after giving back; the same where nothing was
   */
  record Attempt(double planned, IndexSet built, IndexSet fitted) {}

  private final Database database;
  private final IndexSet none;
  private final IndexSet limit;
  private final Consumer<Attempt> listener;

  SetWithinLimits(Database database, IndexSet none, IndexSet limit, Consumer<Attempt> listener) {
    this.database = database;
    this.none = none;
    this.limit = limit;
    this.listener = listener;
  }

  /** Builds one set and takes it as it is. */
  IndexSet first() throws SQLException, InterruptedException {
    database.tune(budget(bound()), Set.of());
    return database.measure();
  }

  /**
   * Builds sets until one is good enough, at most five.
   *
   * @return the fastest that is within the limits; without one, that with the least log, under
   *     another name
   */
  IndexSet best() throws SQLException, InterruptedException {
    LogBound bound = bound();
    if (bound.allowed() <= 0) {
      // No index of ours logs less than nothing.
      return first();
    }
    var sets = new ArrayList<IndexSet>();
    var slowing = new HashSet<String>();
    boolean isEnough = false;
    while (sets.size() < ATTEMPTS_MAX && !isEnough) {
      Turn turn = database.tune(budget(bound), slowing);
      slowing.addAll(turn.slowing());
      IndexSet built = database.measure();
      IndexSet fitted = fitted(built, turn.kept(), bound);
      listener.accept(new Attempt(bound.overheadMax(), built, fitted));
      sets.add(fitted);
      boolean isOfUse = !fitted.equals(built) || bound.isEnough(added(built));
      isEnough =
          isOfUse && fits(fitted, bound) && fitted.hourMillis() <= TIME_ENOUGH * limit.hourMillis();
      bound = bound.after(added(built));
    }
    return sets.stream()
        .filter(set -> set.walPerHour() <= limit.walPerHour() && set.bytes() <= limit.bytes())
        .min(Comparator.comparingDouble(IndexSet::hourMillis))
        .orElseGet(() ->
            sets.stream()
                .min(Comparator.comparingDouble(IndexSet::walPerHour))
                .map(set -> set.named("Trimtab's, nearest to no more bytes and log"))
                .orElseThrow());
  }

  private LogBound bound() {
    return LogBound.of(Math.max(0, added(limit)));
  }

  private Budget budget(LogBound bound) {
    return new Budget(
        OptionalLong.of(limit.bytes()), OptionalInt.empty(), Optional.of(bound.overheadMax()));
  }

  /** Log that a set adds, as a part of what is written without indexes. */
  private double added(IndexSet set) {
    return none.walPerHour() > 0 ? set.walPerHour() / none.walPerHour() - 1 : 0;
  }

  private boolean fits(IndexSet set, LogBound bound) {
    return bound.isWithin(added(set)) && set.bytes() <= limit.bytes();
  }

  /** Gives indexes back until what is left is within the limits, if that is worth the while. */
  private IndexSet fitted(IndexSet built, List<Kept> kept, LogBound bound)
      throws SQLException, InterruptedException {
    var left = new ArrayList<Weighed>();
    IndexSet set = built;
    for (int turn = 0;
        turn < GIVING_BACK_MAX && !fits(set, bound) && set.hourMillis() < limit.hourMillis();
        turn++) {
      if (turn == 0) {
        for (Kept index : kept) {
          left.add(new Weighed(index, database.footprint(index)));
        }
      }
      List<Weighed> least = leastWorth(left, set, bound);
      if (least.isEmpty()) {
        break;
      }
      for (Weighed index : least) {
        database.drop(index.index());
      }
      left.removeAll(least);
      set = database.measure();
    }
    return set;
  }

  /** An index and what it takes. */
  private record Weighed(Kept index, Footprint footprint) {}

  /**
   * Returns those that give back what is too much, and of all that do, those that saved least; all
   * where all are not enough.
   */
  private List<Weighed> leastWorth(List<Weighed> left, IndexSet set, LogBound bound) {
    double log = set.walPerHour() - none.walPerHour() * (1 + bound.allowedForCertain());
    double bytes = set.bytes() - limit.bytes();
    List<Weighed> few =
        left.stream()
            .sorted(Comparator.comparingDouble(its -> its.index().saved()))
            .limit(CHOICE_MAX)
            .toList();
    List<Weighed> best = few;
    double bestSaved = Double.POSITIVE_INFINITY;
    for (int choice = 1; choice < 1 << few.size(); choice++) {
      int bits = choice;
      List<Weighed> some =
          IntStream.range(0, few.size())
              .filter(i -> (bits >> i & 1) == 1)
              .mapToObj(few::get)
              .toList();
      double saved = some.stream().mapToDouble(its -> its.index().saved()).sum();
      if (saved < bestSaved
          && some.stream().mapToDouble(its -> its.footprint().log()).sum() >= log
          && some.stream().mapToDouble(its -> its.footprint().bytes()).sum() >= bytes) {
        best = some;
        bestSaved = saved;
      }
    }
    return best;
  }
}
