package dev.trimtab.cli.report;

import dev.trimtab.core.advice.Recommendation;
import dev.trimtab.core.advice.StatementEffect;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.proof.Measurement;
import dev.trimtab.core.proof.Verdict;
import java.util.List;
import java.util.Map;

/** One card per recommendation: what, why, for whom, at what price, and the way back. */
final class HtmlCards {

  /** A page with thousands of rows helps nobody; JSON has them all. */
  private static final int STATEMENTS_MAX = 25;

  /** A short list is read as a whole, of a long one the first show how they look. */
  private static final int OPEN_ALL_MAX = 8;

  private static final int OPEN_FIRST = 2;

  private final Report report;
  private final Map<String, String> texts;

  HtmlCards(Report report) {
    this.report = report;
    texts = report.texts();
  }

  String render() {
    var out = new StringBuilder();
    int number = 1;
    boolean isShort = report.recommendations().size() <= OPEN_ALL_MAX;
    for (Recommendation recommendation : report.recommendations()) {
      out.append(card(number, isShort || number <= OPEN_FIRST, recommendation));
      number++;
    }
    for (Change change : report.laterChanges()) {
      out.append(card(number++, change));
    }
    return out.toString();
  }

  private String card(int number, boolean isOpen, Recommendation recommendation) {
    var change = report.changeOf(recommendation);
    var evidence = recommendation.evidence();
    var out = new StringBuilder();
    out.append(
        """
        <details class="card"%s><summary class="head"><span class="no">%d</span>\
        <span class="what">%s</span><span class="size">%s</span>\
        <span class="badges">%s</span></summary><div class="body">
        """
            .formatted(
                isOpen ? " open" : "",
                number,
                Html.text(Words.brief(recommendation)),
                Html.text(Words.size(recommendation)),
                badges(recommendation)));
    paragraph(out, recommendation.reason());
    if (change.isEmpty() && evidence.verdict() instanceof Verdict.Inconclusive(String missing)) {
      paragraph(out, "Missing: " + missing);
    }
    change.flatMap(Change::outcome).ifPresent(outcome -> paragraph(out, outcome));
    out.append(facts(recommendation));
    out.append(Html.code(recommendation.applySql() + ";"));
    change
        .filter(done -> !done.measurements().isEmpty())
        .ifPresent(done ->
            out.append(
                details(
                    "%s measured".formatted(Words.plural(done.measurements().size(), "statement")),
                    measurements(done.measurements()))));
    effects(out, "helped", evidence.helped());
    effects(out, "slowed", evidence.slowed());
    out.append(details("Undo", Html.code(recommendation.undoSql() + ";")));
    return out.append("</div></details>\n").toString();
  }

  /** A change that came from what was measured: nothing about it was estimated beforehand. */
  private String card(int number, Change change) {
    var out = new StringBuilder();
    out.append(
        """
        <details class="card"><summary class="head"><span class="no">%d</span>\
        <span class="what">%s</span><span class="badges">%s%s</span></summary><div class="body">
        """
            .formatted(
                number,
                Html.text(Words.brief(change)),
                Html.badge(Words.of(change.state())),
                measuredBadge(HistoryText.measured(change))));
    paragraph(out, change.reason());
    change.outcome().ifPresent(outcome -> paragraph(out, outcome));
    out.append(Html.code(change.applySql() + ";"));
    if (!change.measurements().isEmpty()) {
      out.append(
          details(
              "%s measured".formatted(Words.plural(change.measurements().size(), "statement")),
              measurements(change.measurements())));
    }
    out.append(details("Undo", Html.code(change.undoSql() + ";")));
    return out.append("</div></details>\n").toString();
  }

  private static void paragraph(StringBuilder out, String text) {
    out.append("<p class=\"why\">%s</p>\n".formatted(Html.text(text)));
  }

  /** What was measured takes the place of what was estimated. */
  private String badges(Recommendation recommendation) {
    var evidence = recommendation.evidence();
    var change = report.changeOf(recommendation);
    String state = change.map(done -> Html.badge(Words.of(done.state()))).orElse("");
    String measured = change.map(HistoryText::measured).orElse("");
    if (measured.isEmpty()) {
      return state
          + Html.badge(Words.of(evidence.verdict()))
          + Html.badge(Words.of(evidence.confidence()));
    }
    return state + measuredBadge(measured);
  }

  private static String measuredBadge(String measured) {
    var tone = measured.endsWith("slower") ? Style.Tone.BAD : Style.Tone.NORMAL;
    return measured.isEmpty()
        ? ""
        : Html.badge(new Words.Badge("measured " + measured.replace('x', '\u00d7'), tone));
  }

  private String facts(Recommendation recommendation) {
    var evidence = recommendation.evidence();
    var out = new StringBuilder("<dl class=\"facts\">");
    var verdict = Words.of(evidence.verdict());
    fact(out, "Estimated", verdict.text());
    fact(out, "Writes", Words.writes(recommendation));
    if (evidence.verdict() instanceof Verdict.Improves improves
        && improves.savedPerHour().isPresent()) {
      fact(out, "Saved per hour", Numbers.time(improves.savedPerHour().get()));
    }
    return out.append("</dl>\n").toString();
  }

  private static void fact(StringBuilder out, String name, String value) {
    out.append("<div><dt>%s</dt><dd>%s</dd></div>".formatted(name, Html.text(value)));
  }

  private void effects(StringBuilder out, String what, List<StatementEffect> effects) {
    if (effects.isEmpty()) {
      return;
    }
    var table = new StringBuilder();
    table.append(
        """
        <div class="scroll"><table><thead><tr><th>Statement</th><th class="n wide">Calls</th>\
        <th class="n">Cost now</th><th class="n">Then</th><th class="n">Ratio</th>\
        <th class="n wide">Spread</th></tr></thead><tbody>
        """);
    effects.stream()
        .limit(STATEMENTS_MAX)
        .forEach(effect ->
            table.append(
                """
                <tr>%s<td class="n wide">%s</td><td class="n">%s</td><td class="n">%s</td>\
                <td class="n">%s</td><td class="n wide">%s</td></tr>
                """
                    .formatted(
                        statement(effect.statementId()),
                        Numbers.count(effect.calls()),
                        Numbers.digits(effect.costBefore()),
                        Numbers.digits(effect.costAfter()),
                        Html.ratio(effect.costBefore(), effect.costAfter()),
                        Html.text(TextReport.spread(effect)))));
    table.append("</tbody></table></div>\n").append(more(effects.size()));
    out.append(
        details(
            "%s %s, estimated".formatted(Words.plural(effects.size(), "statement"), what),
            table.toString()));
  }

  private String measurements(List<Measurement> measurements) {
    var table = new StringBuilder();
    table.append(
        """
        <div class="scroll"><table><thead><tr><th>Statement</th><th class="n wide">Runs</th>\
        <th class="n">Before ms</th><th class="n">After ms</th><th class="n">Ratio</th>\
        <th class="n wide">Spread after</th></tr></thead><tbody>
        """);
    measurements.stream()
        .limit(STATEMENTS_MAX)
        .forEach(measured ->
            table.append(
                """
                <tr>%s<td class="n wide">%d</td><td class="n">%s</td><td class="n">%s</td>\
                <td class="n">%s</td><td class="n wide">%s&ndash;%s</td></tr>
                """
                    .formatted(
                        statement(measured.statementId()),
                        measured.after().runs(),
                        Html.text(Numbers.millis(measured.before().median())),
                        Html.text(Numbers.millis(measured.after().median())),
                        Html.ratio(measured.before().median(), measured.after().median()),
                        Html.text(Numbers.millis(measured.after().min())),
                        Html.text(Numbers.millis(measured.after().max())))));
    return table.append("</tbody></table></div>\n").append(more(measurements.size())).toString();
  }

  private String statement(String id) {
    String text = texts.getOrDefault(id, id);
    return "<td class=\"sql\"><code title=\"%s\">%s</code></td>"
        .formatted(Html.text("statement " + id), Html.text(text));
  }

  private static String more(int statements) {
    return statements <= STATEMENTS_MAX
        ? ""
        : "<p class=\"hint\">and %d more; the JSON form has all.</p>\n"
            .formatted(statements - STATEMENTS_MAX);
  }

  private static String details(String summary, String inside) {
    return "<details><summary>%s</summary><div class=\"inside\">%s</div></details>\n"
        .formatted(Html.text(summary), inside);
  }
}
