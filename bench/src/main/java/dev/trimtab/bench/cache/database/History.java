package dev.trimtab.bench.cache.database;

import java.util.ArrayList;
import java.util.List;

/**
 * Which version each row had when: the model that reads are compared with. Thread-safe.
 *
 * <p>A version counts from the moment its commit had returned to the writer, which is a little
 * later than it was committed, so that a read is never called stale wrongly.
 */
final class History {

  private record Version(int number, long since) {}

  private final List<List<Version>> rows = new ArrayList<>();

  History(int count) {
    for (int i = 0; i < count; i++) {
      rows.add(new ArrayList<>(List.of(new Version(0, Long.MIN_VALUE / 2))));
    }
  }

  /** Notes that a row's version was committed by now. */
  void committed(int row, int version) {
    List<Version> versions = rows.get(row);
    synchronized (versions) {
      versions.add(new Version(version, System.nanoTime()));
    }
  }

  /** Returns the newest version that was committed at a moment of {@link System#nanoTime()}. */
  int at(int row, long moment) {
    List<Version> versions = rows.get(row);
    synchronized (versions) {
      for (int i = versions.size() - 1; i >= 0; i--) {
        if (versions.get(i).since() <= moment) {
          return versions.get(i).number();
        }
      }
    }
    throw new IllegalStateException("row %d had no version".formatted(row));
  }
}
