package dev.trimtab.pool.control;

/**
 * A change of the limit and why it was made.
 *
 * @param reason one sentence with the figures that led here
 */
public record Move(int from, int to, String reason) {

  @Override
  public String toString() {
    return "%d -> %d: %s".formatted(from, to, reason);
  }
}
