package dev.trimtab.pool.replica;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Which of several servers is asked: of two taken at random the one with less work in front of it.
 *
 * <p>Always taking the best one sends everybody to the same server until it is the worst; the
 * better of two at random keeps the longest queue as short, in practice, as knowing them all
 * (Mitzenmacher 2001). The work in front of a server is what it has to do, times how long each
 * takes it, so that one that is slow gets little.
 */
final class Choice {

  private Choice() {}

  /** A server as this sees it. */
  interface Candidate {

    int outstanding();

    /** Nanoseconds; 0 if it is not known yet. */
    long latencyNanos();
  }

  /** Returns one of them; nothing if there is none. */
  static <T extends Candidate> Optional<T> of(List<T> candidates, RandomGenerator random) {
    int count = candidates.size();
    if (count < 2) {
      return candidates.stream().findFirst();
    }
    int one = random.nextInt(count);
    int other = (one + 1 + random.nextInt(count - 1)) % count;
    T first = candidates.get(one);
    T second = candidates.get(other);
    return Optional.of(work(first) <= work(second) ? first : second);
  }

  private static double work(Candidate candidate) {
    return (candidate.outstanding() + 1.0) * Math.max(1, candidate.latencyNanos());
  }
}
