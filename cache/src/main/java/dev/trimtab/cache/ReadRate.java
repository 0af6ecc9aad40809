package dev.trimtab.cache;

/**
 * How often a key is read, as far as its entries so far tell. Immutable, without a clock.
 *
 * <p>A long memory tells two reads a life from one, which a few lives alone do not: by chance every
 * tenth look would be wrong, and each wrong one lets a reader wait. But a long memory is slow to
 * learn that a key is no longer read. So what is unlikely by it (no read for longer than one gap in
 * a hundred is, or a life beyond three standard deviations of a Poisson distribution) begins a new
 * one.
 *
 * @param perNano reads per nanosecond
 * @param seenNanos time that this was seen for
 * @param unreadNanos lives without any read at the end of that
 */
record ReadRate(double perNano, double seenNanos, double unreadNanos) {

  /** Nothing was seen yet. */
  static final ReadRate UNKNOWN = new ReadRate(0, 0, 0);

  /** With two reads a life, one look in 150 takes them for fewer than one and a half. */
  private static final int LIVES_MAX = 12;

  /** In mean gaps: e^-4.6 is a hundredth. */
  private static final double GAPS_UNREAD_MAX = 4.6;

  private static final double DEVIATIONS_MAX = 3;

  /**
   * Returns the rate with what an entry saw, per nanosecond.
   *
   * @param reads of the entry
   * @param age of the entry, nanoseconds
   * @param life that it was given, nanoseconds
   */
  double with(int reads, double age, double life) {
    // The beginning of a life says little where nothing else is known.
    return isKnownBy(reads, age)
        ? (perNano * seenNanos + reads) / (seenNanos + age)
        : reads / Math.max(1, Math.max(age, life / 2));
  }

  /** Returns what is known after an entry's end, in the same terms. */
  ReadRate after(int reads, double age, double life) {
    double seen = isKnownBy(reads, age) ? seenNanos + age : age;
    return new ReadRate(
        with(reads, age, life),
        Math.min(seen, LIVES_MAX * life),
        reads == 0 ? unreadNanos + age : 0);
  }

  private boolean isKnownBy(int reads, double age) {
    if (seenNanos == 0) {
      return false;
    }
    if (reads == 0) {
      return perNano * (unreadNanos + age) <= GAPS_UNREAD_MAX;
    }
    double expected = perNano * age;
    return Math.abs(reads - expected) <= DEVIATIONS_MAX * Math.sqrt(Math.max(1, expected));
  }
}
