package dev.trimtab.core.proof;

/**
 * How likely it is that one row of runs is slower than another by chance alone: the exact one-sided
 * test of Mann and Whitney, "On a test of whether one of two random variables is stochastically
 * larger than the other" (1947). It looks at ranks only, so a run that was interrupted by something
 * else counts as one slow run and not as a slow average.
 */
final class RankTest {

  private RankTest() {}

  /**
   * Returns the probability that runs of equal length would rank so high or higher among the
   * others: 1 divided by all ways to mix them if every run of {@code slow} is slower, about a half
   * if they are alike.
   */
  static double chanceOfSlower(Runs slow, Runs fast) {
    int wins = (int) Math.floor(wins(slow, fast));
    double[] ways = waysToWin(slow.count(), fast.count());
    double all = 0;
    double asMany = 0;
    for (int u = 0; u < ways.length; u++) {
      all += ways[u];
      asMany += u >= wins ? ways[u] : 0;
    }
    return asMany / all;
  }

  /** Pairs in which the first is slower; a tie is half a win. */
  private static double wins(Runs slow, Runs fast) {
    double wins = 0;
    for (double s : slow.millis()) {
      for (double f : fast.millis()) {
        wins += s > f ? 1 : s == f ? 0.5 : 0;
      }
    }
    return wins;
  }

  /**
   * How many orders of m and n runs have each number of wins: the largest run of all belongs to
   * either side, which leaves the same question for one run less.
   */
  private static double[] waysToWin(int m, int n) {
    double[][] ways = new double[n + 1][m * n + 1];
    for (int j = 0; j <= n; j++) {
      ways[j][0] = 1;
    }
    for (int i = 1; i <= m; i++) {
      double[][] next = new double[n + 1][m * n + 1];
      next[0][0] = 1;
      for (int j = 1; j <= n; j++) {
        for (int u = 0; u <= i * j; u++) {
          next[j][u] = next[j - 1][u] + (u >= j ? ways[j][u - j] : 0);
        }
      }
      ways = next;
    }
    return ways[n];
  }
}
