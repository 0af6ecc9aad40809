package dev.trimtab.batch.automatic;

import dev.trimtab.batch.observe.Finding;
import dev.trimtab.batch.observe.Report;
import dev.trimtab.batch.observe.UnitListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Runs the statement of a loop once for all rows of its parent, at the first of them, and answers
 * the others from that, inside the same transaction and without a change of the code.
 *
 * {@snippet :
 * var automatic = new AutomaticBatching(AutomaticSettings.STANDARD);
 * var observer = new Observer(automatic.before(listener));
 * var source = new ObservedDataSource(yourDataSource, observer, automatic);
 * }
 *
 * <p>A loop is learned from what the observer finds. PostgreSQL is asked what its statement calls;
 * then results are compared with what would have been handed out, for {@code equalRuns} executions;
 * then they are handed out. What was foreseen is forgotten with the transaction, and at every
 * statement that may write. A loop whose keys are not used, that brings too much, or that differed
 * once, is left alone. The module's README says what is promised and what is refused.
 *
 * <p>Thread-safe; one for each data source. What it keeps is bounded.
 */
public final class AutomaticBatching {

  /** An application has fewer loops. */
  private static final int LOOPS_MAX = 500;

  /** Statements whose nature is known. */
  private static final int VERDICTS_MAX = 5_000;

  private final AutomaticSettings settings;
  private final LongSupplier nanoClock;
  private final AtomicInteger count = new AtomicInteger();
  private final Map<String, List<Loop>> byStatement = new ConcurrentHashMap<>();
  private final Map<String, List<Loop>> byParent = new ConcurrentHashMap<>();
  private final Map<Statement, Verdict> verdicts = new ConcurrentHashMap<>();

  private final KnownQueries.All queries = new KnownQueries.All();

  /** A statement with the types of its parameters: of them depends what it calls. */
  record Statement(String sql, List<Integer> types) {
    Statement {
      types = List.copyOf(types);
    }

    /** Returns the types; empty if one is not among those that are followed. */
    Optional<List<ParameterType>> parameterTypes() {
      var known = new ArrayList<ParameterType>();
      types.forEach(oid -> ParameterType.of(oid).ifPresent(known::add));
      return known.size() == types.size() ? Optional.of(List.copyOf(known)) : Optional.empty();
    }
  }

  public AutomaticBatching(AutomaticSettings settings) {
    this(settings, System::nanoTime);
  }

  public AutomaticBatching(AutomaticSettings settings, LongSupplier nanoClock) {
    this.settings = settings;
    this.nanoClock = nanoClock;
  }

  /** Returns a listener that learns and then tells the next one. */
  public UnitListener before(UnitListener next) {
    return report -> {
      learn(report);
      next.ended(report);
    };
  }

  private void learn(Report report) {
    for (Finding finding : report.findings()) {
      if (finding.kind() == Finding.Kind.N_PLUS_ONE) {
        finding.parent().ifPresent(parent -> learn(parent, finding.sql()));
      }
    }
  }

  private void learn(Finding.Parent parent, String sql) {
    if (parent.columns().stream().allMatch(column -> column == 0)) {
      return;
    }
    List<Loop> known = byStatement.computeIfAbsent(sql, _ -> new CopyOnWriteArrayList<>());
    synchronized (known) {
      boolean isKnown =
          known.stream()
              .anyMatch(
                  l -> l.parent().equals(parent.sql()) && l.columns().equals(parent.columns()));
      if (isKnown || count.get() >= LOOPS_MAX) {
        return;
      }
      count.incrementAndGet();
      var loop = new Loop(parent.sql(), sql, parent.columns(), settings);
      byParent.computeIfAbsent(parent.sql(), _ -> new CopyOnWriteArrayList<>()).add(loop);
      known.add(loop);
    }
  }

  /** Returns every loop that was seen. */
  public List<LoopState> loops() {
    var result = new ArrayList<LoopState>();
    byStatement.values().forEach(loops -> loops.forEach(loop -> result.add(loop.state())));
    return List.copyOf(result);
  }

  /** Begins to follow a connection, for the delegate. */
  public Loops follow(java.sql.Connection connection) {
    return LoopSession.of(this, connection);
  }

  KnownQueries queriesOf(org.postgresql.core.BaseConnection connection) {
    return queries.of(connection);
  }

  AutomaticSettings settings() {
    return settings;
  }

  long now() {
    return nanoClock.getAsLong();
  }

  List<Loop> loopsOf(String sql) {
    return byStatement.getOrDefault(sql, List.of());
  }

  List<Loop> loopsFedBy(String sql) {
    return byParent.getOrDefault(sql, List.of());
  }

  boolean concerns(String sql) {
    return byStatement.containsKey(sql) || byParent.containsKey(sql);
  }

  /**
   * Returns what is known of a statement; empty if it has to be asked, for the first time or again.
   */
  Optional<Verdict> verdict(Statement statement) {
    Verdict verdict = verdicts.get(statement);
    return verdict == null || now() - verdict.nanos() >= settings.pause().toNanos()
        ? Optional.empty()
        : Optional.of(verdict);
  }

  void judge(Statement statement, Verdict verdict) {
    if (verdicts.size() < VERDICTS_MAX || verdicts.containsKey(statement)) {
      verdicts.put(statement, verdict);
    }
    loopsOf(statement.sql()).forEach(loop -> judge(loop, statement, verdict));
  }

  /** Tells a loop what the server said of its statement. */
  void judge(Loop loop, Statement statement, Verdict verdict) {
    switch (verdict) {
      case Verdict.Harmless _ -> loop.examined(statement.parameterTypes().orElse(List.of()));
      case Verdict.Refused refused -> loop.leave("it " + refused.reason(), now());
    }
  }
}
