package dev.trimtab.scenarios;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Draws keys from 1 with Zipf popularity, the popular ones anywhere in the range: in real data the
 * biggest customer is not the first.
 */
public final class ScatteredZipf {

  private static final int TRIES_MAX = 8;

  private final Zipf zipf;
  private final int[] keyOfRank;

  public ScatteredZipf(int count, double exponent, long seed) {
    zipf = new Zipf(count, exponent);
    keyOfRank = new int[count];
    for (int i = 0; i < count; i++) {
      keyOfRank[i] = i + 1;
    }
    shuffle(keyOfRank, new SplittableRandom(seed));
  }

  public int key(RandomGenerator random) {
    return keyOfRank[zipf.rank(random)];
  }

  /**
   * Returns a key not above a limit, for a row that can only refer to what was there before it.
   *
   * <p>Draws again a bounded number of times and then picks uniformly; the exact distribution below
   * a limit would need a sum per limit and nobody could see the difference.
   */
  public int keyUpTo(int limit, RandomGenerator random) {
    for (int attempt = 0; attempt < TRIES_MAX; attempt++) {
      int key = key(random);
      if (key <= limit) {
        return key;
      }
    }
    return 1 + random.nextInt(limit);
  }

  private static void shuffle(int[] values, RandomGenerator random) {
    for (int i = values.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int value = values[i];
      values[i] = values[other];
      values[other] = value;
    }
  }
}
