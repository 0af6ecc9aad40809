package dev.trimtab.cache;

import dev.trimtab.cache.internal.Followers.Place;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * A request, a message, a run of something: within one, keys are asked for one after the other for
 * a reason. Bound to the thread that began it; close it at the end.
 */
public final class UnitOfWork implements AutoCloseable {

  /** What lies further back has been followed by something else. */
  private static final int RECENT_MAX = 4;

  /** A unit that asks for more is a batch, and has a call of its own. */
  private static final int SEEN_MAX = 256;

  private final Predictor predictor;
  private final Deque<Place<Region<?, ?>>> recent = new ArrayDeque<>();
  private final Set<Place<Region<?, ?>>> seen = new HashSet<>();
  private final Set<Place<Region<?, ?>>> readAhead = new HashSet<>();
  private int used;
  private boolean hasEnded;

  UnitOfWork(Predictor predictor) {
    this.predictor = predictor;
  }

  /** Notes a key. Returns whether it is new to this unit. */
  boolean note(Place<Region<?, ?>> place) {
    if (seen.size() >= SEEN_MAX || !seen.add(place)) {
      return false;
    }
    if (readAhead.contains(place)) {
      used++;
    }
    return true;
  }

  Deque<Place<Region<?, ?>>> recent() {
    return recent;
  }

  void remember(Place<Region<?, ?>> place) {
    recent.addLast(place);
    if (recent.size() > RECENT_MAX) {
      recent.removeFirst();
    }
  }

  boolean isKnown(Place<Region<?, ?>> place) {
    return seen.contains(place) || readAhead.contains(place);
  }

  void addReadAhead(Place<Region<?, ?>> place) {
    readAhead.add(place);
  }

  int readAheadCount() {
    return readAhead.size();
  }

  int usedCount() {
    return used;
  }

  @Override
  public void close() {
    if (!hasEnded) {
      hasEnded = true;
      predictor.ended(this);
    }
  }
}
