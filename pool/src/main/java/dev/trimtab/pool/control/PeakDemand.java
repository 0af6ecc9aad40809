package dev.trimtab.pool.control;

/**
 * The most connections that were wanted at once in the last ten to twenty seconds: the highest
 * window of this span of fifty and of the one before.
 */
record PeakDemand(double before, double now, int windows) {

  /** Ten seconds of windows: what is wanted once in a while is not given back. */
  private static final int SPAN = 50;

  static PeakDemand of(double demand) {
    return new PeakDemand(demand, demand, 0);
  }

  PeakDemand with(double demand) {
    return windows >= SPAN
        ? new PeakDemand(now, demand, 1)
        : new PeakDemand(before, Math.max(now, demand), windows + 1);
  }

  double most() {
    return Math.max(before, now);
  }
}
