package dev.trimtab.cli.report;

import dev.trimtab.cli.report.Style.Tone;
import dev.trimtab.cli.report.Systems.IndexSet;
import dev.trimtab.cli.report.Systems.One;
import dev.trimtab.cli.report.Systems.Row;
import dev.trimtab.cli.report.TextTable.Cell;
import dev.trimtab.cli.report.TextTable.Column;
import dev.trimtab.core.proof.Timing;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Claims and measurements for a terminal, and for a page of documentation. */
public final class SystemsText {

  private SystemsText() {}

  /** Returns all systems, one below the other. */
  public static String render(Systems systems, int room, Style style) {
    var out = new StringBuilder();
    for (One system : systems.systems()) {
      out.append(style.paint(Tone.TITLE, title(system))).append("\n\n");
      out.append(claims(system, room, style)).append('\n');
      out.append(sets(system, room, style)).append('\n');
      findings(out, system, room);
      out.append('\n');
    }
    footer(systems, room).forEach(line -> out.append(line).append('\n'));
    return out.toString();
  }

  static String title(One system) {
    return "%s: %s, %s of tables and constraint indexes, measured in %s"
        .formatted(
            system.name(),
            system.title(),
            Numbers.bytes(system.bytes()),
            Numbers.time(system.took()));
  }

  private static String claims(One system, int room, Style style) {
    var table =
        new TextTable(
            Column.wrapped("work"),
            Column.right("claimed"),
            Column.right("before"),
            Column.right("after"),
            Column.right("ratio"),
            Column.right("spread after"),
            Column.left("verdict"));
    for (Row row : system.rows()) {
      table.row(
          Cell.of(row.work()),
          Cell.of(row.claimed()),
          Cell.of(middle(row.before(), row.unit())),
          Cell.of(middle(row.after(), row.unit())),
          Cell.of(ratio(row)),
          Cell.of(row.after().map(SystemsText::spread).orElse("")),
          new Cell(
              row.verdict() + (row.note().isEmpty() ? "" : ": " + row.note()),
              tone(row.verdict())));
    }
    return table.render(room, 0, style);
  }

  static String middle(Optional<Timing> timing, String unit) {
    return timing
        .map(t ->
            unit.equals("ms")
                ? Numbers.millis(t.median()) + " ms"
                : Numbers.digits(t.median()) + " " + unit)
        .orElse("");
  }

  static String ratio(Row row) {
    if (row.before().isEmpty() || row.after().isEmpty()) {
      return "";
    }
    double before = row.before().get().median();
    double after = row.after().get().median();
    return row.isMoreBetter() ? Numbers.ratio(after, before) : Numbers.ratio(before, after);
  }

  static String spread(Timing timing) {
    return timing.min() == timing.max()
        ? ""
        : Numbers.millis(timing.min()) + " - " + Numbers.millis(timing.max());
  }

  private static Tone tone(Systems.Verdict verdict) {
    return switch (verdict) {
      case BETTER -> Tone.GOOD;
      case AS_CLAIMED, REACHED, MEASURED -> Tone.NORMAL;
      case SHORT -> Tone.BAD;
    };
  }

  private static String sets(One system, int room, Style style) {
    var table =
        new TextTable(
            Column.flexible("indexes"),
            Column.right("time per hour"),
            Column.right("of before"),
            Column.right("indexes"),
            Column.right("size"),
            Column.right("log per hour"));
    for (IndexSet set : system.sets()) {
      table.row(
          set.name(),
          Numbers.time(set.hourMillis()),
          Numbers.percent(set.hourMillis() / system.hourBefore()),
          Numbers.count(set.indexes()),
          Numbers.bytes(set.bytes()),
          Numbers.bytes(set.walPerHour()));
    }
    return table.render(room, 0, style);
  }

  private static void findings(StringBuilder out, One system, int room) {
    list(out, "Redundant in the report's set", system.redundant(), room);
    list(out, "Used by no statement", system.unused(), room);
    list(out, "Missing in it", system.missing(), room);
  }

  private static void list(StringBuilder out, String what, List<String> lines, int room) {
    if (lines.isEmpty()) {
      return;
    }
    out.append(what).append(":\n");
    for (String line : lines) {
      Clean.wrap(Clean.line(line), room - 2)
          .forEach(part -> out.append("  ").append(part).append('\n'));
    }
  }

  static List<String> footer(Systems systems, int room) {
    String settings =
        new TreeMap<>(systems.settings())
            .entrySet().stream()
                .map(e -> e.getKey() + " = " + e.getValue())
                .collect(Collectors.joining(", "));
    return Clean.wrap(
        "Scale %s, PostgreSQL %s, %s. Milliseconds are medians seen by the client, rows fetched; an hour is calls per hour times the mean. Reached: as claimed, from a faster start. Settings: %s."
            .formatted(systems.scale(), systems.postgres(), systems.machine(), settings),
        room);
  }
}
