package dev.trimtab.cli;

import dev.trimtab.cli.Request.Source;
import dev.trimtab.cli.report.Clean;
import dev.trimtab.cli.report.Style;
import java.time.Clock;

/**
 * What every command is given.
 *
 * @param options those that all commands share
 */
record Context(Terminal terminal, Clock clock, Session.Opener opener, TrimtabCommand options) {

  /**
   * Opens a session that reads, and shows its progress until it is closed. A superuser may read,
   * and is told that less would do.
   */
  Opened open(Request request) {
    Opened opened = openToChange(request);
    try {
      opened
          .session()
          .findSuperuser()
          .ifPresent(role ->
              terminal
                  .err()
                  .println(
                      Clean.line(
                          "note: %s is a superuser, and reading takes much less: 'trimtab roles' prints the SQL for a role that is enough"
                              .formatted(role))));
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** Opens a session that measures or changes; of a superuser's it has to be told. */
  Opened openToChange(Request request) {
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
