package dev.trimtab.cache;

import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Where time and chance come from.
 *
 * @param ticker nanoseconds that only grow, for lives and measures in this process
 * @param wall what other nodes' clocks can be compared with
 * @param dice uniform in [0, 1)
 */
record Sources(LongSupplier ticker, InstantSource wall, DoubleSupplier dice) {

  static Sources system() {
    return new Sources(
        System::nanoTime, InstantSource.system(), () -> ThreadLocalRandom.current().nextDouble());
  }
}
