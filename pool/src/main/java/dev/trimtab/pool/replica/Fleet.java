package dev.trimtab.pool.replica;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * All servers, and which of them may be written to and read from. Thread-safe: looks change it
 * under a lock, borrowers read what was concluded last.
 */
final class Fleet {

  private final ReplicaSettings settings;
  private final LongSupplier nanoClock;
  private final LagTimeline written = new LagTimeline();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private volatile List<Endpoint> endpoints = List.of();
  private volatile List<Endpoint> readable = List.of();
  private volatile Optional<Endpoint> primary = Optional.empty();

  Fleet(ReplicaSettings settings, LongSupplier nanoClock) {
    this.settings = settings;
    this.nanoClock = nanoClock;
  }

  void of(List<Endpoint> all) {
    endpoints = List.copyOf(all);
  }

  List<Endpoint> endpoints() {
    return endpoints;
  }

  /** A server answered a look. */
  void answered(Endpoint endpoint, Probe.Answer answer) {
    lock.lock();
    try {
      long now = nanoClock.getAsLong();
      endpoint.answered(answer);
      endpoint.stands(endpoint.standing().answered(times(endpoint), now));
      conclude(now);
    } finally {
      lock.unlock();
    }
  }

  /** Nobody answered there. */
  void unreachable(Endpoint endpoint, String why) {
    lock.lock();
    try {
      endpoint.unreachable(why);
      leave(endpoint);
    } finally {
      lock.unlock();
    }
  }

  /**
   * A connection broke there. A replica is left until it answers a look, because others can do its
   * work; there is but one primary.
   */
  void suspect(Endpoint endpoint) {
    if (!endpoint.isPrimary() && endpoint.standing().isGood()) {
      unreachable(endpoint, "a connection broke");
    }
  }

  private void leave(Endpoint endpoint) {
    long now = nanoClock.getAsLong();
    endpoint.stands(endpoint.standing().unreachable(now));
    conclude(now);
  }

  private Standing.Times times(Endpoint endpoint) {
    return new Standing.Times(
        endpoint.isPrimary() ? 0 : endpoint.latencyNanos(),
        endpoint.isPrimary() ? 0 : endpoint.probedNanos(),
        fastestBut(endpoint, Endpoint::latencyNanos),
        fastestBut(endpoint, Endpoint::probedNanos));
  }

  private long fastestBut(Endpoint one, ToLongFunction<Endpoint> time) {
    return endpoints.stream()
        .filter(other -> other != one && !other.isPrimary() && other.standing().isGood())
        .mapToLong(time)
        .filter(nanos -> nanos > 0)
        .min()
        .orElse(0);
  }

  private void conclude(long now) {
    primary =
        endpoints.stream()
            .filter(one -> one.isPrimary() && one.standing().isGood())
            .reduce((one, other) -> other.timeline() > one.timeline() ? other : one);
    primary.ifPresent(one -> written.primaryAt(now, one.log()));
    for (Endpoint endpoint : endpoints) {
      endpoint.lags(endpoint.isPrimary() ? Duration.ZERO : written.lag(endpoint.log(), now));
    }
    readable =
        endpoints.stream()
            .filter(one -> !one.isPrimary() && one.standing().isGood())
            .filter(one -> one.lag().compareTo(settings.lagMax()) <= 0)
            .toList();
    changed.signalAll();
  }

  /**
   * Returns a replica to read from; nothing if none is fit for it.
   *
   * @param needed one that is known to show it is preferred
   */
  Optional<Endpoint> replica(Lsn needed) {
    List<Endpoint> all = readable;
    if (needed.equals(Lsn.NONE)) {
      return Choice.of(all, ThreadLocalRandom.current());
    }
    List<Endpoint> known = all.stream().filter(one -> one.isKnownToShow(needed)).toList();
    return Choice.of(known.isEmpty() ? all : known, ThreadLocalRandom.current());
  }

  /** Returns the primary, waiting for one if there is none; nothing if none came in time. */
  Optional<Endpoint> primary() {
    Optional<Endpoint> now = primary;
    if (now.isPresent()) {
      return now;
    }
    lock.lock();
    try {
      long left = settings.primaryPatience().toNanos();
      while (primary.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return primary;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until something is known of every server, or for a while. */
  void awaitFirstLooks(Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (left > 0 && !endpoints.stream().allMatch(one -> one.standing().isGood())) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  String describe() {
    var words = new StringBuilder();
    endpoints.forEach(one -> words.append(one.describe()).append('\n'));
    return words.toString();
  }
}
