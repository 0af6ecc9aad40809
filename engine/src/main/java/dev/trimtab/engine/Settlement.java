package dev.trimtab.engine;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.postgres.apply.Applier;
import dev.trimtab.postgres.journal.Journal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Makes of every change that something interrupted one that is wholly there or wholly gone. Used by
 * the one that has the turn ({@link Applier#begin}).
 *
 * <p>What was not begun is rejected. A begun undoing is done. An index that was made, or dropped,
 * is taken back: whether that helps was not measured, and unmeasured changes are not kept. A stored
 * count is finished where that is asked for: making it takes long, can go on where it stopped, and
 * ends with its own proof.
 *
 * <p>Newest first, so that an index which went because of another is back before that one goes.
 */
final class Settlement {

  /** How the outcome of a change begins that was taken back without a verdict on it. */
  private static final String INTERRUPTED = "taken back: interrupted";

  /** What to do about a stored count that was begun. */
  enum Counts {
    FINISH,
    TAKE_BACK
  }

  private final Journal journal;
  private final Applier applier;
  private final EngineListener listener;
  private final Counts counts;

  Settlement(Journal journal, Applier applier, EngineListener listener, Counts counts) {
    this.journal = journal;
    this.applier = applier;
    this.listener = listener;
    this.counts = counts;
  }

  /** Returns whether a change was taken back for no fault of its own. */
  static boolean wasInterrupted(Change change) {
    return change.outcome().filter(outcome -> outcome.startsWith(INTERRUPTED)).isPresent();
  }

  /** Settles all that an earlier run left, as far as others let us. */
  Resumption all() {
    return each(Set.of(), this::settled);
  }

  /**
   * Settles what this run cannot go on with.
   *
   * @param except numbers of changes that are not to be touched
   * @param why what stopped it
   */
  Resumption abandon(Set<Long> except, String why) {
    return each(except, change -> abandoned(change, why));
  }

  private Resumption each(Set<Long> except, UnaryOperator<Change> step) {
    var settled = new ArrayList<Resumption.Settled>();
    List<Change> unfinished = journal.exists() ? journal.unfinished() : List.of();
    for (Change change : unfinished.reversed()) {
      if (except.contains(change.id())) {
        continue;
      }
      try {
        Change now = step.apply(change);
        settled.add(new Resumption.Settled(change.state(), now, Optional.empty()));
      } catch (TrimtabException e) {
        if (e.code() == ErrorCode.CONNECTION_LOST) {
          throw e;
        }
        Change now = journal.find(change.id()).orElse(change);
        settled.add(
            new Resumption.Settled(
                change.state(), now, Optional.of(String.valueOf(e.getMessage()))));
      }
    }
    return new Resumption(settled);
  }

  private Change settled(Change change) {
    boolean isFinished = change.kind() == Change.Kind.STORED_COUNT && counts == Counts.FINISH;
    return switch (change.state()) {
      case APPLYING -> isFinished ? finished(change) : takenBack(change, "while it was made");
      case VERIFYING -> isFinished ? finished(change) : takenBack(change, "while it was measured");
      case PROPOSED, PROVEN, ROLLING_BACK, KEPT, ROLLED_BACK, REJECTED ->
          abandoned(change, "rejected: interrupted before it was begun");
    };
  }

  private Change abandoned(Change change, String why) {
    return switch (change.state()) {
      case PROPOSED, PROVEN -> journal.moveTo(change, ChangeState.REJECTED, why);
      case APPLYING, VERIFYING -> takenBack(change, "by " + why);
      case ROLLING_BACK -> {
        listener.progress("taking back " + change.index(), 0, 0);
        yield rolledBack(
            change, change.outcome().orElse("taken back") + " (done after an interruption)");
      }
      case KEPT, ROLLED_BACK, REJECTED -> change;
    };
  }

  /** Takes a change back that nothing is known against: its set is chosen anew. */
  Change setAside(Change change) {
    return takenBack(change, "because the set it belongs to is chosen anew");
  }

  private Change takenBack(Change change, String when) {
    return rollBack(change, INTERRUPTED + " " + when);
  }

  /** Takes a change back that was begun, or kept until now. */
  Change rollBack(Change change, String why) {
    listener.progress("taking back " + change.index(), 0, 0);
    return rolledBack(journal.moveTo(change, ChangeState.ROLLING_BACK, why), why);
  }

  private Change rolledBack(Change rolling, String why) {
    String note = applier.hasTable(rolling) ? "" : "; table %s is gone".formatted(rolling.table());
    try {
      takeBack(rolling);
    } catch (TrimtabException e) {
      if (!isPastRepair(rolling, e)) {
        throw e;
      }
      note = "; the index is not back, because its table is not what it was: " + e.getMessage();
    }
    return journal.moveTo(rolling, ChangeState.ROLLED_BACK, why + note);
  }

  private void takeBack(Change change) {
    try {
      applier.takeBack(change);
    } catch (TrimtabException e) {
      Change now = journal.find(change.id()).orElse(change);
      if (e.code() != ErrorCode.SCHEMA_CHANGED || now.table().equals(change.table())) {
        throw e;
      }
      // Somebody has just given its table another name.
      applier.takeBack(now);
    }
  }

  /**
   * An index cannot be built again when its column is gone, when rows are there that it forbids or
   * cannot hold, or when somebody has taken its name. Room on the disk comes back.
   */
  private static boolean isPastRepair(Change change, TrimtabException e) {
    return change.kind() == Change.Kind.DROP_INDEX
        && e.code().kind() == ErrorCode.Kind.DATABASE
        && e.code() != ErrorCode.DISK_FULL
        && e.code() != ErrorCode.INDEX_BUILD_LEFT_INVALID;
  }

  private Change finished(Change change) {
    listener.progress("finishing " + change.index(), 0, 0);
    try {
      Change made = change;
      if (change.state() == ChangeState.APPLYING) {
        applier.check(change);
        applier.apply(change);
        made = journal.moveTo(change, ChangeState.VERIFYING, "finished after an interruption");
      }
      applier.compare(made);
      return journal.moveTo(
          made,
          ChangeState.KEPT,
          "kept: finished after an interruption and equal to a full count; not measured");
    } catch (TrimtabException e) {
      if (e.code().kind() != ErrorCode.Kind.DATABASE) {
        throw e;
      }
      return takenBack(
          journal.find(change.id()).orElse(change), "and not to be finished: " + e.getMessage());
    }
  }
}
