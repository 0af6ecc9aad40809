package dev.trimtab.pool.replica;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How far behind in time a position in the log is: since when the primary has been beyond it.
 *
 * <p>Clocks of servers are not compared, and a primary that writes nothing has no lag. Limited to
 * the last thousand looks at the primary; what is older is as old as the oldest. Not thread-safe.
 */
final class LagTimeline {

  /** At ten looks a second more than a minute and a half: a replica so far behind is behind. */
  private static final int LOOKS_MAX = 1_000;

  private record Look(long nanos, Lsn written) {}

  private final Deque<Look> looks = new ArrayDeque<>();

  /** The primary's log was so far at a moment of the caller's clock. */
  void primaryAt(long nanos, Lsn written) {
    Look last = looks.peekLast();
    if (last != null && last.written().reaches(written)) {
      // Nothing was written since: all that was said about this position still holds.
      if (last.written().equals(written)) {
        return;
      }
      // Another server with a shorter log became the primary.
      looks.clear();
    }
    looks.addLast(new Look(nanos, written));
    if (looks.size() > LOOKS_MAX) {
      looks.removeFirst();
    }
  }

  /** Returns for how long the primary has been beyond a position; zero if it is not. */
  Duration lag(Lsn replayed, long nanos) {
    for (Look look : looks) {
      if (!replayed.reaches(look.written())) {
        return Duration.ofNanos(Math.max(0, nanos - look.nanos()));
      }
    }
    return Duration.ZERO;
  }
}
