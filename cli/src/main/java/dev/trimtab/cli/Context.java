package dev.trimtab.cli;

import dev.trimtab.cli.Request.Source;
import dev.trimtab.cli.report.Style;
import java.time.Clock;

/**
 * What every command is given.
 *
 * @param options those that all commands share
 */
record Context(Terminal terminal, Clock clock, Session.Opener opener, TrimtabCommand options) {

  /** Opens a session and shows its progress until it is closed. */
  Opened open(Request request) {
    var progress = progress();
    try {
      return new Opened(opener.open(request, progress), progress);
    } catch (RuntimeException e) {
      progress.close();
      throw e;
    }
  }

  ProgressBar progress() {
    return options.quiet
        ? ProgressBar.silent()
        : new ProgressBar(terminal.err(), terminal.errIsTerminal(), terminal.columns(), clock);
  }

  Style style() {
    return terminal.isColored(options.color) ? Style.COLORED : Style.PLAIN;
  }

  /** Returns what a source is called in a report. */
  static String nameOf(Source source) {
    return switch (source) {
      case Source.Live(var target) -> target.toString();
      case Source.Saved(var file) -> file.toString();
    };
  }

  /** A session and its progress bar, which ends before results are printed. */
  record Opened(Session session, ProgressBar progress) implements AutoCloseable {

    @Override
    public void close() {
      progress.close();
      session.close();
    }
  }
}
