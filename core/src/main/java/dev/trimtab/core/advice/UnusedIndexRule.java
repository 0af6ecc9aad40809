package dev.trimtab.core.advice;

import dev.trimtab.core.advice.DropRules.Drop;
import dev.trimtab.core.advice.Recommendation.DropIndex.Cause;
import dev.trimtab.core.model.Index;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.model.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Proposes to drop an index that nobody has searched for long enough, on the primary and on every
 * replica that was observed.
 *
 * <p>Silent while counters are younger than {@link #PERIOD_MIN}: a monthly report searches its
 * index once a month. Silent for constraints, for unique indexes, for indexes that a foreign key
 * searches when a referenced row goes, and for those a statement of the workload is planned with.
 * Silent for partitioned tables: the server counts the scans of the partitions' indexes only.
 */
final class UnusedIndexRule implements DropRules.Rule {

  /** A month's worth of business, and a little more: "35 days" is also the usual practice. */
  static final Duration PERIOD_MIN = Duration.ofDays(35);

  private final Snapshot primary;
  private final List<Snapshot> replicas;
  private final List<PlannedIndex> planned;

  UnusedIndexRule(Snapshot primary, List<Snapshot> replicas, List<PlannedIndex> planned) {
    this.primary = primary;
    this.replicas = List.copyOf(replicas);
    this.planned = List.copyOf(planned);
  }

  @Override
  public List<Drop> apply(Table table) {
    Optional<Duration> period = period();
    var drops = new ArrayList<Drop>();
    if (period.isEmpty()
        || period.get().compareTo(PERIOD_MIN) < 0
        || table.kind() == Table.Kind.PARTITIONED) {
      return drops;
    }
    for (Index index : table.indexes()) {
      boolean isUnused =
          index.valid()
              && DropRules.isFree(table, index)
              && DropRules.foreignKeyServed(table, index).isEmpty()
              && index.scans() == 0
              && replicas.stream().allMatch(replica -> scansOn(replica, table, index) == 0)
              && planned.stream().noneMatch(p -> isSame(p, table, index));
      if (isUnused) {
        drops.add(
            new Drop(
                table,
                index,
                Cause.UNUSED,
                "no scan in %d days on %s"
                    .formatted(
                        period.get().toDays(),
                        replicas.isEmpty()
                            ? "this server; replicas were not observed"
                            : "the primary and %d replicas".formatted(replicas.size()))));
      }
    }
    return drops;
  }

  /** The shortest time that any of the servers has counted. */
  private Optional<Duration> period() {
    Optional<Duration> shortest = counted(primary);
    for (Snapshot replica : replicas) {
      Optional<Duration> its = counted(replica);
      shortest =
          shortest.isEmpty() || its.isEmpty()
              ? Optional.empty()
              : Optional.of(shortest.get().compareTo(its.get()) < 0 ? shortest.get() : its.get());
    }
    return shortest;
  }

  private static Optional<Duration> counted(Snapshot snapshot) {
    return snapshot
        .server()
        .statisticsReset()
        .map(reset -> Duration.between(reset, snapshot.server().observedAt()));
  }

  private static long scansOn(Snapshot replica, Table table, Index index) {
    return replica
        .findTable(table.name())
        .flatMap(t -> t.findIndex(index.name()))
        .map(Index::scans)
        .orElse(0L);
  }

  private static boolean isSame(PlannedIndex planned, Table table, Index index) {
    return planned.table().equals(table.name()) && planned.name().equals(index.name());
  }
}
