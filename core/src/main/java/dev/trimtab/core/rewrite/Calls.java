package dev.trimtab.core.rewrite;

import dev.trimtab.core.workload.AnalyzedStatement;

/** What numbers of calls tell of statements that belong together. */
final class Calls {

  /** Fewer are a coincidence; a statement from a file counts one call where nobody said more. */
  static final double MIN = 100;

  private Calls() {}

  static double of(AnalyzedStatement statement) {
    return statement.statement().calls();
  }

  /** Returns whether two numbers differ by no more than a part of the greater one. */
  static boolean areNear(double one, double other, double part) {
    return Math.abs(one - other) <= part * Math.max(one, other);
  }
}
