package dev.trimtab.batch.automatic;

/** What PostgreSQL said of a statement. */
sealed interface Verdict {

  /** Returns when it said so. */
  long nanos();

  /**
   * Its result is the same whenever it is run in a transaction that sees the same rows, and nothing
   * changes by it.
   *
   * @param context in which its names mean what they meant, see {@link LoopSql#CONTEXT}
   * @param nanos when it was asked
   */
  record Harmless(String context, long nanos) implements Verdict {}

  /**
   * It is run when and as often as the application says.
   *
   * @param reason to be read after "it"
   * @param nanos when it was asked
   */
  record Refused(String reason, long nanos) implements Verdict {}
}
