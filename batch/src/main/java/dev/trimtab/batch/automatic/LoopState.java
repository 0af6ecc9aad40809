package dev.trimtab.batch.automatic;

/**
 * A loop that was seen, and what became of it.
 *
 * @param parent the statement whose rows it goes over
 * @param sql the statement that is run for each of them
 * @param stage how far it is trusted
 * @param reason why it is where it is; empty if there is nothing to say
 * @param equalRuns executions so far whose result equalled what was foreseen
 * @param batches statements that asked for several keys at once
 * @param keys that these asked for
 * @param used of these, those that the application wanted to know
 */
public record LoopState(
    String parent,
    String sql,
    Stage stage,
    String reason,
    long equalRuns,
    long batches,
    long keys,
    long used) {

  /** How far a loop is trusted. */
  public enum Stage {
    /** It was seen, and the server has not been asked yet what its statement calls. */
    SEEN,
    /** It runs as it is, beside what would be handed out, and both are compared. */
    COMPARED,
    /** Its statement is run once for all rows. */
    AHEAD,
    /** It runs as it is. */
    LEFT_ALONE
  }
}
