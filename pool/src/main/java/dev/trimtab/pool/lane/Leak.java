package dev.trimtab.pool.lane;

import java.time.Duration;

/**
 * A connection that has not come back for so long that it probably never will.
 *
 * @param site where it was asked for
 * @param heldFor until now
 * @param thread that asked for it
 */
public record Leak(CallSite site, Duration heldFor, String thread) {

  @Override
  public String toString() {
    return "a connection has been in use for %d s by %s, which asked for it here:%n%s"
        .formatted(heldFor.toSeconds(), thread, site.words());
  }
}
