package dev.trimtab.batch.observe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Says which repetitions of a unit of work are loops that one statement could replace. Silent on
 * what only looks like one: a retry after a failure, a poll, the pages of one result, a fetch of
 * many keys at a time, and statements of different places.
 */
final class Judge {

  /** Twice is a coincidence; a loop that is fed by a result is a loop from the third round. */
  private static final int FED_MIN = 3;

  /** Without knowing what feeds it, more has to happen. */
  private static final int LOOP_MIN = 5;

  /** So many of the repetitions must agree: the first and the last round of a loop may differ. */
  private static final double MOST = 0.8;

  /** Who asks the same again after so long wants to know whether it has changed. */
  private static final long POLL_NANOS = 5_000_000;

  /** Fewer columns are not worth naming. */
  private static final int WIDE = 12;

  /** Of a wide result, who reads more than this part has some use for it. */
  private static final double FEW = 0.34;

  /** A unit that asks less is not one that talks much. */
  static final int CHATTY_MIN = 40;

  /** Of the time of small statements, this part is the way to the server and back. */
  private static final double SMALL = 0.5;

  private final Function<Long, Optional<String>> sites;
  private final long roundTripNanos;

  /**
   * @param sites text of a place in the application
   * @param roundTripNanos the way to the server and back, at most
   */
  Judge(Function<Long, Optional<String>> sites, long roundTripNanos) {
    this.sites = sites;
    this.roundTripNanos = roundTripNanos;
  }

  List<Finding> judge(Trace trace) {
    if (trace.repeated() == 0) {
      // Most units: no loop can be in it.
      return chatty(trace, List.of()).map(List::of).orElse(List.of());
    }
    var findings = new ArrayList<Finding>();
    Set<Use> explained = new LinkedHashSet<>();
    for (Use write : trace.uses()) {
      finder(write, trace.uses())
          .ifPresent(read -> {
            explained.add(read);
            explained.add(write);
            findings.add(finding(trace, Finding.Kind.FIND_THEN_WRITE, write, Optional.empty()));
          });
    }
    for (Use use : trace.uses()) {
      if (!explained.contains(use)) {
        loop(trace, use).ifPresent(findings::add);
      }
      if (isWide(use)) {
        findings.add(finding(trace, Finding.Kind.UNUSED_COLUMNS, use, Optional.empty()));
      }
    }
    chatty(trace, findings).ifPresent(findings::add);
    return findings;
  }

  /** What is left when loops are taken away: many statements that hardly take more than the way. */
  private Optional<Finding> chatty(Trace trace, List<Finding> findings) {
    Set<String> inLoops = new HashSet<>();
    findings.stream()
        .filter(finding -> finding.kind() != Finding.Kind.UNUSED_COLUMNS)
        .forEach(finding -> inLoops.add(finding.sql()));
    List<Use> others =
        trace.uses().stream().filter(use -> !inLoops.contains(use.text().sql())).toList();
    int count = others.stream().mapToInt(use -> use.count).sum();
    long nanos = others.stream().mapToLong(use -> use.nanos).sum();
    if (count < CHATTY_MIN || nanos * SMALL > count * (double) roundTripNanos) {
      return Optional.empty();
    }
    Use most = others.stream().max(Comparator.comparingInt(use -> use.count)).orElseThrow();
    long working = others.stream().mapToLong(use -> use.count * work(use)).sum();
    return Optional.of(
        new Finding(
            trace.unit(),
            Finding.Kind.CHATTY,
            most.text().sql(),
            site(most),
            Optional.empty(),
            count,
            Duration.ofNanos(nanos),
            Duration.ofNanos(once(nanos, count, working)),
            Optional.empty()));
  }

  private Optional<String> site(Use use) {
    return use.repetitions().stream()
        .map(Repetition::site)
        .filter(site -> site != 0)
        .findFirst()
        .flatMap(sites);
  }

  private Optional<Finding> loop(Trace trace, Use use) {
    if (use.count < FED_MIN || use.text().isMany() || isRetry(use)) {
      return Optional.empty();
    }
    if (isSame(use)) {
      return use.text().kind() == StatementText.Kind.READ && !isPoll(use) && !hasWritesBetween(use)
          ? Optional.of(finding(trace, Finding.Kind.SAME_READ, use, Optional.empty()))
          : Optional.empty();
    }
    if (!isFromOnePlace(use) || isPaging(use)) {
      return Optional.empty();
    }
    if (use.text().kind().isWrite()) {
      return use.count >= LOOP_MIN
          ? Optional.of(finding(trace, Finding.Kind.WRITE_LOOP, use, parent(trace, use)))
          : Optional.empty();
    }
    if (use.text().kind() != StatementText.Kind.READ || distinct(use) < FED_MIN - 1) {
      return Optional.empty();
    }
    Optional<Finding.Parent> parent = parent(trace, use);
    if (parent.isPresent()) {
      return Optional.of(finding(trace, Finding.Kind.N_PLUS_ONE, use, parent));
    }
    return use.count >= LOOP_MIN
        ? Optional.of(finding(trace, Finding.Kind.READ_LOOP, use, Optional.empty()))
        : Optional.empty();
  }

  /** Asked again because it failed. */
  private static boolean isRetry(Use use) {
    long after = use.repetitions().stream().filter(Repetition::isAfterFailure).count();
    return after >= MOST * use.repetitions().size();
  }

  private static boolean isSame(Use use) {
    long first = use.first().parameters();
    return share(use, r -> r.parameters() == first) >= MOST;
  }

  private static boolean isPoll(Use use) {
    long before = use.first().endNanos();
    int pauses = 0;
    for (Repetition repetition : use.repetitions()) {
      pauses += repetition.startNanos() - before >= POLL_NANOS ? 1 : 0;
      before = repetition.endNanos();
    }
    return pauses >= MOST * use.repetitions().size();
  }

  private static boolean hasWritesBetween(Use use) {
    return use.repetitions().getLast().writesBefore() != use.first().writesBefore();
  }

  private static boolean isFromOnePlace(Use use) {
    Map<Long, Integer> counts = new HashMap<>();
    use.repetitions().forEach(r -> counts.merge(r.site(), 1, Integer::sum));
    int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    return most >= MOST * use.repetitions().size();
  }

  /**
   * The next page: of a statement that takes a part of its rows, and either starts where its own
   * last result ended, or differs in one value only, the offset.
   */
  private static boolean isPaging(Use use) {
    if (!use.text().isPaged()) {
      return false;
    }
    boolean followsItself = share(use, r -> r.hasOriginIn(use.number)) >= MOST;
    return followsItself || use.text().hasOffset();
  }

  private static int distinct(Use use) {
    Set<Long> seen = new HashSet<>();
    use.repetitions().forEach(r -> seen.add(r.parameters()));
    return seen.size();
  }

  private static double share(Use use, java.util.function.Predicate<Repetition> what) {
    return (double) use.repetitions().stream().filter(what).count() / use.repetitions().size();
  }

  /** The column that fed most repetitions; of equal ones that of the latest statement. */
  private static Optional<Finding.Parent> parent(Trace trace, Use use) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (Repetition repetition : use.repetitions()) {
      for (int origin : repetition.origins()) {
        if (ValueTable.useOf(origin) != use.number) {
          counts.merge(origin, 1, Integer::sum);
        }
      }
    }
    return counts.entrySet().stream()
        .filter(e -> e.getValue() >= MOST * use.repetitions().size())
        .max(
            Comparator.comparingInt((Map.Entry<Integer, Integer> e) -> e.getValue())
                .thenComparingInt(e -> lastBefore(trace, e.getKey(), use))
                .thenComparingInt(e -> -ValueTable.columnOf(e.getKey())))
        .map(Map.Entry::getKey)
        .map(origin ->
            new Finding.Parent(
                trace.uses().get(ValueTable.useOf(origin)).text().sql(),
                ValueTable.columnOf(origin),
                columns(trace.uses().get(ValueTable.useOf(origin)), use)));
  }

  /** For each parameter, the column of a parent that most repetitions took its value from. */
  private static List<Integer> columns(Use parent, Use use) {
    var result = new ArrayList<Integer>();
    int parameters = use.first().values().length;
    for (int i = 0; i < parameters; i++) {
      int parameter = i;
      result.add(
          IntStream.rangeClosed(1, parent.columns)
              .filter(column -> isFed(use, parameter, ValueTable.origin(parent.number, column)))
              .findFirst()
              .orElse(0));
    }
    return result;
  }

  private static boolean isFed(Use use, int parameter, int origin) {
    // What never changes came from somewhere else, or makes no difference.
    long first = use.first().values()[parameter];
    return share(use, r -> r.values().length > parameter && r.values()[parameter] == first) < MOST
        && share(use, r -> r.isFed(parameter, origin)) >= MOST;
  }

  /** Statements that began before the loop did are likelier to feed it the later they began. */
  private static int lastBefore(Trace trace, int origin, Use use) {
    Use feeder = trace.uses().get(ValueTable.useOf(origin));
    return feeder.firstOrder < use.firstOrder ? feeder.firstOrder : -1;
  }

  /** The read that looks for the row of each write: same table, same key, in turn. */
  private static Optional<Use> finder(Use write, List<Use> uses) {
    if (!write.text().kind().isWrite() || write.count < FED_MIN || write.text().isMany()) {
      return Optional.empty();
    }
    return uses.stream()
        .filter(read -> read.text().kind() == StatementText.Kind.READ && !read.text().isMany())
        .filter(read -> read.text().table().equals(write.text().table()))
        .filter(read -> read.count >= MOST * write.count && read.firstOrder < write.firstOrder)
        .filter(read -> sharesKeys(read, write))
        .max(Comparator.comparingInt(read -> read.firstOrder));
  }

  private static boolean sharesKeys(Use read, Use write) {
    Set<Long> looked = new HashSet<>();
    addValues(looked, read.first());
    read.repetitions().forEach(r -> addValues(looked, r));
    return share(
            write,
            r -> {
              for (long value : r.values()) {
                if (value != Values.NONE && looked.contains(value)) {
                  return true;
                }
              }
              return false;
            })
        >= MOST;
  }

  private static void addValues(Set<Long> to, Repetition from) {
    for (long value : from.values()) {
      to.add(value);
    }
  }

  private static boolean isWide(Use use) {
    int read = use.columnsRead.cardinality();
    return use.columns >= WIDE && read > 0 && read <= FEW * use.columns && use.count >= FED_MIN;
  }

  private Finding finding(
      Trace trace, Finding.Kind kind, Use use, Optional<Finding.Parent> parent) {
    return new Finding(
        trace.unit(),
        kind,
        use.text().sql(),
        site(use),
        parent,
        use.count,
        Duration.ofNanos(use.nanos),
        Duration.ofNanos(once(use.nanos, use.count, use.count * work(use))),
        Replacement.of(kind, use.text()));
  }

  /**
   * What one execution takes beside the way and all that goes with a message: what the quickest of
   * a statement takes beyond the quickest of all. Of the quickest, because what makes others slower
   * (waking up, planning, a busy network) comes with messages and not with rows.
   */
  private long work(Use use) {
    if (use.quickestNanos == Long.MAX_VALUE) {
      // All of them failed.
      return 0;
    }
    return Math.max(0, use.quickestNanos - roundTripNanos);
  }

  /** What a number of executions would take in one message: all their work, and one way. */
  private static long once(long nanos, int count, long working) {
    long work = Math.min(nanos, working);
    return work + (nanos - work) / Math.max(1, count);
  }
}
