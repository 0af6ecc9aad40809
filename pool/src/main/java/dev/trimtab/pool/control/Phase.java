package dev.trimtab.pool.control;

/** What is being found out. */
sealed interface Phase {

  /** A move takes a moment to show: windows that are not looked at. */
  record Settling(int windowsLeft, Phase then) implements Phase {}

  /** How much gets done under the limit as it is. */
  record Looking(Sums sums) implements Phase {}

  /** How much gets done under another one. */
  record Trying(int from, Direction direction, Sums before, Sums sums) implements Phase {

    Trying with(Sums more) {
      return new Trying(from, direction, before, more);
    }
  }

  /**
   * Neither direction helps; nothing is tried for a while.
   *
   * @param usual what got done when the rest began
   * @param hint what the sessions did in the server then
   * @param strange windows in a row that were unlike it
   */
  record Resting(int windowsLeft, Sums usual, Hint hint, int strange) implements Phase {

    /** Connections that are in use so many times as long, or so much shorter, do other work. */
    private static final double ANOTHER = 1.6;

    /** One strange window is a pause of somebody's. */
    private static final int STRANGE_MAX = 2;

    boolean isAnotherLoad(Window window) {
      return isStrange(window) && strange + 1 >= STRANGE_MAX;
    }

    Resting after(Window window) {
      return new Resting(windowsLeft - 1, usual, hint, isStrange(window) ? strange + 1 : 0);
    }

    private boolean isStrange(Window window) {
      double then = usual.useSeconds();
      double now = Sums.NONE.plus(window).useSeconds();
      boolean takesAnotherTime =
          then > 0 && now > 0 && (now > then * ANOTHER || then > now * ANOTHER);
      Hint seen = Hint.of(window.server());
      boolean doesOtherThings =
          seen != hint && (seen == Hint.PARKED || hint == Hint.PARKED) && seen != Hint.UNKNOWN;
      return takesAnotherTime || doesOtherThings;
    }
  }
}
