package dev.trimtab.pool.control;

/**
 * What connections were used for when it was last looked at, to notice when it becomes something
 * else.
 *
 * @param useSeconds for how long one was in use; 0 if it is not known
 * @param rate connections given back per second; 0 if it is not known
 * @param hint what the sessions did in the server
 * @param strange windows in a row that were unlike it
 */
record Usual(double useSeconds, double rate, Hint hint, int strange) {

  static final Usual UNKNOWN = new Usual(0, 0, Hint.UNKNOWN, 0);

  /** Connections that are in use so many times as long, or so much shorter, do other work. */
  private static final double ANOTHER = 1.6;

  /**
   * Sessions that begin to compute are those of another load only if something comes of it. Users
   * that hold connections while they wait fill a machine at their best limit, and from then on
   * nothing tells whether they wait or compute.
   */
  private static final double SOMEWHAT = 1.35;

  /** One strange window is a pause of somebody's. */
  private static final int STRANGE_MAX = 2;

  static Usual of(Sums sums, Hint hint) {
    return sums.returned() < Search.RETURNS_OF_A_WINDOW
        ? new Usual(0, 0, hint, 0)
        : new Usual(sums.useSeconds(), sums.rate(), hint, 0);
  }

  /** Returns this after a window under the same limit. */
  Usual after(Window window) {
    boolean isStrange =
        takesAnotherTime(window, ANOTHER)
            || beginsToWait(window)
            || (beginsToCompute(window) && !takesTheSameTime(window));
    return new Usual(useSeconds, rate, hint, isStrange ? strange + 1 : 0);
  }

  /**
   * Returns this after a window under a limit that is tried: a connection may be in use for another
   * time because of it, and more of them may fill a machine. Whether that pays is what is tried.
   */
  Usual afterATrial(Window window) {
    return new Usual(useSeconds, rate, hint, beginsToWait(window) ? strange + 1 : 0);
  }

  boolean isOver() {
    return strange >= STRANGE_MAX;
  }

  /** Returns whether connections are in use in a window for about as long as usual. */
  boolean takesTheSameTime(Window window) {
    return isTimeKnown(window) && !takesAnotherTime(window, SOMEWHAT);
  }

  private boolean takesAnotherTime(Window window, double factor) {
    double now = Sums.NONE.plus(window).useSeconds();
    return isTimeKnown(window) && (now > useSeconds * factor || useSeconds > now * factor);
  }

  /** When uses are long, whether one or three came back is chance. */
  private boolean isTimeKnown(Window window) {
    Sums sums = Sums.NONE.plus(window);
    return useSeconds > 0
        && sums.returned() > 0
        && Math.max((double) sums.returned(), sums.inUseSeconds() / useSeconds)
            >= Search.RETURNS_OF_A_WINDOW;
  }

  private boolean beginsToWait(Window window) {
    return hint == Hint.BUSY && Hint.of(window.server()) == Hint.PARKED;
  }

  private boolean beginsToCompute(Window window) {
    return hint == Hint.PARKED && Hint.of(window.server()) == Hint.BUSY;
  }
}
