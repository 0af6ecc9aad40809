package dev.trimtab.pool.control;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Several windows under one limit, added up.
 *
 * @param server what the sessions did, added up over the windows in which that was looked at
 */
record Sums(
    int count,
    Duration length,
    double inUseSeconds,
    double waitingSeconds,
    long returned,
    Optional<ServerLoad> server) {

  static final Sums NONE = new Sums(0, Duration.ZERO, 0, 0, 0, Optional.empty());

  Sums plus(Window window) {
    double seconds = seconds(window.length());
    return new Sums(
        count + 1,
        length.plus(window.length()),
        inUseSeconds + window.inUse() * seconds,
        waitingSeconds + window.waiting() * seconds,
        returned + window.returned(),
        Stream.of(server, window.server()).flatMap(Optional::stream).reduce(ServerLoad::plus));
  }

  Hint hint() {
    return Hint.of(server);
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

  /** Returns how many connections were wanted at once, averaged. */
  double demand() {
    return inUse() + waiting();
  }

  /**
   * Returns whether fewer came back than a number, and not by chance: two standard deviations of
   * what comes back one by one (Poisson's law).
   */
  boolean isPlainlyFewerThan(double expected) {
    return returned + 2 * Math.sqrt(returned + 1.0) < expected;
  }

  /** Returns for how long a connection is in use, in seconds (Little 1961); 0 if none came back. */
  double useSeconds() {
    return returned == 0 ? 0 : inUseSeconds / returned;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
