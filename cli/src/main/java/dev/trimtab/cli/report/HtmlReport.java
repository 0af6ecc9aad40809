package dev.trimtab.cli.report;

import dev.trimtab.cli.report.HtmlCharts.Bar;
import dev.trimtab.cli.report.HtmlCharts.Step;
import dev.trimtab.core.advice.Recommendation;
import dev.trimtab.core.change.ChangeState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The report as one page: no network, no other file, light or dark as the reader likes it. Runs no
 * script but the one whose hash it states.
 */
public final class HtmlReport {

  private static final int BARS_MAX = 15;
  private static final int WORKLOAD_MAX = 200;

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Report report;
  private final StringBuilder out = new StringBuilder();

  private HtmlReport(Report report) {
    this.report = report;
  }

  /** Returns the page. */
  public static String render(Report report) {
    var page = new HtmlReport(report);
    page.head();
    page.tiles();
    page.charts();
    page.recommendations();
    page.out.append(HtmlStatements.render(report.findings().statementAdvice(), report.texts()));
    report.measured().ifPresent(page::workload);
    page.twin();
    page.notes();
    page.foot();
    return page.out.toString();
  }

  private void head() {
    var findings = report.findings();
    var server = findings.snapshot().server();
    String script = resource("report.js");
    out.append(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
        style-src 'unsafe-inline'; script-src 'sha256-%s'">
        <title>Trimtab: %s</title>
        <style>
        %s</style>
        </head>
        <body>
        <header class="top">
        <div class="brand"><svg viewBox="0 0 24 24" fill="none" stroke="currentColor" \
        stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">\
        <path d="M3 18C9 18 12 6 21 5"/><path d="M14 18h7"/><circle cx="14" cy="9.5" r="1.6" \
        fill="currentColor"/></svg>Trimtab</div>
        """
            .formatted(hash(script), Html.text(server.database()), resource("report.css")));
    out.append("<h1>%s</h1>\n".formatted(Html.text(server.database())));
    var workload = findings.workload();
    out.append(
        "<p class=\"lead\">PostgreSQL %s &middot; %s &middot; %s from %s%s &middot; %s</p>\n</header>\n<main>\n"
            .formatted(
                Html.text(server.version()),
                Html.text(report.subject()),
                Words.plural(workload.statements().size(), "statement"),
                Html.text(workload.source()),
                workload.period().map(p -> " over " + Numbers.time(p)).orElse(""),
                DAY.format(report.at())));
  }

  private void tiles() {
    var advice = report.findings().advice();
    out.append("<div class=\"tiles\">\n");
    if (report.measured().isPresent()) {
      var measured = report.measured().get();
      mainTile(
          measured.hourBefore(),
          measured.hourAfter(),
          "%s &rarr; %s of database time per hour of the application, measured"
              .formatted(Numbers.time(measured.hourBefore()), Numbers.time(measured.hourAfter())));
    } else {
      mainTile(
          advice.costBefore(),
          advice.costAfter(),
          "%s &rarr; %s, estimated"
              .formatted(report.cost(advice.costBefore()), report.cost(advice.costAfter())));
    }
    int kept = report.changes(ChangeState.KEPT).size();
    tile(
        "Changes",
        report.wasApplied()
            ? "%d <small>kept</small>".formatted(kept)
            : "%d <small>recommended</small>".formatted(advice.recommendations().size()),
        report.wasApplied()
            ? "%d rolled back, %d rejected"
                .formatted(
                    report.changes(ChangeState.ROLLED_BACK).size(),
                    report.changes(ChangeState.REJECTED).size())
            : "%s compared".formatted(Words.plural(advice.candidates(), "candidate")));
    var bytes = report.findings().snapshot().server().databaseBytes();
    tile(
        "Size",
        sized(report.sizeBytes()),
        bytes
            .map(all ->
                "%s of the database's %s"
                    .formatted(Numbers.percent(report.sizeBytes() / all), Numbers.bytes(all)))
            .orElse("in all"));
    var agreement = report.findings().agreement();
    tile(
        "Twin",
        agreement.compared() == 0
            ? "&ndash;"
            : "%s <small>of %s</small>"
                .formatted(
                    Numbers.count(agreement.samePlan()), Numbers.count(agreement.compared())),
        agreement.meanCostError().isEmpty()
            ? "not compared"
            : "plans equal, costs off by %s"
                .formatted(Numbers.percent(agreement.meanCostError().getAsDouble())));
    out.append("</div>\n");
  }

  private void mainTile(double before, double after, String more) {
    out.append(
        "<div class=\"tile main\"><div class=\"name\">Workload</div><div class=\"value\">%s</div><div class=\"more\">%s</div></div>\n"
            .formatted(
                before > after && after > 0
                    ? Numbers.ratio(before, after).replace("x", "&times;") + " <small>less</small>"
                    : "as it is",
                more));
  }

  private void tile(String name, String value, String more) {
    out.append(
        "<div class=\"tile\"><div class=\"name\">%s</div><div class=\"value\">%s</div><div class=\"more\">%s</div></div>\n"
            .formatted(name, value, Html.text(more)));
  }

  private static String sized(double bytes) {
    String[] parts = Numbers.bytes(bytes).split(" ", 2);
    return "%s <small>%s</small>".formatted(parts[0], parts[1]);
  }

  private void charts() {
    List<Bar> bars = bars();
    boolean isTime = report.measured().isPresent() || !report.measurements().isEmpty();
    String chart = HtmlCharts.bars(bars, isTime ? Numbers::time : Numbers::compact);
    if (!chart.isEmpty()) {
      out.append("<h2>The dearest statements</h2>\n");
      out.append("<p class=\"hint\">%s Logarithmic scale.</p>\n".formatted(Html.text(chartHint())));
      out.append(
          """
          <div class="panel"><div class="legend"><span><i class="b"></i>before</span>\
          <span><i class="a"></i>after</span></div>
          """);
      out.append(chart).append("</div>\n");
    }
    String growth =
        HtmlCharts.growth(
            report.recommendations().stream()
                .filter(Recommendation.CreateIndex.class::isInstance)
                .filter(
                    r -> report.changeOf(r).map(c -> c.state() == ChangeState.KEPT).orElse(true))
                .map(HtmlReport::step)
                .filter(step -> step.gain() > 0)
                .toList(),
            "size of all indexes so far",
            Numbers::bytes);
    if (!growth.isEmpty()) {
      out.append("<h2>What each index adds</h2>\n");
      out.append(
          "<p class=\"hint\">Estimated gain against size, in the order of the recommendations:"
              + " where the curve is flat, an index buys little.</p>\n");
      out.append("<div class=\"panel\">").append(growth).append("</div>\n");
    }
  }

  private String chartHint() {
    if (report.measured().isPresent()) {
      return "Database time per hour of the application, measured before and after all changes.";
    }
    return report.measurements().isEmpty()
        ? "Planner cost times calls, without and with all recommendations, estimated on the twin."
        : "Time per execution times calls, measured before and after each kept change.";
  }

  private List<Bar> bars() {
    if (report.measured().isPresent()) {
      return report.measured().get().dearest(BARS_MAX).stream()
          .map(line ->
              new Bar(Html.text(line.name()), line.sql(), line.hourBefore(), line.hourAfter()))
          .toList();
    }
    Map<String, String> texts = report.texts();
    if (!report.measurements().isEmpty()) {
      return report.measurements().stream()
          .limit(BARS_MAX)
          .map(m ->
              bar(
                  texts.getOrDefault(m.statementId(), m.statementId()),
                  m.calls() * m.before().median(),
                  m.calls() * m.after().median()))
          .toList();
    }
    return report.dearest(BARS_MAX).stream()
        .map(e ->
            bar(
                texts.getOrDefault(e.statementId(), e.statementId()),
                e.calls() * e.costBefore(),
                e.calls() * e.costAfter()))
        .toList();
  }

  private static Bar bar(String sql, double before, double after) {
    return new Bar("<code>%s</code>".formatted(Html.text(sql)), sql, before, after);
  }

  private static Step step(Recommendation recommendation) {
    double gain =
        recommendation.evidence().helped().stream().mapToDouble(e -> e.calls() * e.saved()).sum()
            + recommendation.evidence().slowed().stream()
                .mapToDouble(e -> e.calls() * e.saved())
                .sum();
    return new Step(Words.brief(recommendation), recommendation.evidence().sizeBytes(), gain);
  }

  private void recommendations() {
    out.append(
        "<h2 id=\"recommendations-title\">%s</h2>\n"
            .formatted(report.wasApplied() ? "Changes" : "Recommendations"));
    if (report.recommendations().isEmpty() && report.changes().isEmpty()) {
      out.append(
          "<div class=\"panel empty\">%s</div>\n".formatted(Html.text(report.nothingToChange())));
      return;
    }
    out.append(
        "<p class=\"hint\">Each can be taken back with its undo. <button type=\"button\""
            + " id=\"open-all\" class=\"copy only-js\" style=\"position:static\">Open"
            + " all</button></p>\n<div id=\"recommendations\">\n");
    out.append(new HtmlCards(report).render()).append("</div>\n");
  }

  private void workload(BeforeAfter measured) {
    out.append("<h2>The whole workload, measured</h2>\n");
    out.append(
        "<p class=\"hint\">The same statements with the same parameters, before and after. Times of"
            + " one execution are medians, seen by the client, rows fetched.</p>\n");
    out.append(
        """
        <div class="panel scroll"><table><thead><tr><th>Statement</th><th class="n wide">Calls/h</th>\
        <th class="n">Before ms</th><th class="n">After ms</th><th class="n">Ratio</th>\
        <th class="n wide">Claimed</th><th class="n wide">Hour before</th>\
        <th class="n wide">Hour after</th></tr></thead><tbody>
        """);
    for (var line : measured.dearest(WORKLOAD_MAX)) {
      out.append(
          """
          <tr><td class="name" title="%s">%s</td><td class="n wide">%s</td><td class="n">%s</td>\
          <td class="n">%s</td><td class="n">%s</td><td class="n wide">%s</td>\
          <td class="n wide">%s</td><td class="n wide">%s</td></tr>
          """
              .formatted(
                  Html.text(line.sql()),
                  Html.text(line.name()),
                  Numbers.count(line.callsPerHour()),
                  Html.text(Numbers.millis(line.before().median())),
                  Html.text(Numbers.millis(line.after().median())),
                  Html.ratio(line.before().median(), line.after().median()),
                  line.claimed().isPresent()
                      ? Numbers.digits(line.claimed().getAsDouble()) + "&times;"
                      : "",
                  Numbers.time(line.hourBefore()),
                  Numbers.time(line.hourAfter())));
    }
    out.append(
        """
        <tr class="total"><td>Whole workload</td><td class="n wide">%s</td><td></td><td></td>\
        <td class="n">%s</td><td class="wide"></td><td class="n wide">%s</td>\
        <td class="n wide">%s</td></tr></tbody></table></div>
        """
            .formatted(
                Numbers.count(
                    measured.lines().stream().mapToLong(BeforeAfter.Line::callsPerHour).sum()),
                Html.ratio(measured.hourBefore(), measured.hourAfter()),
                Numbers.time(measured.hourBefore()),
                Numbers.time(measured.hourAfter())));
  }

  private void twin() {
    var agreement = report.findings().agreement();
    out.append("<h2>The twin</h2>\n<div class=\"panel\">");
    out.append("<p>%s</p>\n".formatted(Html.text(AgreementText.sentence(agreement))));
    out.append(
        "<p class=\"hint\">A copy without rows on PostgreSQL %s: the planner, the schema and the statistics are real. Estimates are made there and nowhere else.</p>\n"
            .formatted(Html.text(report.findings().twinVersion())));
    list("What it lacks", report.findings().twinGaps());
    list(
        "Where it differs",
        agreement.disagreements().stream()
            .map(d ->
                "%s: cost %s on the database, %s on the twin%s"
                    .formatted(
                        d.statementId(),
                        Numbers.digits(d.targetCost()),
                        Numbers.digits(d.twinCost()),
                        d.targetShape().equals(d.twinShape()) ? "" : "; another plan"))
            .toList());
    list("Not compared", agreement.skipped());
    out.append("</div>\n");
  }

  private void notes() {
    var findings = report.findings();
    boolean any =
        !(report.stopped().isEmpty()
            && findings.advice().notes().isEmpty()
            && findings.notUnderstood().isEmpty()
            && findings.workload().skipped().isEmpty()
            && findings.snapshot().gaps().isEmpty());
    if (any) {
      out.append("<h2>Notes</h2>\n<div class=\"panel\">");
      list("Not tried", report.stopped());
      list("About the advice", findings.advice().notes());
      list("Not understood", findings.notUnderstood());
      list("Left out of the workload", findings.workload().skipped());
      list("Not seen", findings.snapshot().gaps());
      out.append("</div>\n");
    }
  }

  private void list(String title, List<String> items) {
    if (!items.isEmpty()) {
      out.append("<h3>%s</h3>\n<ul class=\"notes\">\n".formatted(title));
      items.forEach(item -> out.append("<li>%s</li>\n".formatted(Html.text(item))));
      out.append("</ul>\n");
    }
  }

  private void foot() {
    out.append(
        "</main>\n<footer>Written by Trimtab. Estimated numbers come from the planner, observed ones from the database itself.</footer>\n");
    out.append("<script>").append(resource("report.js")).append("</script>\n</body>\n</html>\n");
  }

  private static String hash(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (var in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("not packed with the program: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("could not read " + name, e);
    }
  }
}
