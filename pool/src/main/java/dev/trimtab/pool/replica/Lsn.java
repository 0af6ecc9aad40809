package dev.trimtab.pool.replica;

/**
 * A position in the write-ahead log, as {@code pg_lsn} has it.
 *
 * @param position bytes since the beginning, without a sign
 */
public record Lsn(long position) implements Comparable<Lsn> {

  /** Before everything. */
  public static final Lsn NONE = new Lsn(0);

  /**
   * Reads what PostgreSQL writes: two hexadecimal numbers with a slash between them.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Lsn parse(String text) {
    String[] halves = text.split("/", -1);
    try {
      if (halves.length == 2) {
        long high = Integer.toUnsignedLong(Integer.parseUnsignedInt(halves[0], 16));
        return new Lsn(
            (high << 32) | Integer.toUnsignedLong(Integer.parseUnsignedInt(halves[1], 16)));
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("no position in a log: \"%s\"".formatted(text), e);
    }
    throw new IllegalArgumentException("no position in a log: \"%s\"".formatted(text));
  }

  /** Returns whether everything up to another position is before this one, or at it. */
  public boolean reaches(Lsn other) {
    return compareTo(other) >= 0;
  }

  @Override
  public int compareTo(Lsn other) {
    return Long.compareUnsigned(position, other.position);
  }

  @Override
  public String toString() {
    return "%X/%X".formatted(position >>> 32, position & 0xFFFF_FFFFL);
  }
}
