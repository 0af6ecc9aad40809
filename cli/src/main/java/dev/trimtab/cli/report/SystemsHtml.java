package dev.trimtab.cli.report;

import dev.trimtab.cli.report.Systems.IndexSet;
import dev.trimtab.cli.report.Systems.One;
import dev.trimtab.cli.report.Systems.Row;
import java.util.List;

/** Claims and measurements as one page that needs no network. */
public final class SystemsHtml {

  private static final String STYLE =
      """
      body{font:15px/1.5 system-ui,sans-serif;color:#1c2733;background:#fff;max-width:1080px;margin:2em auto;padding:0 1em}
      h1{font-size:1.6em}h2{margin-top:2em;font-size:1.25em;border-bottom:1px solid #d7dee6;padding-bottom:.2em}
      table{border-collapse:collapse;width:100%;margin:1em 0;font-variant-numeric:tabular-nums}
      th,td{text-align:right;padding:.35em .6em;border-bottom:1px solid #e8edf2}th{color:#5b6b7b;font-weight:600}
      th:first-child,td:first-child{text-align:left}td.better{color:#137a3f;font-weight:600}td.short{color:#b3261e;font-weight:600}
      p.quiet,li{color:#44525f;font-size:.9em}code{font-size:.9em}
      svg{max-width:100%}
      @media (prefers-color-scheme:dark){body{background:#12181f;color:#dbe4ec}th,td{border-color:#2a3541}h2{border-color:#2a3541}td.better{color:#63d297}td.short{color:#ff8a80}p.quiet,li{color:#a3b1be}}
      """;

  private SystemsHtml() {}

  /** Returns the page. */
  public static String render(Systems systems) {
    var out = new StringBuilder();
    out.append(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Four systems, measured</title>")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><style>")
        .append(STYLE)
        .append("</style></head><body>\n<h1>Four systems, measured</h1>\n");
    for (One system : systems.systems()) {
      system(out, system);
    }
    out.append("<p class=\"quiet\">")
        .append(Html.text(String.join(" ", SystemsText.footer(systems, 10_000))))
        .append("</p>\n</body></html>\n");
    return out.toString();
  }

  private static void system(StringBuilder out, One system) {
    out.append("<h2>").append(Html.text(SystemsText.title(system))).append("</h2>\n");
    chart(out, system);
    out.append(
        "<table><tr><th>work</th><th>claimed</th><th>before</th><th>after</th><th>ratio</th><th>verdict</th></tr>\n");
    for (Row row : system.rows()) {
      out.append("<tr>");
      cell(out, "", row.work());
      cell(out, "", row.claimed());
      cell(out, "", SystemsText.middle(row.before(), row.unit()));
      cell(out, "", SystemsText.middle(row.after(), row.unit()));
      cell(out, "", SystemsText.ratio(row));
      String note = row.note().isEmpty() ? "" : ": " + row.note();
      cell(out, row.verdict().toString().replace(' ', '-'), row.verdict() + note);
      out.append("</tr>\n");
    }
    out.append("</table>\n");
    list(out, "Redundant in the report's set", system.redundant());
    list(out, "Used by no statement", system.unused());
    list(out, "Missing in it", system.missing());
  }

  private static void chart(StringBuilder out, One system) {
    double widest = Math.max(system.hourBefore(), 1e-9);
    out.append(
        "<table><tr><th>indexes</th><th>time per hour of the application</th><th>number</th><th>size</th><th>log per hour</th></tr>\n");
    for (IndexSet set : system.sets()) {
      double width = Math.max(1, 320 * set.hourMillis() / widest);
      out.append("<tr>");
      cell(out, "", set.name());
      out.append(
          "<td><svg role=\"img\" width=\"430\" height=\"18\"><rect width=\"%.1f\" height=\"16\" rx=\"2\" fill=\"#3b7dd8\"/><text x=\"%.1f\" y=\"13\" font-size=\"12\" fill=\"currentColor\">%s</text></svg></td>"
              .formatted(width, width + 6, Html.text(Numbers.time(set.hourMillis()))));
      cell(out, "", Numbers.count(set.indexes()));
      cell(out, "", Numbers.bytes(set.bytes()));
      cell(out, "", Numbers.bytes(set.walPerHour()));
      out.append("</tr>\n");
    }
    out.append("</table>\n");
  }

  private static void cell(StringBuilder out, String name, String text) {
    out.append(name.isEmpty() ? "<td>" : "<td class=\"" + Html.text(name) + "\">")
        .append(Html.text(text))
        .append("</td>");
  }

  private static void list(StringBuilder out, String what, List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    out.append("<p>").append(Html.text(what)).append(":</p><ul>\n");
    lines.forEach(line -> out.append("<li>").append(Html.text(line)).append("</li>\n"));
    out.append("</ul>\n");
  }
}
