package dev.trimtab.postgres.apply;

import dev.trimtab.core.model.TableName;
import dev.trimtab.core.proof.Runs;
import dev.trimtab.core.workload.Binding;
import dev.trimtab.postgres.explain.TargetSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Measures statements with an index and without it in turn, so that a busy moment of the machine
 * hits both alike. Without it means in a transaction that drops the index and is rolled back.
 *
 * <p>Such a transaction keeps everybody from the table. So it is only done where that is harmless:
 * for statements that are quick, by a session that is near, for a few milliseconds each, and not
 * where a standby may replay the lock, which would stop its readers for as long as its replay is
 * behind (manual 26.4.2, {@code max_standby_streaming_delay}). Elsewhere the answer is empty, and
 * runs from before the change have to do.
 */
public final class Alternation {

  /**
   * How far to go.
   *
   * @param rounds runs of each side that count
   * @param lockTimeout how long to wait for the table; who comes meanwhile waits behind us
   * @param stallMax how long the statement may keep the table to itself
   */
  public record Limits(int rounds, Duration lockTimeout, Duration stallMax) {

    /** Together well below the 50 ms that an application does not notice. */
    public static final Limits STANDARD =
        new Limits(9, Duration.ofMillis(10), Duration.ofMillis(20));

    public Limits {
      if (rounds < 1 || lockTimeout.toMillis() < 1 || stallMax.toMillis() < 1) {
        throw new IllegalArgumentException(
            "need a round, a lock timeout and a stall of a millisecond, got %d, %s, %s"
                .formatted(rounds, lockTimeout, stallMax));
      }
    }
  }

  /**
   * Both sides, measured in turn.
   *
   * @param without runs that could not use the index
   * @param with runs that could
   */
  public record Turns(Runs without, Runs with) {}

  /** Four messages travel while the table is ours; they may take a part of the stall. */
  private static final int MESSAGES = 4;

  private static final double TRAVEL_SHARE_MAX = 0.5;

  /** Somebody who was in the way once may be gone now; three times, and the table is busy. */
  private static final int REFUSALS_MAX = 3;

  /** {@code lock_not_available}. */
  private static final String LOCK_TIMEOUT = "55P03";

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /**
   * Standbys that stream, those that are away, and archives they could read; and an index with
   * parts, whose drop locks every part.
   */
  private static final String IS_FREE =
      """
      SELECT /* trimtab */ NOT EXISTS (SELECT FROM pg_stat_replication)
        AND NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_type = 'physical')
        AND current_setting('archive_mode') = 'off'
        AND NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = to_regclass(?) AND c.relkind = 'I')
      """;

  private final Connection connection;
  private final TargetSession session;
  private final Limits limits;
  private final LongSupplier nanoClock;

  /** The longest that a table was ours, waiting for it included. */
  private long held;

  public Alternation(Connection connection, Limits limits, LongSupplier nanoClock) {
    this.connection = connection;
    this.session = new TargetSession(connection);
    this.limits = limits;
    this.nanoClock = nanoClock;
  }

  /**
   * Returns whether an index may be hidden for moments at all. Needs no right but to connect; the
   * drop itself needs those of the table's owner.
   */
  public boolean isSafe(TableName index) {
    try (var select = connection.prepareStatement(IS_FREE)) {
      select.setString(1, index.toSql());
      // The first question pays for more than the way.
      return isFree(select) && travel(select) * MESSAGES <= TRAVEL_SHARE_MAX * stallNanos();
    } catch (SQLException e) {
      return false;
    }
  }

  private static boolean isFree(java.sql.PreparedStatement select) throws SQLException {
    try (var rows = select.executeQuery()) {
      return rows.next() && rows.getBoolean(1);
    }
  }

  private double travel(java.sql.PreparedStatement select) throws SQLException {
    long start = nanoClock.getAsLong();
    boolean _ = isFree(select);
    return nanoClock.getAsLong() - start;
  }

  private long stallNanos() {
    return limits.stallMax().toNanos();
  }

  /**
   * Measures a statement in turns.
   *
   * @param index valid, and of one table only
   * @return empty if a run was too long or the table too busy; nothing is said then, and nobody
   *     waited longer than the limits
   */
  public Optional<Turns> measure(Probe probe, TableName index) {
    var without = new ArrayList<Double>();
    var with = new ArrayList<Double>();
    int refusals = 0;
    held = 0;
    for (int round = 0; round <= limits.rounds(); ) {
      try {
        double visible = visible(probe);
        double hidden = hidden(probe, index);
        // The first round warms the caches.
        if (round > 0) {
          with.add(visible);
          without.add(hidden);
        }
        boolean isHeldTooLong = held > limits.lockTimeout().toNanos() + stallNanos();
        if (visible * 1e6 > stallNanos() || isHeldTooLong) {
          return Optional.empty();
        }
        round++;
      } catch (SQLException e) {
        Verifier.rethrowIfLost(e);
        if (!LOCK_TIMEOUT.equals(e.getSQLState()) || ++refusals == REFUSALS_MAX) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(new Turns(new Runs(without), new Runs(with)));
  }

  private double visible(Probe probe) throws SQLException {
    double sum = 0;
    for (Binding binding : probe.bindings()) {
      session.plan(binding);
      sum += session.run(binding, probe.isWrite(), TIMEOUT).millis();
    }
    return sum / probe.bindings().size();
  }

  private double hidden(Probe probe, TableName index) throws SQLException {
    List<Binding> bindings = probe.bindings();
    double sum = 0;
    for (Binding binding : bindings) {
      long start = nanoClock.getAsLong();
      sum += session.runWithout(index, binding, limits.lockTimeout(), limits.stallMax()).millis();
      held = Math.max(held, nanoClock.getAsLong() - start);
    }
    return sum / bindings.size();
  }
}
