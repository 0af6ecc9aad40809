package dev.trimtab.cli.report;

import dev.trimtab.cli.report.BeforeAfter.Line;
import dev.trimtab.cli.report.Style.Tone;
import dev.trimtab.cli.report.TextTable.Cell;
import dev.trimtab.cli.report.TextTable.Column;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.function.ToDoubleFunction;

/** A workload measured before and after, for a terminal. */
public final class BeforeAfterText {

  /** What fits a screen; the claimed ones are shown in any case. */
  private static final int LINES_MAX = 25;

  private BeforeAfterText() {}

  /** Returns the table and its totals. */
  public static String render(BeforeAfter measured, int room, Style style) {
    var shown = new LinkedHashSet<>(measured.dearest(LINES_MAX));
    measured.lines().stream().filter(line -> line.claimed().isPresent()).forEach(shown::add);
    var table =
        new TextTable(
            Column.flexible(measured.what()),
            Column.right("before ms"),
            Column.right("after ms"),
            Column.right("ratio"),
            Column.right("claimed"),
            Column.right("hour before"),
            Column.right("hour after"));
    shown.forEach(line -> row(table, line));
    int rest = measured.lines().size() - shown.size();
    if (rest > 0) {
      table.row(
          "%d others".formatted(rest),
          "",
          "",
          "",
          "",
          Numbers.time(measured.hourBefore() - sum(shown, Line::hourBefore)),
          Numbers.time(measured.hourAfter() - sum(shown, Line::hourAfter)));
    }
    double before = measured.hourBefore();
    double after = measured.hourAfter();
    table.row(
        new Cell("whole workload", Tone.TITLE),
        Cell.of(""),
        Cell.of(""),
        new Cell(Numbers.ratio(before, after), tone(before, after)),
        Cell.of(""),
        new Cell(Numbers.time(before), Tone.TITLE),
        new Cell(Numbers.time(after), Tone.TITLE));
    return table.render(room, 0, style);
  }

  private static void row(TextTable table, Line line) {
    double before = line.before().median();
    double after = line.after().median();
    table.row(
        Cell.of(line.name()),
        Cell.of(Numbers.millis(before)),
        Cell.of(Numbers.millis(after)),
        new Cell(Numbers.ratio(before, after), tone(before, after)),
        Cell.of(line.claimed().isPresent() ? Numbers.ratio(line.claimed().getAsDouble(), 1) : ""),
        Cell.of(Numbers.time(line.hourBefore())),
        Cell.of(Numbers.time(line.hourAfter())));
  }

  private static double sum(Collection<Line> lines, ToDoubleFunction<Line> value) {
    return lines.stream().mapToDouble(value).sum();
  }

  /** Within a tenth nothing is said: two runs of the same differ by that. */
  private static Tone tone(double before, double after) {
    if (after > before * 1.1) {
      return Tone.UNSURE;
    }
    return after * 1.1 < before ? Tone.GOOD : Tone.NORMAL;
  }
}
