package dev.trimtab.cache;

import java.time.Duration;
import java.time.Instant;

/** Time that passes when a test says so, and dice that fall as it says. */
final class ManualTime {

  private long nanos = 1;
  private double next = 0.5;

  Sources sources() {
    return new Sources(() -> nanos, () -> Instant.ofEpochSecond(1_800_000_000, nanos), () -> next);
  }

  void pass(Duration time) {
    nanos += time.toNanos();
  }

  void dice(double next) {
    this.next = next;
  }
}
