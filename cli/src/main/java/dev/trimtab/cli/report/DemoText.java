package dev.trimtab.cli.report;

import dev.trimtab.cli.report.Style.Tone;
import dev.trimtab.cli.report.TextTable.Cell;
import dev.trimtab.cli.report.TextTable.Column;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import java.time.Duration;
import java.util.List;

/** What the demo says in the end. */
public final class DemoText {

  private DemoText() {}

  /**
   * Returns what was changed, what was taken back and what every statement took before and after.
   *
   * @param took the whole demo
   */
  public static String render(Report report, Duration took, int room, Style style) {
    var out = new StringBuilder();
    var server = report.findings().snapshot().server();
    out.append(
            style.paint(
                Tone.TITLE,
                "%s on PostgreSQL %s: %s, %s of tables and indexes"
                    .formatted(
                        server.database(),
                        server.version(),
                        Words.plural(report.findings().snapshot().tables().size(), "table"),
                        server.databaseBytes().map(Numbers::bytes).orElse("?"))))
        .append("\n\n");
    changes(out, report, room, style);
    out.append(
        StatementAdviceText.render(
            report.findings().statementAdvice(), report.texts(), room, style));
    report
        .measured()
        .ifPresent(measured -> {
          out.append(BeforeAfterText.render(measured, room, style)).append('\n');
          quiet(
              out,
              "Milliseconds are medians seen by the client, rows fetched; an hour is calls per hour"
                  + " times the mean. Claimed: what the report of the system "
                  + server.database()
                  + " is modelled on said.",
              room,
              style);
        });
    quiet(
        out,
        "The server ran with fsync, full_page_writes, synchronous_commit and autovacuum off, and"
            + " tables with new indexes were vacuumed and analyzed before the second run, as"
            + " autovacuum would have done. Reads are served from memory in both runs.",
        room,
        style);
    report.stopped().forEach(why -> quiet(out, "Not all was tried: " + why, room, style));
    report
        .measured()
        .ifPresent(measured ->
            out.append('\n')
                .append(
                    style.paint(
                        Tone.TITLE,
                        "%s per hour of the application -> %s: %s, measured. The demo took %s."
                            .formatted(
                                Numbers.time(measured.hourBefore()),
                                Numbers.time(measured.hourAfter()),
                                Numbers.ratio(measured.hourBefore(), measured.hourAfter()),
                                Numbers.time(took))))
                .append('\n'));
    return out.toString();
  }

  private static void changes(StringBuilder out, Report report, int room, Style style) {
    var table =
        new TextTable(
            Column.left("state"),
            Column.right("size"),
            Column.right("measured"),
            Column.flexible("index"));
    List<Change> changes = report.changes();
    for (var recommendation : report.recommendations()) {
      report
          .changeOf(recommendation)
          .ifPresent(change ->
              table.row(
                  new Cell(Words.of(change.state()).text(), Words.of(change.state()).tone()),
                  Cell.of(Words.size(recommendation)),
                  Cell.of(HistoryText.measured(change)),
                  new Cell(Words.brief(recommendation), Tone.CODE)));
    }
    for (Change change : report.laterChanges()) {
      table.row(
          new Cell(Words.of(change.state()).text(), Words.of(change.state()).tone()),
          Cell.of(""),
          Cell.of(HistoryText.measured(change)),
          new Cell(Words.brief(change), Tone.CODE));
    }
    if (!table.isEmpty()) {
      out.append(table.render(room, 0, style)).append('\n');
    }
    long kept = changes.stream().filter(c -> c.state() == ChangeState.KEPT).count();
    out.append(
        "%s kept, %d rolled back, %d rejected.\n\n"
            .formatted(
                Words.plural(kept, "change"),
                report.changes(ChangeState.ROLLED_BACK).size(),
                report.changes(ChangeState.REJECTED).size()));
  }

  private static void quiet(StringBuilder out, String text, int room, Style style) {
    Clean.wrap(Clean.line(text), room)
        .forEach(line -> out.append(style.paint(Tone.QUIET, line)).append('\n'));
  }
}
