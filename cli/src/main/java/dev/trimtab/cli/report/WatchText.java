package dev.trimtab.cli.report;

import dev.trimtab.cli.report.Style.Tone;
import dev.trimtab.cli.report.TextTable.Cell;
import dev.trimtab.cli.report.TextTable.Column;
import dev.trimtab.core.watch.Counters;
import dev.trimtab.engine.Watched;

/** What watching has shown, for a terminal. */
public final class WatchText {

  private WatchText() {}

  /** Returns what happened, and one line per statement. */
  public static String render(Watched watched, int room, Style style) {
    var out = new StringBuilder();
    watched.events().forEach(event -> out.append(Clean.line(event)).append('\n'));
    var table =
        new TextTable(
            Column.wrapped("statement"),
            Column.right("executions"),
            Column.right("before ms"),
            Column.right("now ms"),
            Column.right("ratio"));
    for (Watched.Seen seen : watched.statements()) {
      Counters now = seen.now();
      boolean isSlower = now.calls() > 0 && now.mean() > seen.before().mean();
      table.row(
          Cell.of(Clean.line(seen.label())),
          Cell.of("%.0f".formatted(now.calls())),
          Cell.of(Numbers.millis(seen.before().mean())),
          Cell.of(now.calls() > 0 ? Numbers.millis(now.mean()) : ""),
          new Cell(
              now.calls() > 0 ? Numbers.ratio(seen.before().mean(), now.mean()) : "not executed",
              isSlower ? Tone.BAD : Tone.GOOD));
    }
    return out.append(out.isEmpty() ? "" : "\n")
        .append(table.render(room, 0, style))
        .append(
            "%n%d changes watched, %d taken back.%n"
                .formatted(watched.changes(), watched.takenBack().size()))
        .toString();
  }
}
