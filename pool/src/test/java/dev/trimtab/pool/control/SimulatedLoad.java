package dev.trimtab.pool.control;

import java.time.Duration;
import java.util.Optional;

/**
 * A server and its clients by two laws: connections in use return after what they wait plus what
 * they compute (Little), and processors do one thing at a time (the asymptotes of Denning and Buzen
 * 1978).
 *
 * @param clients threads that want a connection; each comes back at once, or after {@code
 *     thinkMillis}
 * @param parkedMillis of each use, waited for a timer or the application
 * @param computedMillis of each use on a processor
 * @param processors that the server has for it
 * @param harm by how much each runnable session beyond the processors slows all of them
 * @param handOverMillis of a processor, for each use of a connection that somebody waited for
 */
record SimulatedLoad(
    int clients,
    double thinkMillis,
    double parkedMillis,
    double computedMillis,
    int processors,
    double harm,
    double handOverMillis) {

  SimulatedLoad(
      int clients,
      double thinkMillis,
      double parkedMillis,
      double computedMillis,
      int processors,
      double harm) {
    this(clients, thinkMillis, parkedMillis, computedMillis, processors, harm, 0);
  }

  static final Duration WINDOW = Duration.ofMillis(200);

  /** Connections that come back per second under a limit, without chance. */
  double rate(int limit) {
    double most = Math.min(limit, clients);
    // What is not in use thinks: with a limit that is not reached, fewer are in use.
    double free = clients / (thinkMillis + useMillis(most));
    return 1_000 * Math.min(most / useMillis(most), free);
  }

  double inUse(int limit) {
    double most = Math.min(limit, clients);
    return Math.min(most, rate(limit) * useMillis(most) / 1_000);
  }

  private double useMillis(double inUse) {
    double computed = computedMillis + (inUse < clients ? handOverMillis : 0);
    double free = parkedMillis + computed;
    double busy = inUse * computed / processors;
    double crowd = Math.max(0, runnable(inUse) - processors);
    return Math.max(free, busy) * (1 + harm * crowd);
  }

  private double runnable(double inUse) {
    double free = parkedMillis + computedMillis;
    double busy = inUse * computedMillis / processors;
    return busy > free
        ? inUse - processors * parkedMillis / computedMillis
        : inUse * computedMillis / free;
  }

  /**
   * Returns what a pool sees in a window.
   *
   * @param luck by what factor the machine is faster than usual, and who comes back in this window
   */
  Window window(int limit, boolean isServerSeen, Luck luck) {
    double rate = rate(limit) * luck.next();
    double inUse = inUse(limit);
    double thinking = rate(limit) * thinkMillis / 1_000;
    double running = Math.min(inUse, runnable(inUse));
    return new Window(
        WINDOW,
        inUse,
        Math.max(0, clients - inUse - thinking),
        luck.count(rate * WINDOW.toMillis() / 1_000.0),
        isServerSeen
            ? Optional.of(new ServerLoad(Math.max(0, running), 0, Math.max(0, inUse - running)))
            : Optional.empty());
  }

  /** The smallest limit that does almost as much as the best one. */
  int smallestGood(int max) {
    double best = 0;
    for (int limit = 1; limit <= max; limit++) {
      best = Math.max(best, rate(limit));
    }
    for (int limit = 1; ; limit++) {
      if (rate(limit) >= 0.95 * best) {
        return limit;
      }
    }
  }

  double best(int max) {
    double best = 0;
    for (int limit = 1; limit <= max; limit++) {
      best = Math.max(best, rate(limit));
    }
    return best;
  }
}
