package dev.trimtab.scenarios;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.random.RandomGenerator;

/**
 * The time of a scenario: its data fill a span that ends on a fixed day, and the workload's "now"
 * is that day, whatever the real clock says.
 *
 * @param end exclusive end of the data
 * @param span from the first row to the end
 * @param growth exponent of a key's age; below 1 the business grew, so the last month has more rows
 *     than the first
 */
public record Timeline(Instant end, Duration span, double growth) {

  private static final long DAY_MILLIS = 86_400_000;

  /** When the row of a key was made: keys and times grow together. Milliseconds since 1970. */
  public long createdAt(int key, int count) {
    double jitter = (Draws.hash(key, count, 0) >>> 11) * 0x1.0p-53;
    double fraction = (key - 1 + jitter) / count;
    return end.toEpochMilli() - span.toMillis() + sinceStart(fraction);
  }

  private long sinceStart(double fraction) {
    return (long) (span.toMillis() * Math.pow(fraction, growth));
  }

  /** Milliseconds since 1970. */
  public long daysBeforeEnd(double days) {
    return end.toEpochMilli() - (long) (days * DAY_MILLIS);
  }

  /** Returns whether a moment, in milliseconds since 1970, is part of the data. */
  public boolean isPast(long epochMillis) {
    return epochMillis < end.toEpochMilli();
  }

  /** "Now" of the workload. */
  public OffsetDateTime now() {
    return end.atOffset(ZoneOffset.UTC);
  }

  /** A moment some days before the end of the data, up to a day earlier. */
  public OffsetDateTime daysAgo(double days, RandomGenerator random) {
    long millis = daysBeforeEnd(days) - random.nextLong(DAY_MILLIS);
    return OffsetDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }

  /** A day counted from the end of the data, negative before it. */
  public LocalDate day(int fromEnd) {
    return LocalDate.ofInstant(end, ZoneOffset.UTC).plusDays(fromEnd);
  }
}
