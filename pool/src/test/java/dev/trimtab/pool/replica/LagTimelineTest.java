package dev.trimtab.pool.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LagTimelineTest {

  private final LagTimeline timeline = new LagTimeline();

  @Test
  void isHowLongThePrimaryHasBeenBeyond() {
    timeline.primaryAt(1_000, new Lsn(10));
    timeline.primaryAt(2_000, new Lsn(20));
    timeline.primaryAt(3_000, new Lsn(30));

    assertThat(timeline.lag(new Lsn(10), 3_500)).isEqualTo(Duration.ofNanos(1_500));
    assertThat(timeline.lag(new Lsn(25), 3_500)).isEqualTo(Duration.ofNanos(500));
    assertThat(timeline.lag(new Lsn(30), 3_500)).isZero();
  }

  /** By its last transaction's time a replica of a quiet primary is hours behind. */
  @Test
  void aPrimaryThatWritesNothingHasNoLag() {
    timeline.primaryAt(1_000, new Lsn(10));
    timeline.primaryAt(9_000_000_000L, new Lsn(10));

    assertThat(timeline.lag(new Lsn(10), 9_000_000_000L)).isZero();
  }

  /** The new primary's log may be shorter: what the old one wrote last is lost. */
  @Test
  void forgetsAPrimaryThatIsNoMore() {
    timeline.primaryAt(1_000, new Lsn(100));
    timeline.primaryAt(2_000, new Lsn(50));

    assertThat(timeline.lag(new Lsn(50), 9_000)).isZero();
  }

  @Test
  void isNothingBeforeThePrimaryWasSeen() {
    assertThat(timeline.lag(Lsn.NONE, 5)).isZero();
  }
}
