package dev.trimtab.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The clock behind the clock counts how often it is looked at, which is also the time it shows. */
class ReadClockTest {

  private final AtomicLong exact = new AtomicLong();

  @Test
  void looksAtTheExactClockOncePerTickHoweverManyLookAtIt() {
    try (var clock = new ReadClock(exact::incrementAndGet)) {
      Waiting.until("it ticks", () -> isStandingBetween(clock));
      long before = exact.get();
      long last = clock.getAsLong();
      for (int look = 0; look < 1_000_000; look++) {
        long now = clock.getAsLong();
        assertThat(now >= last).isTrue();
        last = now;
      }
      // A million looks take far less than ten thousand ticks of 4 ms.
      assertThat(exact.get() - before).isLessThan(10_000);
    }
  }

  /** Two looks within a tick see the same. */
  private static boolean isStandingBetween(ReadClock clock) {
    long first = clock.getAsLong();
    return clock.getAsLong() == first;
  }

  @Test
  void goesOnWhileItIsLookedAt() {
    try (var clock = new ReadClock(exact::incrementAndGet)) {
      Waiting.until("a hundred ticks went by", () -> clock.getAsLong() > 100);
    }
  }

  @Test
  void sleepsWhenNobodyLooks() {
    try (var clock = new ReadClock(exact::incrementAndGet)) {
      clock.getAsLong();
      Waiting.until("it stands still", () -> stands(exact));
      long before = exact.get();
      assertThat(clock.getAsLong()).as("the exact time").isGreaterThan(before);
    }
  }

  private static boolean stands(AtomicLong exact) {
    long before = exact.get();
    Waiting.sleep(50);
    return exact.get() == before;
  }

  @Test
  void isTheExactOneOnceItIsClosed() {
    var clock = new ReadClock(exact::incrementAndGet);
    clock.getAsLong();
    clock.close();
    Waiting.until("its thread ended", () -> !isStandingBetween(clock));
    for (int look = 0; look < 100; look++) {
      assertThat(clock.getAsLong()).isEqualTo(exact.get());
    }
  }
}
