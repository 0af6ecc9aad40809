package dev.trimtab.cli.report;

import dev.trimtab.cli.report.TextTable.Cell;
import dev.trimtab.cli.report.TextTable.Column;
import dev.trimtab.core.loop.StatementLoop;
import dev.trimtab.engine.Loops;

/** Statements in loops, for a terminal. */
public final class LoopsText {

  private LoopsText() {}

  /** Returns a table of the loops and what to do about them. */
  public static String render(Loops loops, int room, Style style) {
    long seconds = loops.looked().toSeconds();
    if (loops.loops().isEmpty()) {
      return ("No statement is run once per row of another, as far as %d s of counters tell. Was the"
              + " application at work?%n")
          .formatted(seconds);
    }
    var table =
        new TextTable(
            Column.wrapped("run in a loop"),
            Column.wrapped("over the rows of"),
            Column.right("rows"),
            Column.right("an hour"),
            Column.right("of the time"),
            Column.right("fit"));
    for (StatementLoop loop : loops.loops()) {
      table.row(
          Cell.of(Clean.line(loops.text(loop.child()))),
          Cell.of(Clean.line(loops.text(loop.parent()))),
          Cell.of("%.1f".formatted(loop.rowsPerCall())),
          Cell.of("%,.0f".formatted(loop.callsPerHour())),
          Cell.of("%.0f %%".formatted(100 * loop.childShare())),
          Cell.of("%.3f".formatted(loop.fit())));
    }
    return table.render(room, 0, style)
        + ("%nSeen in %d s of counters: each was executed as often as the other returned rows. Join"
                + " them, or ask for all keys at once with = ANY ($1).%n")
            .formatted(seconds);
  }
}
