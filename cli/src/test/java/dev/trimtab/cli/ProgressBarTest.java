package dev.trimtab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

  private final StringWriter out = new StringWriter();
  private final ManualClock clock = new ManualClock();

  @Test
  void aTerminalHasOneLineThatIsTakenAwayInTheEnd() {
    var bar = new ProgressBar(new PrintWriter(out), true, 80, clock);
    bar.progress("building \u001b[2Jx", 5, 10);
    bar.close();
    assertThat(out.toString())
        .contains("[############------------]  50% building \\u{1b}[2Jx")
        .doesNotContain("\n")
        .endsWith("\r\u001b[K");
  }

  @Test
  void aTerminalIsNotDrawnMoreThanTenTimesASecond() {
    var bar = new ProgressBar(new PrintWriter(out), true, 80, clock);
    for (int done = 0; done < 1_000; done++) {
      clock.pass(Duration.ofMillis(1));
      bar.progress("reading", done, 1_000_000);
    }
    assertThat(out.toString().split("\r", -1)).hasSizeBetween(9, 12);
  }

  @Test
  void aLogHasALineForWhatTakesTime() {
    var bar = new ProgressBar(new PrintWriter(out), false, 80, clock);
    for (int second = 0; second < 30; second++) {
      bar.progress("reading", second, 30);
      clock.pass(Duration.ofSeconds(1));
    }
    bar.close();
    assertThat(out.toString()).hasLineCount(3).contains("[ 10 s] reading (10 of 30)");
  }

  @Test
  void aLogDoesNotHaveWhatFliesBy() {
    var bar = new ProgressBar(new PrintWriter(out), false, 80, clock);
    for (int number = 0; number < 100; number++) {
      bar.progress("index " + number, 0, 0);
      clock.pass(Duration.ofMillis(10));
    }
    assertThat(out.toString()).hasLineCount(1);
  }

  /** A clock that stands still until told. */
  private static final class ManualClock extends Clock {
    private Instant now = Instant.EPOCH;

    void pass(Duration duration) {
      now = now.plus(duration);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
