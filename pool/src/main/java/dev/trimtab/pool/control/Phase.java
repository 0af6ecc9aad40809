package dev.trimtab.pool.control;

/** What is being found out. */
sealed interface Phase {

  /** A move takes a moment to show: windows that are not looked at. */
  record Settling(int windowsLeft, Phase then) implements Phase {}

  /** How much gets done under the limit as it is. */
  record Looking(Sums sums) implements Phase {}

  /**
   * How much gets done under another one.
   *
   * @param crowded windows that say nothing of it, because more were in use than may be: a lower
   *     limit throws nobody out
   */
  record Trying(int from, Direction direction, Sums before, Sums sums, int crowded)
      implements Phase {

    Trying with(Sums more) {
      return new Trying(from, direction, before, more, crowded);
    }

    Trying withACrowdedWindow() {
      return new Trying(from, direction, before, sums, crowded + 1);
    }

    int windows() {
      return sums.count() + crowded;
    }
  }

  /**
   * How much gets done under the limit before once more: a little gain may be the hour's and not
   * the limit's.
   */
  record Checking(int to, Sums tried, Sums sums) implements Phase {

    Checking with(Sums more) {
      return new Checking(to, tried, more);
    }
  }

  /** Neither direction helps; nothing is tried for a while. */
  record Resting(int windowsLeft) implements Phase {}
}
