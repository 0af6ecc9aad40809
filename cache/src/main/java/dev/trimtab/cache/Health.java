package dev.trimtab.cache;

/**
 * How well a cache can do.
 *
 * @param state what it can do
 * @param reason one sentence for the operator; empty when all is well
 * @param pendingInvalidations not yet told to the second level; nothing is read from it before they
 *     are
 */
public record Health(State state, String reason, int pendingInvalidations) {

  /** What a cache can do. */
  public enum State {
    /** Both levels, or the only one it has. */
    UP,
    /** The first level only; the second is looked for several times a second. */
    FIRST_LEVEL_ONLY,
    /** Closed. */
    CLOSED
  }
}
