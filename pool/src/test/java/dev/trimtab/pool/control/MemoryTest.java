package dev.trimtab.pool.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryTest {

  private static Usual parked(double useSeconds, double rate) {
    return new Usual(useSeconds, rate, Hint.PARKED, Sums.NONE, 0);
  }

  private static Usual busy(double useSeconds, double rate) {
    return new Usual(useSeconds, rate, Hint.BUSY, Sums.NONE, 0);
  }

  private final Memory memory =
      Memory.EMPTY.with(parked(0.005, 12_000), 64).with(busy(0.003, 700), 4);

  /** At four connections a load that waits comes back 800 times a second, and not 12,000. */
  @Test
  void recognisesALoadThatWaitsByItsTimeOfUse() {
    assertThat(memory.recall(parked(0.0055, 800))).contains(64);
  }

  /** Of sixty-four connections each is in use for ninety milliseconds, and not for three. */
  @Test
  void recognisesALoadThatComputesByItsRate() {
    assertThat(memory.recall(busy(0.09, 620))).contains(4);
  }

  @Test
  void doesNotRecogniseWhatWasNeverHere() {
    assertThat(memory.recall(parked(0.05, 800))).isEmpty();
    assertThat(memory.recall(busy(0.003, 7_000))).isEmpty();
    assertThat(memory.recall(new Usual(0.005, 700, Hint.MIXED, Sums.NONE, 0))).isEmpty();
    assertThat(memory.recall(Usual.UNKNOWN)).isEmpty();
  }

  @Test
  void keepsTheLatestLimitOfALoadAndNoMoreThanEightLoads() {
    assertThat(memory.with(parked(0.006, 9_000), 50).recall(parked(0.005, 800))).contains(50);
    Memory full = memory;
    for (int i = 1; i <= 20; i++) {
      full = full.with(busy(0.003, Math.pow(3, i)), i + 1);
    }
    assertThat(full.loads()).hasSize(8);
  }
}
