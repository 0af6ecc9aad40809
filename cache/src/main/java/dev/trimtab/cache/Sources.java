package dev.trimtab.cache;

import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Where time and chance come from.
 *
 * @param ticker nanoseconds that only grow, for lives and measures in this process
 * @param readTicker the same for reads, maybe a little late
 * @param wall what other nodes' clocks can be compared with
 * @param dice uniform in [0, 1)
 */
record Sources(
    LongSupplier ticker, LongSupplier readTicker, InstantSource wall, DoubleSupplier dice) {

  /** The same with one clock for everything in this process. */
  Sources(LongSupplier ticker, InstantSource wall, DoubleSupplier dice) {
    this(ticker, ticker, wall, dice);
  }

  static Sources system() {
    return new Sources(
        System::nanoTime,
        new ReadClock(System::nanoTime),
        InstantSource.system(),
        () -> ThreadLocalRandom.current().nextDouble());
  }

  /** Ends what runs only for us. */
  void close() {
    if (readTicker instanceof ReadClock clock) {
      clock.close();
    }
  }
}
