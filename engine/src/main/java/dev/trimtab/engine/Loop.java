package dev.trimtab.engine;

import dev.trimtab.core.advice.Advice;
import dev.trimtab.core.advice.IndexAdvisor;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.rewrite.StatementAdvisor;
import dev.trimtab.core.workload.Workload;
import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.postgres.apply.DiskBudget;
import dev.trimtab.postgres.apply.OwnSession;
import dev.trimtab.postgres.observe.Observer;
import dev.trimtab.postgres.observe.Workloads;
import dev.trimtab.twin.ServerHome;
import dev.trimtab.twin.Twin;
import dev.trimtab.twin.TwinPlanner;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The loop: observe, understand, propose, prove, apply, watch. One direction; each step knows what
 * the steps before it found and nothing of those after it.
 */
final class Loop {

  /**
   * How often a set is chosen anew because an index of it was refuted. Each costs the time of
   * advice and saves building what does not fit together; those refuted later are passed over.
   */
  private static final int FRESH_LOOKS_MAX = 4;

  private final EngineOptions options;
  private final EngineListener listener;
  private final Set<String> refuted;
  private final int looksLeft;
  private final long started = System.nanoTime();

  Loop(EngineOptions options, EngineListener listener) {
    this(options, listener, options.except(), options.indexes().isEmpty() ? FRESH_LOOKS_MAX : 0);
  }

  private Loop(EngineOptions options, EngineListener listener, Set<String> refuted, int looksLeft) {
    this.options = options;
    this.listener = listener;
    this.refuted = refuted;
    this.looksLeft = looksLeft;
  }

  /**
   * Turns until measuring brings nothing new. The first turn believes the planner; the second
   * starts from what was measured, and so finds where the planner's belief was wrong.
   */
  Outcome run() {
    Outcome outcome = untilNoneIsRefuted();
    Optional<Workload> rest =
        options.indexes().isEmpty() ? Remainder.of(outcome) : Optional.empty();
    Outcome whole =
        rest.isEmpty() ? outcome : Remainder.join(outcome, again(outcome, rest.get()).cycle(rest));
    return storeCounts(whole);
  }

  /** The first turn. What measuring refutes leaves room, and the room is given out anew. */
  private Outcome untilNoneIsRefuted() {
    Outcome last = cycle(options.workload());
    return last.isCutShort()
        ? Remainder.join(last.withoutUntried(), afresh(last).untilNoneIsRefuted())
        : last;
  }

  private Loop afresh(Outcome last) {
    listener.progress("choosing anew without what was refuted", 0, 0);
    return new Loop(
        options
            .but()
            .budget(Remainder.left(last, options.budget()))
            .diskBudget(diskLeft(last))
            .build(),
        listener,
        Remainder.refuted(last, refuted),
        looksLeft - 1);
  }

  /** One turn with findings made earlier. */
  Outcome run(Findings findings) {
    return storeCounts(act(findings, Tuner.Refutation.IS_PASSED_OVER));
  }

  /** Once all indexes are there, and only when asked for. */
  private Outcome storeCounts(Outcome outcome) {
    if (!options.storedCounts()) {
      return outcome;
    }
    Target target = options.target().orElseThrow();
    try (Connection changes = target.open();
        Connection measurements = target.open()) {
      OwnSession.prepare(measurements, options.patience().lockTimeout());
      return new StoredCounts(options, listener, changes, measurements).run(outcome);
    } catch (SQLException e) {
      throw TrimtabException.from(e, "store counts");
    }
  }

  private Loop again(Outcome first, Workload rest) {
    listener.progress("looking again at %d statements".formatted(rest.statements().size()), 0, 0);
    return new Loop(
        options
            .but()
            .budget(Remainder.budget(first, options.budget()))
            .diskBudget(diskLeft(first))
            .build(),
        listener,
        Remainder.refuted(first, refuted),
        0);
  }

  private Optional<DiskBudget> diskLeft(Outcome outcome) {
    return options
        .diskBudget()
        .map(disk -> disk.less(Change.Kind.CREATE_INDEX, Remainder.bytesKept(outcome)));
  }

  /** One turn. What it did shows in the next turn's snapshot, and nowhere else. */
  private Outcome cycle(Optional<Workload> given) {
    Findings findings = find(given);
    return act(
        findings, looksLeft > 0 ? Tuner.Refutation.CUTS_SHORT : Tuner.Refutation.IS_PASSED_OVER);
  }

  /** The half that changes nothing. */
  Findings find(Optional<Workload> given) {
    Snapshot snapshot = observe();
    Memory memory = Memory.of(options.target());
    Workload workload =
        memory.remeasured(given.orElseGet(() -> Workloads.from(snapshot)), snapshot);
    try (Twin twin = twin(snapshot)) {
      var planner = new TwinPlanner(twin);
      Understanding understood = Understanding.of(workload, snapshot, planner, listener);
      Agreement agreement = prove(understood, planner);
      Advice advice = propose(snapshot, workload, understood, planner, memory);
      return new Findings(
          snapshot,
          workload,
          understood.statements(),
          understood.notUnderstood(),
          advice,
          new StatementAdvisor(planner, planner::read, snapshot)
              .advise(understood.statements(), advice.recommendations()),
          agreement,
          twin.serverVersion(),
          twin.gaps(),
          Duration.ofNanos(System.nanoTime() - started));
    }
  }

  /** The half that changes the target: one change at a time, each measured, kept or rolled back. */
  private Outcome act(Findings findings, Tuner.Refutation refutation) {
    Target target = options.target().orElseThrow();
    Rehearsal.Result rehearsed =
        options
            .rehearsal()
            .map(copy -> new Rehearsal(options, listener, copy).run(findings, target))
            .orElseGet(() -> new Rehearsal.Result(findings, Map.of()));
    try (Connection changes = target.open();
        Connection measurements = target.open()) {
      OwnSession.prepare(measurements, options.patience().lockTimeout());
      return new Tuner(options, listener, changes, measurements)
          .run(rehearsed.passed(), rehearsed.refused(), refutation)
          .of(findings);
    } catch (SQLException e) {
      throw TrimtabException.from(e, "change the database");
    }
  }

  private Snapshot observe() {
    listener.progress("observing", 0, 0);
    return options.snapshot().orElseGet(() -> Engine.observe(options.target().orElseThrow()));
  }

  private Twin twin(Snapshot snapshot) {
    listener.progress("starting the twin", 0, 0);
    return options
        .twinHome()
        .map(home -> Twin.start(snapshot, ServerHome.at(home)))
        .orElseGet(() -> Twin.start(snapshot));
  }

  private Agreement prove(Understanding understood, TwinPlanner planner) {
    Optional<Target> target = options.target();
    if (target.isEmpty()) {
      return Agreement.none("offline: there is no target to compare with");
    }
    try (Connection connection = target.get().open()) {
      return TwinCheck.compare(understood.statements(), planner, connection, listener);
    } catch (SQLException e) {
      throw TrimtabException.from(e, "compare plans with the target");
    }
  }

  private Advice propose(
      Snapshot snapshot,
      Workload workload,
      Understanding understood,
      TwinPlanner planner,
      Memory memory) {
    listener.progress("comparing indexes", 0, 0);
    long deadline =
        options.timeLimit().map(limit -> started + limit.toNanos()).orElse(Long.MAX_VALUE);
    return new IndexAdvisor(
            planner, snapshot, replicas(), options.budget(), () -> System.nanoTime() > deadline)
        .except(memory.refuted(refuted, snapshot))
        .trusting(memory.record())
        .judging(options.indexes().stream().map(planner::define).toList())
        .advise(understood.statements(), workload.period());
  }

  private List<Snapshot> replicas() {
    return options.replicas().stream().map(Loop::observe).toList();
  }

  private static Snapshot observe(Target replica) {
    try (Connection connection = replica.open()) {
      return Observer.observe(connection);
    } catch (SQLException e) {
      throw TrimtabException.from(e, "observe the replica");
    }
  }
}
