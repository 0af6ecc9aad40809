package dev.trimtab.batch.write;

/**
 * What became of rows.
 *
 * @param inserted new ones
 * @param updated ones that were there and are different now
 * @param unchanged ones that were there, the same, or are to be left alone
 * @param merged ones that a later row of the same call with the same key stands for, whether it
 *     updates or keeps what is there. Where only the server holds the keys equal (citext) and the
 *     rows are few, one that is just what was there may be told as unchanged instead.
 */
public record WriteResult(long inserted, long updated, long unchanged, long merged) {

  public static final WriteResult NONE = new WriteResult(0, 0, 0, 0);

  /** Returns the sum of both. */
  public WriteResult plus(WriteResult other) {
    return new WriteResult(
        inserted + other.inserted,
        updated + other.updated,
        unchanged + other.unchanged,
        merged + other.merged);
  }

  /** Returns how many rows came in. */
  public long rows() {
    return inserted + updated + unchanged + merged;
  }
}
