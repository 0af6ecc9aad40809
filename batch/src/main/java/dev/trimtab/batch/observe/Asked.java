package dev.trimtab.batch.observe;

/**
 * A statement of a unit of work, to which its results are told. One for all executions of it, so
 * that being asked again allocates nothing; a result tells with {@link #round} for which unit it
 * was read.
 */
public final class Asked {

  private final Unit unit;
  private final Use use;

  Asked(Unit unit, Use use) {
    this.unit = unit;
    this.use = use;
  }

  /** Returns the number of the unit that is going on. */
  public int round() {
    return unit.round();
  }

  /** Returns whether nobody knows yet how many columns a result has; the driver makes objects. */
  public boolean wantsColumns() {
    return use.columns == 0;
  }

  /** Notes how many columns a result has. */
  public void columns(int round, int count) {
    unit.columns(use, round, count);
  }

  /**
   * Notes a value that the application took from a result.
   *
   * @param column of the result, from 1
   * @param hash as {@link Values} makes it; {@link Values#NONE} is noted as read and not followed
   */
  public void read(int round, int column, long hash) {
    unit.read(use, round, column, hash);
  }
}
