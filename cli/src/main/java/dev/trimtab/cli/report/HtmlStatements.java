package dev.trimtab.cli.report;

import dev.trimtab.core.rewrite.StatementAdvice;
import java.util.List;
import java.util.Map;

/** One card per statement to change: why, the new text, and what must hold for it. */
final class HtmlStatements {

  /** A short list is read as a whole. */
  private static final int OPEN_MAX = 3;

  private HtmlStatements() {}

  static String render(List<StatementAdvice> advice, Map<String, String> texts) {
    if (advice.isEmpty()) {
      return "";
    }
    var out = new StringBuilder("<h2>Statements to change</h2>\n");
    out.append(
        "<p class=\"hint\">Where no index helps. A new text gives the same rows whenever what it"
            + " says holds; PostgreSQL has read it.</p>\n");
    int number = 1;
    for (StatementAdvice one : advice) {
      out.append(card(number++, advice.size() <= OPEN_MAX, one, texts));
    }
    return out.toString();
  }

  private static String card(
      int number, boolean isOpen, StatementAdvice advice, Map<String, String> texts) {
    var out = new StringBuilder();
    out.append(
        """
        <details class="card"%s><summary class="head"><span class="no">%d</span>\
        <span class="what">%s</span><span class="badges">%s</span></summary><div class="body">
        """
            .formatted(
                isOpen ? " open" : "", number, Html.text(advice.kind().title()), ratio(advice)));
    out.append("<p class=\"why\">%s</p>\n".formatted(Html.text(advice.reason())));
    advice.statementIds().forEach(id -> out.append(Html.code(texts.getOrDefault(id, id))));
    advice
        .rewrite()
        .ifPresent(
            rewrite -> out.append("<p class=\"why\">Instead:</p>\n").append(Html.code(rewrite)));
    out.append("<p class=\"why\">Holds: %s</p>\n".formatted(Html.text(advice.condition())));
    return out.append("</div></details>\n").toString();
  }

  private static String ratio(StatementAdvice advice) {
    return advice.costNow().isEmpty() || advice.costThen().isEmpty()
        ? ""
        : Html.ratio(advice.costNow().getAsDouble(), advice.costThen().getAsDouble());
  }
}
