package dev.trimtab.batch.write;

/**
 * What became of rows.
 *
 * @param inserted new ones
 * @param updated ones that were there and are different now
 * @param unchanged ones that were there, the same, or are to be left alone
 * @param merged ones that another row of the same call with the same key stands for: the last one,
 *     or the first where what is there is kept. Rows go in parts of a hundred thousand; to the next
 *     part the one that stands is a row that was there. It may be so of few rows, too, if only the
 *     server holds their keys equal (citext).
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
