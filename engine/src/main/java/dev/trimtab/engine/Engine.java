package dev.trimtab.engine;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.loop.LoopRule;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.Superuser;
import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.postgres.apply.Applier;
import dev.trimtab.postgres.apply.BuildLimits;
import dev.trimtab.postgres.apply.BuildProgress;
import dev.trimtab.postgres.journal.Journal;
import dev.trimtab.postgres.observe.Observer;
import dev.trimtab.postgres.observe.Workloads;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What a user can ask for. One connection to the target at a time, opened when it is needed;
 * nothing but reads reaches the target before {@link #tune}, {@link #resume} or {@link #undo} is
 * called.
 */
public final class Engine {

  /** Looks for loops: an hour of seconds; more are kept in memory and tell nothing new. */
  private static final int LOOKS_MAX = 3_600;

  private final EngineOptions options;
  private final EngineListener listener;

  public Engine(EngineOptions options, EngineListener listener) {
    this.options = options;
    this.listener = listener;
  }

  /** Returns the role of the target's sessions if it is a superuser; empty without a target. */
  public Optional<Identifier> findSuperuser() {
    if (options.target().isEmpty()) {
      return Optional.empty();
    }
    try (Connection connection = target().open()) {
      return Superuser.find(connection);
    } catch (SQLException e) {
      throw TrimtabException.from(e, "ask for the rights of this role");
    }
  }

  /**
   * What is measured and built runs what others wrote, so it takes a role that cannot do more.
   *
   * @throws TrimtabException {@code SUPERUSER_REFUSED}
   */
  private void refuseSuperuser(Connection connection) {
    if (!options.allowSuperuser()) {
      Superuser.refuse(connection);
    }
  }

  /** Returns the database as it is now, or the snapshot that was given. */
  public Snapshot observe() {
    return options.snapshot().orElseGet(() -> observe(target()));
  }

  static Snapshot observe(Target target) {
    try (Connection connection = target.open()) {
      return Observer.observe(connection);
    } catch (SQLException e) {
      throw TrimtabException.from(e, "observe the database");
    }
  }

  /** Observes, understands, proposes and proves; changes nothing. */
  public Findings advise() {
    return new Loop(options, listener).find(options.workload());
  }

  /**
   * Does all that {@link #advise} does, then applies what was recommended and watches it. What an
   * earlier run left half done is settled before anything is looked at.
   *
   * @throws TrimtabException {@code SUPERUSER_REFUSED}, unless {@link EngineOptions#allowSuperuser}
   */
  public Outcome tune() {
    prepare();
    return new Loop(options, listener).run();
  }

  /**
   * Says at once what would make the first change fail, and not after a minute of advice: the right
   * to write, another that changes the database, changes that cannot be settled.
   */
  private void prepare() {
    try (Connection connection = target().open()) {
      refuseSuperuser(connection);
      var journal = new Journal(connection);
      var applier = applier(connection, options, listener);
      applier.begin();
      try {
        journal.requireWritable();
        Resumption resumption = settlement(journal, applier, counts()).all();
        if (!resumption.isComplete()) {
          throw notSettled(resumption);
        }
      } finally {
        applier.end();
      }
    } catch (SQLException e) {
      throw TrimtabException.from(e, "see whether the database can be changed");
    }
  }

  private Settlement.Counts counts() {
    return options.storedCounts() ? Settlement.Counts.FINISH : Settlement.Counts.TAKE_BACK;
  }

  private Settlement settlement(Journal journal, Applier applier, Settlement.Counts counts) {
    return new Settlement(journal, applier, listener, counts);
  }

  static TrimtabException notSettled(Resumption resumption) {
    return new TrimtabException(
        ErrorCode.CHANGE_UNFINISHED,
        "%d interrupted changes could not be settled yet, the first because: %s Nothing new was begun; try again, or trimtab resume."
            .formatted(resumption.failures().size(), resumption.failures().getFirst()));
  }

  /**
   * Finishes or takes back what an interrupted run left, and says of each change which and why. A
   * stored count is finished, everything else is taken back; afterwards every change is wholly
   * there or wholly gone, except those that the resumption names a failure for.
   *
   * @throws TrimtabException {@code ANOTHER_APPLIER_RUNS} while a run is not interrupted at all
   */
  public Resumption resume() {
    try (Connection connection = target().open()) {
      refuseSuperuser(connection);
      var applier = applier(connection, options, listener);
      applier.begin();
      try {
        return settlement(new Journal(connection), applier, Settlement.Counts.FINISH).all();
      } finally {
        applier.end();
      }
    } catch (SQLException e) {
      throw TrimtabException.from(e, "resume what was interrupted");
    }
  }

  /** Applies findings made earlier in this process, and watches them. */
  public Outcome tune(Findings findings) {
    prepare();
    return new Loop(options, listener).run(findings);
  }

  /** Returns all changes ever made to the target, oldest first. */
  public List<Change> history() {
    try (Connection connection = target().open()) {
      return new Journal(connection).history();
    } catch (SQLException e) {
      throw TrimtabException.from(e, "read the journal");
    }
  }

  /**
   * Plans one statement as things are and with further indexes, on the twin.
   *
   * @param createIndexes {@code CREATE INDEX} statements to suppose; empty for the best indexes
   *     that can be found
   */
  public WhatIf explain(String statement, List<String> createIndexes) {
    return new Explainer(options, listener).explain(observe(), statement, createIndexes);
  }

  /**
   * Measures every kept change again and returns them, oldest first, with what was measured now and
   * what it means as outcome. The journal keeps both, if the role may write it; nothing else is
   * changed.
   */
  public Verification verify() {
    List<Change> history = history();
    Snapshot snapshot = observe();
    try (Connection connection = target().open()) {
      refuseSuperuser(connection);
      List<Change> changes =
          new Recheck(options, listener)
              .run(
                  history,
                  snapshot,
                  options.workload().orElseGet(() -> Workloads.from(snapshot)),
                  connection);
      return new Verification(changes, recorded(new Journal(connection), changes));
    } catch (SQLException e) {
      throw TrimtabException.from(e, "measure the changes again");
    }
  }

  /** Enters what was learned; what could not be measured leaves what is known as it is. */
  private static boolean recorded(Journal journal, List<Change> changes) {
    if (!journal.isWritable()) {
      return changes.isEmpty();
    }
    for (Change change : changes) {
      if (!change.measurements().isEmpty()) {
        journal.record(change, change.measurements());
        change.outcome().ifPresent(outcome -> journal.moveTo(change, change.state(), outcome));
      }
    }
    return true;
  }

  /**
   * Takes a kept change back, or ends taking it back where that was interrupted. Other interrupted
   * changes are settled first, as far as possible.
   *
   * @param id its number in the journal
   */
  public Change undo(long id) {
    return undo(id, "undo was asked for");
  }

  private Change undo(long id, String why) {
    try (Connection connection = target().open()) {
      refuseSuperuser(connection);
      var journal = new Journal(connection);
      var applier = applier(connection, options, listener);
      if (find(journal, id).state().isSettled()) {
        requireKept(find(journal, id));
      }
      applier.begin();
      try {
        journal.requireWritable();
        var settlement = settlement(journal, applier, Settlement.Counts.TAKE_BACK);
        Optional<Resumption.Settled> interrupted =
            settlement.all().settled().stream().filter(s -> s.change().id() == id).findFirst();
        if (interrupted.isPresent()) {
          if (interrupted.get().failure().isPresent()) {
            throw notSettled(new Resumption(List.of(interrupted.get())));
          }
          return interrupted.get().change();
        }
        return settlement.rollBack(requireKept(find(journal, id)), "taken back: " + why);
      } finally {
        applier.end();
      }
    } catch (SQLException e) {
      throw TrimtabException.from(e, "take change %d back".formatted(id));
    }
  }

  /**
   * Looks for statements that are run once per row of another, in the ups and downs of what the
   * server counts. Reads only.
   *
   * @param duration how long in all; a minute of work is enough
   * @param every how often to look; at least a second
   * @throws InterruptedException if the thread is interrupted
   */
  public Loops loops(Duration duration, Duration every) throws InterruptedException {
    if (every.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("look every second at most, got every " + every);
    }
    long looks = duration.dividedBy(every);
    if (looks < LoopRule.INTERVALS_MIN || looks > LOOKS_MAX) {
      throw new IllegalArgumentException(
          "%d to %d looks tell loops from chance, got %d: %s, one every %s"
              .formatted(LoopRule.INTERVALS_MIN, LOOKS_MAX, looks, duration, every));
    }
    return new LoopWatch(target(), listener, Engine::sleep).run(duration, every);
  }

  /**
   * Follows the server's counters of the statements that kept changes touch, and takes back what
   * slows one of them beyond its budget.
   *
   * @param duration how long
   * @param every how often to look; at least a second
   * @throws InterruptedException if the thread is interrupted; nothing is left half done
   */
  public Watched watch(Duration duration, Duration every) throws InterruptedException {
    if (every.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("look every second at most, got every " + every);
    }
    try (Connection connection = target().open()) {
      refuseSuperuser(connection);
    } catch (SQLException e) {
      throw TrimtabException.from(e, "watch the database");
    }
    return new Watcher(
            options,
            listener,
            id -> undo(id, "a statement got slower while it was watched"),
            time -> Thread.sleep(time.toMillis()))
        .run(duration, every);
  }

  private static Change find(Journal journal, long id) {
    return journal.history().stream()
        .filter(entered -> entered.id() == id)
        .findFirst()
        .orElseThrow(() -> unknown(id));
  }

  private static Change requireKept(Change change) {
    if (change.state() != ChangeState.KEPT) {
      throw new TrimtabException(
          ErrorCode.STATEMENT_REFUSED,
          "change %d is %s, and only a kept change can be taken back. See trimtab history."
              .formatted(change.id(), change.state()));
    }
    return change;
  }

  private static TrimtabException unknown(long id) {
    return new TrimtabException(
        ErrorCode.STATEMENT_REFUSED,
        "there is no change %d in this database. See trimtab history.".formatted(id));
  }

  /** Returns an applier on a session, watched from another one where there is a target to open. */
  static Applier applier(Connection connection, EngineOptions options, EngineListener listener) {
    var plain =
        new Applier(connection, options.patience(), Engine::sleep, RandomGenerator.getDefault());
    return watch(options, listener).map(plain::watchedBy).orElse(plain);
  }

  /** How work is watched: each step is told, and it is cancelled when it is too much for others. */
  static Optional<BuildProgress.Watch> watch(EngineOptions options, EngineListener listener) {
    return options
        .target()
        .map(target ->
            new BuildProgress.Watch(
                target::open,
                step -> listener.progress(told(step), step.done(), step.total()),
                Engine::sleep,
                BuildLimits.STANDARD.within(options.diskBudget())));
  }

  private static void sleep(Duration duration) throws InterruptedException {
    Thread.sleep(duration.toMillis());
  }

  private static String told(BuildProgress.Step step) {
    return step.phase()
        + step.waitingFor()
            .map(" (waiting for the transaction of process %d)"::formatted)
            .orElse("");
  }

  private Target target() {
    return options
        .target()
        .orElseThrow(() ->
            new TrimtabException(
                ErrorCode.HOST_UNREACHABLE,
                "this needs a database: give its address, or set PGHOST and PGDATABASE"));
  }
}
