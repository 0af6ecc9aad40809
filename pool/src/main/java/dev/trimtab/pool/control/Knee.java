package dev.trimtab.pool.control;

/**
 * Where more connections stop doing more: as many as it takes at the rate of few of them to do what
 * many do (the asymptotes of Denning and Buzen 1978: up to the knee each connection adds as much as
 * the first, from there on nothing is added).
 *
 * <p>Two looks tell, one at few connections and one at many, and neither has to be near the knee. A
 * search by comparing neighbours would need differences of a twentieth, and on a machine whose rate
 * changes by a seventh from one fifth of a second to the next a look would have to last for many
 * seconds to see one; an error of a seventh in the place of the knee costs nearly nothing, because
 * the curve is flat behind it.
 */
final class Knee {

  /**
   * One more than needed costs nothing; one fewer, because a look was off by chance, costs its
   * part.
   */
  private static final double HEADROOM = 1.15;

  /**
   * Sessions that wait on their way do not come to the processors one as soon as the other has
   * left: at the crossing of the asymptotes four fifths are done, and it takes half as many again
   * for the rest (the machine repairman; Denning and Buzen 1978).
   */
  private static final double HEADROOM_OF_WAITING = 1.5;

  /**
   * The fewest connections that are worth a look: fewer leave two processors without work at times,
   * whatever they are used for. Of point selects three did four fifths of what four did, of
   * aggregates that take four milliseconds two did 0.85 of what three and four did.
   */
  static final int HANDFUL = 4;

  /** Chance alone lets few connections do so much less than many, although they do the same. */
  private static final double SAME = 0.95;

  private Knee() {}

  /**
   * Returns the knee, with a little room for chance, or more where it is not sharp.
   *
   * @param few connections, on or before the knee
   * @param ofFew what they did
   * @param best the highest rate seen
   */
  static double of(int few, Sums ofFew, double best) {
    double times = Math.max(1, best / Math.max(ofFew.rate(), 1e-9));
    boolean isSame = times * SAME <= 1;
    return Math.max(HANDFUL, isSame ? few : few * times * headroom(ofFew));
  }

  private static double headroom(Sums ofFew) {
    return ofFew.hint() == Hint.PARKED ? HEADROOM_OF_WAITING : HEADROOM;
  }
}
