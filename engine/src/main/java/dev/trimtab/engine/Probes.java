package dev.trimtab.engine;

import dev.trimtab.core.advice.Recommendation;
import dev.trimtab.core.advice.StatementEffect;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.Binding;
import dev.trimtab.postgres.apply.Probe;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Chooses what is run to see what a change does. */
final class Probes {

  /** Of all parameter values of a statement that were drawn, so many are run. */
  private static final int DRAWN_MAX = 2;

  /** Those of a log are what the application asks, and worth more of the server's time. */
  private static final int SEEN_MAX = 3;

  /**
   * What the planner expects to take less than this part of its cost is seen at once to be faster.
   * Above it a plan may just as well be slower than the one it stands for: the planner's units for
   * pages read here and there and for pages read in a row differ from a machine's by more than two.
   */
  private static final double PLAIN_GAIN = 0.5;

  private Probes() {}

  /**
   * Returns the statements that a change is made for, and those on its table that may suffer.
   *
   * @param shareMin part of the workload's time below which a statement does not count
   */
  static List<Probe> of(
      Recommendation recommendation, Collection<AnalyzedStatement> statements, double shareMin) {
    Set<String> touched =
        recommendation.evidence().helped().stream()
            .map(StatementEffect::statementId)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Set<String> close = close(recommendation);
    double workload = workloadMillis(statements);
    statements.stream()
        .filter(
            s -> s.shape().uses().stream().anyMatch(u -> u.table().equals(recommendation.table())))
        .filter(s -> millis(s) >= shareMin * workload)
        .forEach(s -> touched.add(s.id()));
    return statements.stream()
        .filter(s -> touched.contains(s.id()))
        .map(Probes::of)
        .flatMap(Optional::stream)
        .map(probe -> close.contains(probe.statementId()) ? probe.closely() : probe)
        .toList();
  }

  /** Statements that gain little of it, for some values, or lose. */
  private static Set<String> close(Recommendation recommendation) {
    return Stream.concat(
            recommendation.evidence().helped().stream().filter(e -> e.worstRatio() > PLAIN_GAIN),
            recommendation.evidence().slowed().stream())
        .map(StatementEffect::statementId)
        .collect(Collectors.toSet());
  }

  /** Returns what can be run of a statement; nothing if it has no values to run it with. */
  static Optional<Probe> of(AnalyzedStatement statement) {
    boolean isSeen = statement.bindings().stream().anyMatch(b -> b.origin() == Binding.Origin.SEEN);
    List<Binding> runnable =
        statement.bindings().stream()
            .filter(b -> b.origin() != Binding.Origin.GENERIC)
            .limit(isSeen ? SEEN_MAX : DRAWN_MAX)
            .toList();
    boolean isWrite = statement.shape().uses().stream().anyMatch(use -> use.change().isPresent());
    return runnable.isEmpty()
        ? Optional.empty()
        : Optional.of(new Probe(statement.id(), statement.statement().calls(), runnable, isWrite));
  }

  /** Returns what all statements take together, where that is known. */
  static double workloadMillis(Collection<AnalyzedStatement> statements) {
    return statements.stream().mapToDouble(Probes::millis).sum();
  }

  private static double millis(AnalyzedStatement statement) {
    return statement.statement().time().map(t -> t.toNanos() / 1e6).orElse(0.0);
  }
}
