package dev.trimtab.cache.internal;

/**
 * Decides whether reading ahead pays, from how much of it was used. Off for a number of units when
 * it does not, then tried again. Immutable.
 *
 * @param read keys read ahead in this window
 * @param used of those
 * @param unitsOff units of work left without reading ahead; 0 while it is on
 */
public record Payoff(int read, int used, int unitsOff) {

  private static final int WINDOW = 256;
  private static final double USED_MIN = 0.4;
  private static final int UNITS_OFF = 2_000;

  /** On, with nothing known. */
  public static final Payoff UNKNOWN = new Payoff(0, 0, 0);

  /** Returns what to think after a unit of work that used so many of the keys read ahead for it. */
  public Payoff after(int readInUnit, int usedInUnit) {
    if (unitsOff > 0) {
      return unitsOff == 1 ? UNKNOWN : new Payoff(0, 0, unitsOff - 1);
    }
    int allRead = read + readInUnit;
    int allUsed = used + usedInUnit;
    if (allRead < WINDOW) {
      return new Payoff(allRead, allUsed, 0);
    }
    return allUsed < USED_MIN * allRead ? new Payoff(0, 0, UNITS_OFF) : UNKNOWN;
  }

  /** Returns whether to read ahead now. */
  public boolean isOn() {
    return unitsOff == 0;
  }
}
