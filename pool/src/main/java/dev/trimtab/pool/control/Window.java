package dev.trimtab.pool.control;

import java.time.Duration;
import java.util.Optional;

/**
 * What a pool did in one span of time under one limit.
 *
 * @param length of the span; above zero
 * @param inUse connections in use, averaged over the span
 * @param waiting threads that waited for one, averaged over the span
 * @param returned connections given back: what got done
 * @param server what the connections were doing in the server, where that was looked at
 */
public record Window(
    Duration length, double inUse, double waiting, long returned, Optional<ServerLoad> server) {

  public Window {
    if (!length.isPositive() || !(inUse >= 0) || !(waiting >= 0) || returned < 0) {
      throw new IllegalArgumentException(
          "need a positive length and no negative figure, got %s, in use %s, waiting %s, returned %d"
              .formatted(length, inUse, waiting, returned));
    }
  }

  double seconds() {
    return length.toNanos() / 1e9;
  }

  /** Returns connections given back per second. */
  double rate() {
    return returned / seconds();
  }

  /** Returns how many connections were wanted at once. */
  double demand() {
    return inUse + waiting;
  }
}
