package dev.trimtab.postgres.apply;

import dev.trimtab.core.change.Change;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.TrimtabException;

/**
 * How much space a build may take. Given by the operator, because a server does not tell how much
 * its disks have left.
 *
 * @param freeBytes what may be used, at least 0
 */
public record DiskBudget(long freeBytes) {

  /** The index, and the sorted runs on disk that it is made of. */
  private static final int SPACE_PER_INDEX = 2;

  private static final long MEBIBYTE = 1024 * 1024;

  public DiskBudget {
    if (freeBytes < 0) {
      throw new IllegalArgumentException("a disk budget is at least 0 bytes, got " + freeBytes);
    }
  }

  /** Returns what is left after a change was made. */
  public DiskBudget less(Change.Kind kind, long indexBytes) {
    return kind == Change.Kind.CREATE_INDEX
        ? new DiskBudget(Math.max(0, freeBytes - indexBytes))
        : this;
  }

  /**
   * Makes sure that a change fits.
   *
   * @param indexBytes predicted size of the index that it builds
   * @throws TrimtabException {@code DISK_BUDGET_EXCEEDED} if it does not
   */
  public void check(Change change, long indexBytes) {
    if (change.kind() == Change.Kind.CREATE_INDEX && indexBytes > freeBytes / SPACE_PER_INDEX) {
      throw new TrimtabException(
          ErrorCode.DISK_BUDGET_EXCEEDED,
          "index %s on %s needs about %d MiB, and as much while it is sorted; the disk budget is %d MiB. "
                  .formatted(
                      change.index(), change.table(), indexBytes / MEBIBYTE, freeBytes / MEBIBYTE)
              + "Nothing was changed; free space, or give a larger budget.");
    }
  }
}
