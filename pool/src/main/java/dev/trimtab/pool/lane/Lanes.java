package dev.trimtab.pool.lane;

import dev.trimtab.pool.gate.Gate;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Keeps a part of the places for quick uses: those that are known to be slow pass a gate of their
 * own first, which lets fewer in.
 *
 * <p>Nobody has to say which ones are slow. While uses of very different length meet in the pool,
 * it is looked where each connection is asked for, and for how long it is in use then. While they
 * do not, nothing of this is done. Thread-safe.
 */
public final class Lanes {

  /** What is used for as long as this on average belongs into the slow lane. */
  static final Duration SLOW = Duration.ofMillis(50);

  /** The last quarter of the places is for the quick. */
  private static final int QUICK_PART = 4;

  private final Gate slow;
  private final LongSupplier nanoClock;
  private final UseTimes times = new UseTimes();
  private final Set<LentConnection> lent = ConcurrentHashMap.newKeySet();
  private final Set<LentConnection> reported = ConcurrentHashMap.newKeySet();

  /**
   * Makes lanes.
   *
   * @param limit of the pool
   * @param waitingMax how many may wait in the slow lane
   */
  public Lanes(int limit, int waitingMax, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    slow = new Gate(slowPart(limit), waitingMax, nanoClock);
  }

  private static int slowPart(int limit) {
    return Math.max(1, limit - (limit + QUICK_PART - 1) / QUICK_PART);
  }

  /** The pool's limit has moved. */
  public void limitTo(int limit) {
    slow.limitTo(slowPart(limit));
  }

  /** Returns whether what asks for a connection here mostly keeps it for long. */
  public boolean isSlow(CallSite site) {
    return times.of(site.hash()) >= SLOW.toNanos();
  }

  /** Waits for a place in the slow lane; {@link #leave} or {@link #gaveBack} has to follow. */
  public Gate.Entry enter(long nanosMax) {
    return slow.enter(nanosMax);
  }

  /** Gives a place in the slow lane back that no connection was lent on. */
  public void leave() {
    slow.leave();
  }

  /** Returns how many wait in the slow lane. */
  public int waiting() {
    return slow.waiting();
  }

  /** Returns how many are in use in the slow lane. */
  public int inside() {
    return slow.inside();
  }

  /** Sends away all that wait now. */
  public void turnAway() {
    slow.turnAway();
  }

  /**
   * Returns a connection whose way back is watched.
   *
   * @param isSlow whether it has a place in the slow lane
   */
  public Connection lend(Connection connection, CallSite site, boolean isSlow) {
    var one = new LentConnection(this, connection, site, isSlow, nanoClock.getAsLong());
    lent.add(one);
    return one;
  }

  void gaveBack(LentConnection one) {
    lent.remove(one);
    reported.remove(one);
    times.add(one.site().hash(), nanoClock.getAsLong() - one.began());
    if (one.isSlow()) {
      slow.leave();
    }
  }

  /**
   * Returns those that are in use for longer than is plausible and have not been returned by this
   * before.
   */
  public List<Leak> leaks(Duration plausible) {
    long now = nanoClock.getAsLong();
    List<Leak> leaks = new ArrayList<>();
    for (LentConnection one : lent) {
      long held = now - one.began();
      if (held > plausible.toNanos() && reported.add(one)) {
        leaks.add(new Leak(one.site(), Duration.ofNanos(held), one.thread()));
      }
    }
    return leaks;
  }

  /** Returns how many of those lent while it was looked are not back yet. */
  public int watched() {
    return lent.size();
  }
}
