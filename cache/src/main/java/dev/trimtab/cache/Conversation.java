package dev.trimtab.cache;

import dev.trimtab.cache.internal.Generations;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One session and what has been heard in it, without a gap or not at all.
 *
 * <p>Numbers arrive on two ways: told by the second level, in order, and in answers to our own
 * invalidations, which may come earlier or later. A number counts as heard once all before it are.
 */
final class Conversation implements SecondLevel.Listener {

  /** More than a second's worth waiting for one number means that it will not come. */
  private static final int EARLY_MAX = 10_000;

  /** Kilobytes of values on their way to a second level that does not take them fast enough. */
  private static final int KILOBYTES_ON_THE_WAY_MAX = 16 << 10;

  /** Each value counts as much at least, so that no more than 1,024 are on their way. */
  private static final int KILOBYTES_MIN = 16;

  /**
   * Whoever fills the cache faster than it can be told is slowed down to that; nobody is stopped.
   */
  private static final long ROOM_WAIT_MILLIS = 10;

  private final Semaphore room = new Semaphore(KILOBYTES_ON_THE_WAY_MAX);
  private final Link link;
  private final Generations generations;
  private final TreeSet<Long> early = new TreeSet<>();
  private SecondLevel.@Nullable Session session;
  private boolean hasEnded;
  private boolean hasBegun;
  private long firstSequence = -1;
  private long applied = -1;
  private long floor;

  /** Number that the second level was at when last asked. */
  private long sequenceAtCheck = -1;

  Conversation(Link link, Generations generations) {
    this.link = link;
    this.generations = generations;
  }

  void begin(SecondLevel.Session session) {
    synchronized (this) {
      this.session = session;
    }
    SecondLevel.State state = session.state(new int[0]);
    synchronized (this) {
      hasBegun = true;
      firstSequence = state.sequence();
      applied = Math.max(applied, state.sequence());
      floor = Math.max(floor, state.floor());
      takeEarly();
    }
  }

  synchronized SecondLevel.Session session() {
    if (session == null) {
      throw new IllegalStateException("no session yet");
    }
    return session;
  }

  @Override
  public void invalidated(long sequence, int[] slots) {
    generations.stampShared(slots, sequence);
    heardOf(sequence);
    link.heard(slots.length);
  }

  @Override
  public void flushed(long sequence) {
    synchronized (this) {
      floor = Math.max(floor, sequence);
      // Numbers may jump here, and nothing before matters any more.
      applied = Math.max(applied, sequence);
      takeEarly();
    }
    link.flushed(sequence);
  }

  @Override
  public void lost(String reason) {
    link.lost(this, reason);
  }

  /** Takes the answer to an invalidation of ours; null stands for a flush. */
  void told(int @Nullable [] slots, SecondLevel.State state) {
    if (slots == null) {
      flushed(state.sequence());
    } else {
      generations.stampShared(slots, state.sequence());
      heardOf(state.sequence());
    }
  }

  private synchronized void heardOf(long sequence) {
    if (sequence > applied) {
      early.add(sequence);
      takeEarly();
    }
    if (early.size() > EARLY_MAX) {
      hasEnded = true;
    }
  }

  private void takeEarly() {
    if (!hasBegun) {
      return;
    }
    boolean isFurther = false;
    while (!early.isEmpty() && early.first() <= applied + 1) {
      applied = Math.max(applied, early.removeFirst());
      isFurther = true;
    }
    if (isFurther) {
      generations.advanceTo(applied);
    }
  }

  /** Returns whether there is room for one more value on the way; {@link #giveBack} returns it. */
  boolean tryReserve(int bytes) {
    int kilobytes = kilobytes(bytes);
    if (room.tryAcquire(kilobytes)) {
      return true;
    }
    try {
      return room.tryAcquire(kilobytes, ROOM_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void giveBack(int bytes) {
    room.release(kilobytes(bytes));
  }

  private static int kilobytes(int bytes) {
    return Math.clamp(bytes >> 10, KILOBYTES_MIN, KILOBYTES_ON_THE_WAY_MAX);
  }

  /** Returns what is wrong with the session, if anything is. */
  Optional<String> check() {
    SecondLevel.State state = session().state(new int[0]);
    synchronized (this) {
      if (hasEnded) {
        return Optional.of("the session ended");
      }
      if (state.sequence() < applied) {
        return Optional.of(
            "the second level is at invalidation %d and was at %d: it lost data"
                .formatted(state.sequence(), applied));
      }
      if (sequenceAtCheck > applied) {
        return Optional.of(
            "invalidation %d was told and not heard; the last one heard is %d"
                .formatted(sequenceAtCheck, applied));
      }
      sequenceAtCheck = state.sequence();
      return Optional.empty();
    }
  }

  synchronized long applied() {
    return applied;
  }

  synchronized long firstSequence() {
    return firstSequence;
  }

  synchronized long floor() {
    return floor;
  }

  synchronized boolean hasEnded() {
    return hasEnded;
  }

  void end() {
    SecondLevel.Session ended;
    synchronized (this) {
      hasEnded = true;
      ended = session;
    }
    if (ended != null) {
      ended.close();
    }
  }
}
