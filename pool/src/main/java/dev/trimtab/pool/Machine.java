package dev.trimtab.pool;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.DoubleSupplier;

/** The machine that the pool's users run on. */
final class Machine {

  private Machine() {}

  /**
   * Returns what tells which part of the processors was in use since it was asked last, from 0 to
   * 1, containers' limits heeded; 0 where the JVM cannot tell.
   */
  static DoubleSupplier busyShare() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      return () -> Math.max(0, system.getCpuLoad());
    }
    return () -> 0;
  }

  /** Returns what tells the same of the part that this process used. */
  static DoubleSupplier ownShare() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      return () -> Math.max(0, system.getProcessCpuLoad());
    }
    // Nothing is cheap that cannot be measured.
    return () -> 1;
  }
}
