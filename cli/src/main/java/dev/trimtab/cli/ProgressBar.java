package dev.trimtab.cli;

import dev.trimtab.cli.report.Clean;
import dev.trimtab.engine.EngineListener;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;

/**
 * Shows what is being done: one line that is written over on a terminal, a new line now and then
 * elsewhere. Thread-safe.
 */
final class ProgressBar implements EngineListener, AutoCloseable {

  /** The eye sees no more than ten a second. */
  private static final Duration REDRAW = Duration.ofMillis(100);

  /** In a log the same thing is told again only when it takes long. */
  private static final Duration REPEAT = Duration.ofSeconds(10);

  /** A step that is shorter is not told. */
  private static final Duration STEP = Duration.ofSeconds(2);

  private static final int BAR_WIDTH = 24;
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintWriter out;
  private final boolean terminal;
  private final int columns;
  private final Clock clock;
  private final long began;

  private String what = "";
  private long shownAt;
  private boolean drawn;

  ProgressBar(PrintWriter out, boolean terminal, int columns, Clock clock) {
    this.out = out;
    this.terminal = terminal;
    this.columns = columns;
    this.clock = clock;
    began = clock.millis();
    shownAt = began - REPEAT.toMillis();
  }

  static ProgressBar silent() {
    return new ProgressBar(
        new PrintWriter(java.io.Writer.nullWriter()),
        true,
        Terminal.COLUMNS_MIN,
        Clock.systemUTC());
  }

  @Override
  public synchronized void progress(String newWhat, long done, long total) {
    long now = clock.millis();
    boolean isNew = !newWhat.equals(what);
    long pause = (terminal ? REDRAW : REPEAT).toMillis();
    boolean isLast = total > 0 && done >= total && terminal;
    if (!isNew && !isLast && now - shownAt < pause) {
      return;
    }
    // A log wants the steps, not every index and statement that flies by within one.
    if (!terminal && now - shownAt < STEP.toMillis()) {
      return;
    }
    what = newWhat;
    shownAt = now;
    if (terminal) {
      out.print(ERASE_LINE + cut(bar(done, total) + Clean.line(what)));
      drawn = true;
    } else {
      out.println(
          "[%3d s] %s%s"
              .formatted(
                  (now - began) / 1_000,
                  Clean.line(what),
                  total > 0 ? String.format(Locale.ROOT, " (%,d of %,d)", done, total) : ""));
    }
    out.flush();
  }

  /** Prints a line that stays. */
  synchronized void note(String line) {
    close();
    out.println(Clean.line(line));
    out.flush();
  }

  private String cut(String line) {
    return line.length() < columns ? line : line.substring(0, columns - 1);
  }

  private static String bar(long done, long total) {
    if (total <= 0) {
      return "[" + ".".repeat(BAR_WIDTH) + "]      ";
    }
    double share = Math.clamp((double) done / total, 0, 1);
    int full = (int) Math.round(share * BAR_WIDTH);
    return "[%s%s] %3.0f%% ".formatted("#".repeat(full), "-".repeat(BAR_WIDTH - full), share * 100);
  }

  /** Takes the line away; what was printed as lines stays. */
  @Override
  public synchronized void close() {
    if (drawn) {
      out.print(ERASE_LINE);
      out.flush();
      drawn = false;
    }
  }
}
