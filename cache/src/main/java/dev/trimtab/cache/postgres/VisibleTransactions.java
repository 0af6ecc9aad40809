package dev.trimtab.cache.postgres;

import java.util.HashSet;
import java.util.Set;

/**
 * Which transactions whoever reads now can see: a snapshot of the server.
 *
 * <p>Source: {@code txid_current_snapshot()}, written {@code xmin:xmax:xip,xip,…} with ids of 64
 * bits. A transaction is visible if it had ended when the snapshot was taken: below {@code xmax}
 * and not among those in progress.
 */
final class VisibleTransactions {

  private static final long HALF = 1L << 31;
  private static final long LOWER = 0xffff_ffffL;

  private final long xmax;
  private final Set<Long> inProgress;

  private VisibleTransactions(long xmax, Set<Long> inProgress) {
    this.xmax = xmax;
    this.inProgress = inProgress;
  }

  static VisibleTransactions parse(String snapshot) {
    String[] parts = snapshot.split(":", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not a snapshot: " + snapshot);
    }
    var inProgress = new HashSet<Long>();
    for (String id : parts[2].split(",", -1)) {
      if (!id.isEmpty()) {
        inProgress.add(Long.parseLong(id));
      }
    }
    return new VisibleTransactions(Long.parseLong(parts[1]), inProgress);
  }

  /**
   * Returns whether a transaction's changes are visible.
   *
   * @param xid its lower 32 bits, which is all that the log has; the rest follows, because no two
   *     transactions that are of interest at once are 2^31 apart
   */
  boolean contains(long xid) {
    long full = (xmax & ~LOWER) | xid;
    if (full - xmax > HALF) {
      full -= 1L << 32;
    } else if (xmax - full > HALF) {
      full += 1L << 32;
    }
    return full < xmax && !inProgress.contains(full);
  }
}
