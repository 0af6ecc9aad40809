package dev.trimtab.core.proof;

/** How much a number deserves to be believed, least first. */
public enum Confidence {
  /** The planner's cost for a hypothetical index: cost units, not time. */
  ESTIMATED,
  /** Measured on a copy of the database. */
  REHEARSED,
  /** Measured on the database itself, after the change. */
  OBSERVED;

  /** Returns the weaker of two, for a number made from both. */
  public Confidence and(Confidence other) {
    return compareTo(other) <= 0 ? this : other;
  }
}
