package dev.trimtab.pool.control;

import java.time.Duration;

/** Several windows under one limit, added up. */
record Sums(int count, Duration length, double inUseSeconds, double waitingSeconds, long returned) {

  static final Sums NONE = new Sums(0, Duration.ZERO, 0, 0, 0);

  Sums plus(Window window) {
    double seconds = seconds(window.length());
    return new Sums(
        count + 1,
        length.plus(window.length()),
        inUseSeconds + window.inUse() * seconds,
        waitingSeconds + window.waiting() * seconds,
        returned + window.returned());
  }

  double seconds() {
    return seconds(length);
  }

  /** Returns connections given back per second; 0 without any window. */
  double rate() {
    return count == 0 ? 0 : returned / seconds(length);
  }

  /** Returns connections in use, averaged. */
  double inUse() {
    return count == 0 ? 0 : inUseSeconds / seconds(length);
  }

  /** Returns waiting threads, averaged. */
  double waiting() {
    return count == 0 ? 0 : waitingSeconds / seconds(length);
  }

  /** Returns for how long a connection is in use, in seconds (Little 1961); 0 if none came back. */
  double useSeconds() {
    return returned == 0 ? 0 : inUseSeconds / returned;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
