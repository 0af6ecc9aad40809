package dev.trimtab.pool.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which limits were found for which loads, newest first: a load that comes back is recognised, and
 * need not be searched for again.
 *
 * <p>What a load is recognised by must not depend on the limit. Where sessions are parked that is
 * the time for which a connection is in use, and where they compute the rate at which they come
 * back.
 */
record Memory(List<Known> loads) {

  static final Memory EMPTY = new Memory(List.of());

  /** An application has a few kinds of hours, not a hundred. */
  private static final int LOADS_MAX = 8;

  /** Figures of one load at different limits and different hours differ by less. */
  private static final double SAME = 1.5;

  /**
   * A load and its limit.
   *
   * @param figure seconds in use where sessions are parked, connections a second where they compute
   */
  record Known(Hint hint, double figure, int limit) {

    boolean isLike(Known other) {
      return hint == other.hint && figure < other.figure * SAME && other.figure < figure * SAME;
    }
  }

  Memory {
    loads = List.copyOf(loads);
  }

  private static Optional<Known> known(Usual usual, int limit) {
    double figure =
        switch (usual.hint()) {
          case PARKED -> usual.useSeconds();
          case BUSY -> usual.rate();
          // Nothing about it is known that does not depend on the limit.
          case MIXED, UNKNOWN -> 0;
        };
    return figure > 0 ? Optional.of(new Known(usual.hint(), figure, limit)) : Optional.empty();
  }

  /** Returns this with what was found for a load, in place of what was known of it. */
  Memory with(Usual usual, int limit) {
    return known(usual, limit).map(this::with).orElse(this);
  }

  private Memory with(Known found) {
    var next = new ArrayList<Known>();
    next.add(found);
    loads.stream().filter(one -> !one.isLike(found)).limit(LOADS_MAX - 1).forEach(next::add);
    return new Memory(next);
  }

  /** Returns the highest limit of any load; 0 if none was found. */
  int highest() {
    return loads.stream().mapToInt(Known::limit).max().orElse(0);
  }

  /** Returns the limit that was found the last time that the load was like this. */
  Optional<Integer> recall(Usual usual) {
    return known(usual, 1)
        .flatMap(now -> loads.stream().filter(one -> one.isLike(now)).findFirst())
        .map(Known::limit);
  }
}
