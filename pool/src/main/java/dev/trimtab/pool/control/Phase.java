package dev.trimtab.pool.control;

/** What is being found out. */
sealed interface Phase {

  /** Returns the limit to go back to if this ends without a verdict. */
  default int home(int limit) {
    return limit;
  }

  /** Returns whether a look tells nothing before as many are open as may be in use. */
  default boolean needsAllOpen() {
    return false;
  }

  /** Returns whether the limit that this may end with is allowed, or nearly. */
  default boolean isWithin(Bounds bounds) {
    return true;
  }

  /** A move takes a moment to show: windows that are not looked at. */
  record Settling(int windowsLeft, Phase then) implements Phase {
    @Override
    public int home(int limit) {
      return then.home(limit);
    }

    @Override
    public boolean isWithin(Bounds bounds) {
      return then.isWithin(bounds);
    }

    @Override
    public boolean needsAllOpen() {
      return then.needsAllOpen();
    }
  }

  /** How much gets done under the limit as it is. */
  record Looking(Sums sums) implements Phase {}

  /** Another limit is tried, and may be gone back from. */
  sealed interface Trial extends Phase {

    /** Returns the limit that it began with. */
    int from();

    @Override
    default int home(int limit) {
      return from();
    }

    @Override
    default boolean isWithin(Bounds bounds) {
      return bounds.nearlyAllow(from());
    }
  }

  /**
   * How much gets done under another one.
   *
   * @param crowded windows that say nothing of it, because more were in use than may be: a lower
   *     limit throws nobody out
   */
  record Trying(int from, Direction direction, Sums before, Sums sums, int crowded)
      implements Trial {

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

    @Override
    public boolean isWithin(Bounds bounds) {
      return bounds.nearlyAllow(to);
    }
  }

  /**
   * How much gets done at the knee.
   *
   * @param few connections whose rate says where it is
   */
  record AtTheKnee(int few, Sums ofFew, Sums sums) implements Phase {

    AtTheKnee with(Sums more) {
      return new AtTheKnee(few, ofFew, more);
    }
  }

  /**
   * How much gets done if nobody has to wait.
   *
   * @param from the knee
   */
  record LettingAllIn(int from, Sums before, Sums sums) implements Trial {

    LettingAllIn with(Sums more) {
      return new LettingAllIn(from, before, more);
    }

    @Override
    public boolean needsAllOpen() {
      return true;
    }
  }

  /** Neither direction helps; nothing is tried for a while. */
  record Resting(int windowsLeft) implements Phase {}
}
