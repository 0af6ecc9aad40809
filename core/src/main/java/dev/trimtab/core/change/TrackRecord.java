package dev.trimtab.core.change;

import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.proof.Measurement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How much of what was predicted for new indexes has arrived in a database, by kind of index: what
 * the planner's belief has been worth there.
 */
public final class TrackRecord {

  /** Nothing was tried yet. */
  public static final TrackRecord NONE = new TrackRecord(List.of());

  /** A few changes move the belief a little: as if so many had kept their promise before. */
  private static final double PRIOR = 3;

  /** So many changes are worth a sentence. */
  private static final int CHANGES_MIN = 3;

  /** A change that makes things much worse is no more telling than one that makes them worse. */
  private static final double ARRIVED_MIN = -1;

  private static final double ARRIVED_MAX = 1.5;

  private static final Pattern METHOD = Pattern.compile("(?i) USING (\\w+) ");

  /** What planners err on alike. */
  private enum Kind {
    BTREE,
    COVERING,
    OTHER
  }

  /**
   * How much arrived.
   *
   * @param share the saving measured divided by the saving predicted, the middle of all changes; 1
   *     is as predicted, less than 0 is a loss
   * @param least of all changes
   * @param most of all changes
   * @param changes how many; at least 1
   */
  public record Arrived(double share, double least, double most, int changes) {}

  private final Map<Kind, List<Double>> shares = new EnumMap<>(Kind.class);

  private TrackRecord(List<Change> history) {
    for (Change change : history) {
      boolean isTried =
          change.kind() == Change.Kind.CREATE_INDEX
              && (change.state() == ChangeState.KEPT || change.state() == ChangeState.ROLLED_BACK)
              && !change.measurements().isEmpty()
              && change.predictedRatio() < 1;
      if (isTried) {
        shares.computeIfAbsent(kind(change.applySql()), _ -> new ArrayList<>()).add(share(change));
      }
    }
    shares.values().forEach(its -> its.sort(null));
  }

  /** Returns the record of a database whose history this is. */
  public static TrackRecord of(List<Change> history) {
    return new TrackRecord(history);
  }

  /** Returns what arrived of a change's predicted saving, if it was measured. */
  private static double share(Change change) {
    double before = 0;
    double after = 0;
    for (Measurement m : change.measurements()) {
      before += m.calls() * m.before().median();
      after += m.calls() * m.after().median();
    }
    double measured = before == 0 ? 0 : 1 - after / before;
    return Math.clamp(measured / (1 - change.predictedRatio()), ARRIVED_MIN, ARRIVED_MAX);
  }

  private static Kind kind(String sql) {
    var method = METHOD.matcher(sql);
    boolean isBtree = method.find() && method.group(1).toLowerCase(Locale.ROOT).equals("btree");
    return isBtree ? (sql.contains(" INCLUDE (") ? Kind.COVERING : Kind.BTREE) : Kind.OTHER;
  }

  private static Kind kind(IndexDefinition definition) {
    return definition.isBtree()
        ? (definition.include().isEmpty() ? Kind.BTREE : Kind.COVERING)
        : Kind.OTHER;
  }

  /**
   * Returns what a predicted saving is to be multiplied with to be believed; 1 where nothing is
   * known, never less than 0.
   */
  public double factor(IndexDefinition definition) {
    List<Double> its = shares.getOrDefault(kind(definition), List.of());
    return its.isEmpty()
        ? 1
        : Math.max(0, (its.size() * median(its) + PRIOR) / (its.size() + PRIOR));
  }

  /** Returns what has arrived of such indexes, once there were enough to say. */
  public Optional<Arrived> of(IndexDefinition definition) {
    return arrived(shares.getOrDefault(kind(definition), List.of()))
        .filter(arrived -> arrived.changes() >= CHANGES_MIN);
  }

  /** Returns what has arrived of all that was tried; empty if nothing was. */
  public Optional<Arrived> ofAll() {
    return arrived(shares.values().stream().flatMap(List::stream).sorted().toList());
  }

  private static Optional<Arrived> arrived(List<Double> sorted) {
    return sorted.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Arrived(median(sorted), sorted.getFirst(), sorted.getLast(), sorted.size()));
  }

  private static double median(List<Double> sorted) {
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
