package dev.trimtab.engine;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.Superuser;
import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.postgres.apply.Applier;
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
 * nothing but reads reaches the target before {@link #tune} or {@link #undo} is called.
 */
public final class Engine {

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
   * Does all that {@link #advise} does, then applies what was recommended and watches it.
   *
   * @throws TrimtabException {@code SUPERUSER_REFUSED}, unless {@link EngineOptions#allowSuperuser}
   */
  public Outcome tune() {
    requireChangeable();
    return new Loop(options, listener).run();
  }

  /** Says at once what would make the first change fail, and not after a minute of advice. */
  private void requireChangeable() {
    try (Connection connection = target().open()) {
      refuseSuperuser(connection);
      var applier = applier(connection);
      applier.begin();
      applier.end();
      new Journal(connection).requireWritable();
    } catch (SQLException e) {
      throw TrimtabException.from(e, "see whether the database can be changed");
    }
  }

  /** Applies findings made earlier in this process, and watches them. */
  public Outcome tune(Findings findings) {
    requireChangeable();
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
   * Takes a kept change back.
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
      Change change =
          journal.history().stream()
              .filter(entered -> entered.id() == id)
              .findFirst()
              .orElseThrow(() -> unknown(id));
      if (change.state() != ChangeState.KEPT) {
        throw new TrimtabException(
            ErrorCode.STATEMENT_REFUSED,
            "change %d is %s, and only a kept change can be taken back. See trimtab history."
                .formatted(id, change.state()));
      }
      var applier = applier(connection);
      applier.begin();
      try {
        journal.requireWritable();
        listener.progress("taking back " + change.index(), 0, 0);
        Change rolling = journal.moveTo(change, ChangeState.ROLLING_BACK, why);
        applier.takeBack(rolling);
        return journal.moveTo(rolling, ChangeState.ROLLED_BACK, "taken back: " + why);
      } finally {
        applier.end();
      }
    } catch (SQLException e) {
      throw TrimtabException.from(e, "take change %d back".formatted(id));
    }
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

  private static TrimtabException unknown(long id) {
    return new TrimtabException(
        ErrorCode.STATEMENT_REFUSED,
        "there is no change %d in this database. See trimtab history.".formatted(id));
  }

  Applier applier(Connection connection) {
    return applier(connection, options);
  }

  static Applier applier(Connection connection, EngineOptions options) {
    return new Applier(
        connection,
        options.patience(),
        duration -> Thread.sleep(Duration.ofMillis(duration.toMillis())),
        RandomGenerator.getDefault());
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
