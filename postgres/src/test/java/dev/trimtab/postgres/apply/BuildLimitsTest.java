package dev.trimtab.postgres.apply;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.postgres.apply.BuildLimits.Excess;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BuildLimitsTest {

  private static final BuildLimits LIMITS =
      BuildLimits.STANDARD.within(Optional.of(new DiskBudget(10 << 20)));

  private static final Strain CALM = strain(0, 0, 5, 0);

  private static Strain strain(long seconds, long lagSeconds, int active, long mebibytes) {
    return new Strain(
        ofSeconds(seconds),
        Optional.of(ofSeconds(lagSeconds)),
        active,
        mebibytes << 20,
        Optional.empty());
  }

  private static Strain waitedFor(Duration waited) {
    return new Strain(
        ofSeconds(3),
        Optional.empty(),
        5,
        0,
        Optional.of(new Strain.Waiter(waited, "pid 7 (app)")));
  }

  @Test
  void silentWhileNobodySuffers() {
    assertThat(LIMITS.exceeded(CALM, CALM)).isEmpty();
    assertThat(LIMITS.exceeded(CALM, strain(7_200, 30, 20, 10))).isEmpty();
    assertThat(LIMITS.exceeded(CALM, waitedFor(ofMillis(999)))).isEmpty();
  }

  @Test
  void stopsForWhoeverWaitsBehindItAndMayTryAgain() {
    assertThat(LIMITS.exceeded(CALM, waitedFor(ofSeconds(1))))
        .contains(new Excess(true, "pid 7 (app) waits behind it"));
  }

  @Test
  void stopsWhenItTakesTooLong() {
    assertThat(LIMITS.exceeded(CALM, strain(7_201, 0, 5, 0)).orElseThrow())
        .isEqualTo(new Excess(false, "it took more than 120 min"));
  }

  @Test
  void stopsWhenAStandbyFallsBehindAndSilentWhereItAlwaysWas() {
    assertThat(LIMITS.exceeded(CALM, strain(9, 31, 5, 0)).orElseThrow().clause())
        .contains("31 s behind");
    assertThat(LIMITS.exceeded(strain(0, 3_600, 5, 0), strain(9, 3_620, 5, 0))).isEmpty();
  }

  @Test
  void stopsWhenSessionsPileUpAndSilentWhereTheyAreMany() {
    assertThat(LIMITS.exceeded(CALM, strain(9, 0, 21, 0)).orElseThrow().clause())
        .contains("21 sessions are active, 5 were");
    assertThat(LIMITS.exceeded(strain(0, 0, 40, 0), strain(9, 0, 120, 0))).isEmpty();
    assertThat(LIMITS.exceeded(strain(0, 0, 40, 0), strain(9, 0, 121, 0))).isPresent();
  }

  @Test
  void stopsWhenItTakesMoreDiskThanThereIs() {
    assertThat(LIMITS.exceeded(CALM, strain(9, 0, 5, 11)).orElseThrow().clause())
        .contains("11 MiB on disk", "budget is 10 MiB");
    assertThat(BuildLimits.STANDARD.exceeded(CALM, strain(9, 0, 5, 1 << 20))).isEmpty();
  }

  @Test
  void takingBackStopsForThoseWhoWaitOnly() {
    BuildLimits limits = LIMITS.forTakingBack();
    assertThat(limits.exceeded(CALM, strain(1_000_000, 1_000_000, 1_000, 1_000))).isEmpty();
    assertThat(limits.exceeded(CALM, waitedFor(ofSeconds(1)))).isPresent();
  }

  @Test
  void refusesLimitsThatStopEverything() {
    assertThatThrownBy(() ->
            new BuildLimits(Duration.ZERO, ofSeconds(1), ofSeconds(1), 3, 20, OptionalLong.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
    assertThatThrownBy(() ->
            new BuildLimits(
                ofSeconds(1), ofSeconds(1), ofSeconds(1), 0.5, 20, OptionalLong.empty()))
        .hasMessageContaining("0.5");
  }
}
