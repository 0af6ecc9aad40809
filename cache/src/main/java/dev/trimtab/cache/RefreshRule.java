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
 * an entry that is read often enough is also loaded when only a few reads are likely to be left, by
 * the rate at which the key is read in this life and those before. Entries that are read rarely are
 * never loaded for this reason: nobody may come.
 */
record RefreshRule(DoubleSupplier dice) {

  /** The paper's beta: 1 is optimal, more is earlier. */
  private static final double BETA = 1;

  /** With five mean gaps to go, one in 150 entries gets no further read (e^-5). */
  private static final int GAPS = 5;

  /**
   * Of loads ahead for keys with so many reads per life, nearly three of four are used (1 -
   * e^-1.3). With fewer, more loads are added than waits are saved.
   */
  private static final double READS_PER_LIFE_MIN = 1.3;

  /**
   * A busy machine takes its time to begin a load on another thread, and readers catch up with an
   * entry that is refreshed at the last moment. A twentieth of a life ahead costs a twentieth more
   * loads.
   */
  private static final double LIFE_SHARE_MIN = 0.05;

  /** Earlier than a fifth before the end, the timer of the region's own loader does better. */
  private static final double LIFE_SHARE_MAX = 0.2;

  boolean isDue(Entry<?> entry, long now) {
    double left = entry.expiresAt - now;
    double lead = entry.loadNanos * BETA * -Math.log(1 - dice.getAsDouble());
    return lead >= left || left <= window(entry, entry.rate(now));
  }

  /** Returns whether an entry is worth loading anew though nobody reads it just now. */
  static boolean isHot(Entry<?> entry, long now) {
    return window(entry, entry.rate(now)) > 0;
  }

  /** Returns how long before its end that is best done, nanoseconds. */
  static long lead(Entry<?> entry) {
    return (long) ((entry.expiresAt - entry.bornAt) * LIFE_SHARE_MIN) + 2 * entry.loadNanos;
  }

  /**
   * Returns how long before its end an entry is loaded anew for its heat, nanoseconds; 0 if never.
   *
   * @param rate reads per nanosecond
   */
  static double window(Entry<?> entry, double rate) {
    double life = entry.expiresAt - entry.bornAt;
    if (rate * life < READS_PER_LIFE_MIN) {
      return 0;
    }
    double wanted = GAPS / rate + 2.0 * entry.loadNanos;
    return Math.clamp(wanted, life * LIFE_SHARE_MIN, life * LIFE_SHARE_MAX);
  }
}
