package dev.trimtab.cli.report;

import dev.trimtab.cli.report.Systems.IndexSet;
import dev.trimtab.cli.report.Systems.One;
import dev.trimtab.cli.report.Systems.Row;
import java.util.List;
import java.util.stream.Collectors;

/** What the reports on four systems claimed and what was measured, as a page of documentation. */
public final class SystemsMarkdown {

  private static final int NO_WRAP = 100_000;

  private SystemsMarkdown() {}

  /** Returns the page. */
  public static String render(Systems systems) {
    var out = new StringBuilder();
    out.append(
        """
        # Four systems, measured

        Four teams tuned a database like these by hand and wrote down what they reached. `trimtab bench systems` loads each system, measures it
        as it was, with the indexes of its report, and with what Trimtab finds with no hint from the report. This page was written by

        ```
        ./trimtab bench systems --scale %s --into DIR
        ```

        in %s. %s

        **Verdict**: `better` or `as claimed` by the ratio of before and after; `reached` where the ratio is smaller because the start was
        faster, and what was claimed to be reached is reached; `measured` where nobody claimed anything.
        Figures claimed below a tenth of a millisecond are compared with the server's own time, without the way to it.
        """
            .formatted(
                systems.scale() == Math.rint(systems.scale())
                    ? Long.toString(Math.round(systems.scale()))
                    : Double.toString(systems.scale()),
                Numbers.time(
                    systems.systems().stream().mapToDouble(s -> s.took().toMillis()).sum()),
                String.join(" ", SystemsText.footer(systems, NO_WRAP))));
    systems.systems().forEach(system -> system(out, system));
    return out.toString();
  }

  private static void system(StringBuilder out, One system) {
    out.append("\n## ").append(system.name()).append(": ").append(system.title()).append("\n\n");
    out.append(Numbers.bytes(system.bytes())).append(" of tables and constraint indexes.\n\n");
    out.append("| work | claimed | before | after | ratio | spread after | verdict |\n");
    out.append("| --- | --- | --- | --- | --- | --- | --- |\n");
    for (Row row : system.rows()) {
      line(
          out,
          row.work(),
          row.claimed(),
          SystemsText.middle(row.before(), row.unit()),
          SystemsText.middle(row.after(), row.unit()),
          SystemsText.ratio(row),
          row.after().map(SystemsText::spread).orElse(""),
          row.verdict() + (row.note().isEmpty() ? "" : ": " + row.note()));
    }
    out.append("\n| indexes | time per hour | of before | number | size | log per hour |\n");
    out.append("| --- | --- | --- | --- | --- | --- |\n");
    for (IndexSet set : system.sets()) {
      line(
          out,
          set.name(),
          Numbers.time(set.hourMillis()),
          Numbers.percent(set.hourMillis() / system.hourBefore()),
          Numbers.count(set.indexes()),
          Numbers.bytes(set.bytes()),
          Numbers.bytes(set.walPerHour()));
    }
    names(out, "Redundant in the report's set, by Trimtab", system.redundant());
    names(out, "Used by no statement", system.unused());
    names(out, "Missing in it", system.missing());
  }

  private static void line(StringBuilder out, Object... cells) {
    for (Object cell : cells) {
      out.append("| ").append(Clean.line(cell.toString()).replace("|", "\\|")).append(' ');
    }
    out.append("|\n");
  }

  /** Of sentences only the name they begin with: the reasons are in the other forms. */
  private static void names(StringBuilder out, String what, List<String> lines) {
    if (!lines.isEmpty()) {
      out.append(
          lines.stream()
              .map(line -> line.startsWith("ON ") ? line : line.split(":", 2)[0])
              .map(name -> "`" + Clean.line(name) + "`")
              .collect(Collectors.joining(", ", "\n" + what + ": ", ".\n")));
    }
  }
}
