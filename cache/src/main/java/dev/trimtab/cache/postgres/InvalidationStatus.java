package dev.trimtab.cache.postgres;

/**
 * How well a cache follows its database.
 *
 * @param state whether changes are heard of
 * @param detail one sentence for the operator; empty when all is well
 * @param transactions heard of since the start that changed a bound table
 * @param tags made stale since the start
 * @param flushes of everything since the start: gaps, and changes whose tags could not be known
 * @param retainedBytes of log that the server keeps for us, when last asked
 */
public record InvalidationStatus(
    State state, String detail, long transactions, long tags, long flushes, long retainedBytes) {

  /** Whether changes are heard of. */
  public enum State {
    /** Not yet connected. */
    CONNECTING,
    /** Changes are heard of as they are committed. */
    FOLLOWING,
    /**
     * The connection was lost. Everything is flushed at once, when the server answers again, when
     * the log has begun anew, and twice a second in between unless the server is down.
     */
    BLIND,
    /** Closed, or refused at the start. */
    CLOSED
  }
}
