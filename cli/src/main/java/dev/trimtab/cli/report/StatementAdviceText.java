package dev.trimtab.cli.report;

import dev.trimtab.cli.report.Style.Tone;
import dev.trimtab.core.rewrite.StatementAdvice;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What to change in statements, for a terminal. */
final class StatementAdviceText {

  /** More is counted; JSON and HTML have all. */
  private static final int ADVICE_MAX = 12;

  private static final int INDENT = 3;

  private final Map<String, String> texts;
  private final int room;
  private final Style style;
  private final StringBuilder out = new StringBuilder();

  private StatementAdviceText(Map<String, String> texts, int room, Style style) {
    this.texts = texts;
    this.room = room;
    this.style = style;
  }

  /**
   * Returns the section; nothing if there is nothing to say.
   *
   * @param texts of the statements, by id
   */
  static String render(
      List<StatementAdvice> advice, Map<String, String> texts, int room, Style style) {
    if (advice.isEmpty()) {
      return "";
    }
    var text = new StatementAdviceText(texts, room, style);
    text.line(0, Tone.TITLE, "What to change in statements, where no index helps:");
    text.out.append('\n');
    advice.stream().limit(ADVICE_MAX).forEach(text::one);
    if (advice.size() > ADVICE_MAX) {
      text.line(
          0,
          Tone.QUIET,
          "and %d more; --format json has all".formatted(advice.size() - ADVICE_MAX));
      text.out.append('\n');
    }
    return text.out.toString();
  }

  private void one(StatementAdvice advice) {
    line(0, Tone.NORMAL, " * %s: %s".formatted(advice.kind().title(), advice.reason()));
    for (String id : advice.statementIds()) {
      line(INDENT, Tone.QUIET, Clean.cut("now:   " + Clean.line(text(id)), room - INDENT));
    }
    String label = "then:  ";
    for (String part : advice.rewrite().map(Clean::lines).orElse("").split("\n", -1)) {
      if (!part.isBlank()) {
        line(INDENT, Tone.CODE, label + part.stripTrailing());
        label = " ".repeat(label.length());
      }
    }
    line(INDENT, Tone.NORMAL, "holds: " + advice.condition());
    cost(advice.costNow(), advice.costThen());
    out.append('\n');
  }

  private void cost(OptionalDouble now, OptionalDouble then) {
    if (now.isEmpty() || then.isEmpty()) {
      return;
    }
    line(
        INDENT,
        then.getAsDouble() < now.getAsDouble() ? Tone.GOOD : Tone.NORMAL,
        "cost:  %s -> %s (%s), estimated with the recommended indexes"
            .formatted(
                Numbers.digits(now.getAsDouble()),
                Numbers.digits(then.getAsDouble()),
                Numbers.ratio(now.getAsDouble(), then.getAsDouble())));
  }

  private String text(String id) {
    return texts.getOrDefault(id, id);
  }

  private void line(int indentation, Tone tone, String text) {
    for (String part : Clean.wrap(Clean.lines(text), room - indentation)) {
      out.append(" ".repeat(indentation)).append(style.paint(tone, part)).append('\n');
    }
  }
}
