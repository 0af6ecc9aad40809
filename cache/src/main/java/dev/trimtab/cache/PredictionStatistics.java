package dev.trimtab.cache;

/**
 * What reading ahead within units of work did.
 *
 * @param units of work that ended
 * @param readAhead keys read before they were asked for
 * @param used of those, in the same unit
 * @param isOn false while it does not pay
 */
public record PredictionStatistics(long units, long readAhead, long used, boolean isOn) {

  /** Returns the share of keys read ahead that were asked for, 0 to 1; 1 without any. */
  public double hitRate() {
    return readAhead == 0 ? 1 : (double) used / readAhead;
  }
}
