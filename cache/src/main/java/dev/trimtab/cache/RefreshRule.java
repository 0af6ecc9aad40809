package dev.trimtab.cache;

import java.util.function.DoubleSupplier;

/**
 * Decides at a read whether an entry is loaded anew before it expires.
 *
 * <p>Two reasons, weighted by cost and by heat. <em>Cost</em>: XFetch of Vattani, Chierichetti and
 * Lowenstein, <i>Optimal Probabilistic Cache Stampede Prevention</i> (VLDB 2015): each reader
 * decides for himself, the earlier the longer a load takes, with an exponentially distributed lead;
 * that is optimal where nothing but the load time is known. <em>Heat</em>: a quick load gets no
 * lead worth mentioning from XFetch, and the last read before the end is then usually too early; so
 * an entry that is read often is also loaded when only a few reads are likely to be left. Entries
 * that are read rarely are never loaded for this reason: nobody may come.
 */
record RefreshRule(DoubleSupplier dice) {

  /** The paper's beta: 1 is optimal, more is earlier. */
  private static final double BETA = 1;

  /** With five mean gaps to go, one in 150 entries gets no further read (e^-5). */
  private static final int GAPS = 5;

  /** Loading ahead costs up to a tenth of a life; below this many reads that is not worth it. */
  private static final int READS_MIN = 32;

  /**
   * A busy machine takes its time to begin a load on another thread, and readers catch up with an
   * entry that is refreshed at the last moment. A twentieth of a life ahead costs a twentieth more
   * loads.
   */
  private static final double LIFE_SHARE = 0.05;

  boolean isDue(Entry<?> entry, long now) {
    double left = entry.expiresAt - now;
    double lead = entry.loadNanos * BETA * -Math.log(1 - dice.getAsDouble());
    if (lead >= left) {
      return true;
    }
    double gap = (double) (now - entry.bornAt) / Math.max(1, entry.sampledReads);
    double share = (entry.expiresAt - entry.bornAt) * LIFE_SHARE;
    return entry.sampledReads >= READS_MIN
        && left <= Math.max(share, GAPS * gap + 2.0 * entry.loadNanos);
  }
}
