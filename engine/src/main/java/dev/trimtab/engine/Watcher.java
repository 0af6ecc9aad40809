package dev.trimtab.engine;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.proof.Measurement;
import dev.trimtab.core.watch.Counters;
import dev.trimtab.core.watch.Slowdown;
import dev.trimtab.core.watch.StatementWatch;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.postgres.journal.Baselines;
import dev.trimtab.postgres.journal.Journal;
import dev.trimtab.postgres.observe.Observer;
import dev.trimtab.postgres.observe.StatementCounters;
import dev.trimtab.postgres.observe.Workloads;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * Follows the server's own counters after changes were kept, and takes back what slows the
 * application down: the newest change that touches the statement. If that was not it, it stops
 * there: data that grow are no reason to take one index after the other.
 *
 * <p>Holds no connection between looks. A server that is away is waited for; what it counted
 * meanwhile, or lost, is said.
 */
final class Watcher {

  /** Waits between looks. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
  }

  private final EngineOptions options;
  private final EngineListener listener;
  private final LongFunction<Change> takeBack;
  private final Sleeper sleeper;
  private final Target target;
  private final List<Change> takenBack = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final Set<String> acted = new HashSet<>();
  private final Map<String, String> labels = new HashMap<>();
  private List<Change> kept = List.of();
  private Map<String, Counters> baseline = Map.of();
  private Optional<StatementCounters> last = Optional.empty();
  private boolean isAway;

  /**
   * @param takeBack takes the change of that number back and returns it
   */
  Watcher(
      EngineOptions options,
      EngineListener listener,
      LongFunction<Change> takeBack,
      Sleeper sleeper) {
    this.options = options;
    this.listener = listener;
    this.takeBack = takeBack;
    this.sleeper = sleeper;
    target = options.target().orElseThrow();
  }

  /**
   * Watches.
   *
   * @param duration how long in all
   * @param every how often to look; at least a second
   */
  Watched run(Duration duration, Duration every) throws InterruptedException {
    try (Connection connection = target.open()) {
      kept =
          new Journal(connection)
              .history().stream().filter(c -> c.state() == ChangeState.KEPT).toList();
      baseline = baseline(connection);
      Workloads.from(Observer.observe(connection))
          .statements()
          .forEach(s -> labels.put(s.id(), s.label()));
    } catch (SQLException e) {
      throw TrimtabException.from(e, "read the journal");
    }
    Set<String> touched = touched();
    if (touched.isEmpty()) {
      throw new TrimtabException(
          ErrorCode.STATEMENT_REFUSED,
          "there is nothing to watch: no kept change has statements that the server counted before"
              + " it. Changes made with 'trimtab tune --apply' while pg_stat_statements counts can"
              + " be watched.");
    }
    var watch = new StatementWatch(baseline, touched, options.regressionBudget());
    long looks = Math.max(1, duration.dividedBy(every));
    for (long look = 0; look <= looks; look++) {
      if (look > 0) {
        sleeper.sleep(every);
      }
      listener.progress("watching %d statements".formatted(touched.size()), look, looks);
      look(watch);
    }
    List<Watched.Seen> statements =
        touched.stream()
            .map(id ->
                new Watched.Seen(
                    id, label(id), baseline.getOrDefault(id, Counters.NONE), watch.sum(id)))
            .sorted(Comparator.comparingDouble(seen -> -seen.now().millis()))
            .toList();
    return new Watched(kept.size(), statements, takenBack, events);
  }

  /** Statements of kept changes that were counted before the changes. */
  private Set<String> touched() {
    Set<String> touched = new HashSet<>();
    kept.forEach(change ->
        change.measurements().stream()
            .map(Measurement::statementId)
            .filter(baseline::containsKey)
            .forEach(touched::add));
    return touched;
  }

  /**
   * Of each statement, what was counted before the newest kept change that touches it; of the
   * others, before the newest change of all.
   */
  private Map<String, Counters> baseline(Connection connection) {
    var baselines = new Baselines(connection);
    Map<String, Counters> result = new HashMap<>();
    Map<String, Counters> newest = Map.of();
    for (Change change : kept.reversed()) {
      Map<String, Counters> before = baselines.before(change.createdAt());
      newest = newest.isEmpty() ? before : newest;
      for (Measurement measurement : change.measurements()) {
        Optional.ofNullable(before.get(measurement.statementId()))
            .ifPresent(its -> result.putIfAbsent(measurement.statementId(), its));
      }
    }
    newest.forEach(result::putIfAbsent);
    return result;
  }

  private String label(String statementId) {
    return labels.getOrDefault(statementId, statementId);
  }

  private void look(StatementWatch watch) {
    try (Connection connection = target.open()) {
      StatementCounters now = StatementCounters.read(connection);
      tellWhatIsNew(now);
      boolean isOther = last.filter(l -> !l.serverStart().equals(now.serverStart())).isPresent();
      watch.look(now.counters(), isOther);
      last = Optional.of(now);
      if (!now.inRecovery()) {
        watch.slowdowns().stream().findFirst().ifPresent(slowdown -> act(watch, slowdown));
      }
    } catch (SQLException e) {
      away(e);
    } catch (TrimtabException e) {
      if (!passes(e)) {
        throw e;
      }
      away(e);
    }
  }

  /** A server that starts or fails over refuses connections for a while. */
  private static boolean passes(TrimtabException e) {
    return e.code().kind() == ErrorCode.Kind.TRANSIENT || e.code() == ErrorCode.HOST_UNREACHABLE;
  }

  private void away(Exception e) {
    if (!isAway) {
      events.add("the server did not answer (%s); waiting for it".formatted(e.getMessage()));
    }
    isAway = true;
  }

  private void tellWhatIsNew(StatementCounters now) {
    if (last.isPresent()) {
      Instant before = last.get().serverStart();
      if (!before.equals(now.serverStart())) {
        events.add(
            "the server began anew at %s, or it is another one: what was counted between the last look and now is lost"
                .formatted(now.serverStart()));
      } else if (isReset(last.get().counters(), now.counters())) {
        events.add(
            "the server's statistics were reset: what was counted between the last look and the reset is lost");
      }
    }
    if (isAway) {
      events.add("the server answers again");
    }
    if (now.inRecovery() && last.filter(StatementCounters::inRecovery).isEmpty()) {
      events.add("this server is a standby: it is watched, and nothing can be taken back here");
    }
    isAway = false;
  }

  /** Counters only grow, unless somebody sets them back. */
  private static boolean isReset(Map<String, Counters> before, Map<String, Counters> now) {
    return before.entrySet().stream()
        .anyMatch(entry -> {
          Counters its = now.get(entry.getKey());
          return its != null && its.calls() < entry.getValue().calls();
        });
  }

  /** What is true at every look is said once. */
  private void tell(String event) {
    if (!events.contains(event)) {
      events.add(event);
    }
  }

  private void act(StatementWatch watch, Slowdown slowdown) {
    Optional<Change> guilty =
        kept.reversed().stream()
            .filter(change -> takenBack.stream().noneMatch(t -> t.id() == change.id()))
            .filter(change ->
                change.measurements().stream()
                    .anyMatch(m -> m.statementId().equals(slowdown.statementId())))
            .findFirst();
    if (guilty.isEmpty() || acted.contains(slowdown.statementId())) {
      tell(
          "taking back did not help, and nothing more is taken back for it: "
              + label(slowdown.statementId()));
      return;
    }
    long id = guilty.get().id();
    listener.progress("taking back " + guilty.get().index(), 0, 0);
    try {
      takenBack.add(takeBack.apply(id));
    } catch (TrimtabException e) {
      if (e.code() == ErrorCode.CHANGE_STATE_CORRUPT) {
        throw e;
      }
      tell("change %d could not be taken back yet: %s".formatted(id, e.getMessage()));
      return;
    }
    acted.add(slowdown.statementId());
    events.add(
        "change %d was taken back: %.2f times as long as before it (%.3g ms before, %.3g ms now, %.0f executions): %s"
            .formatted(
                id,
                slowdown.ratio(),
                slowdown.before().mean(),
                slowdown.now().mean(),
                slowdown.now().calls(),
                label(slowdown.statementId())));
    watch.beginAnew();
  }
}
