package dev.trimtab.cli.report;

import dev.trimtab.cli.report.Style.Tone;
import dev.trimtab.engine.WhatIf;
import java.util.Map;
import java.util.stream.Collectors;

/** One statement planned twice, for a terminal. */
public final class WhatIfText {

  private WhatIfText() {}

  /** Returns both plans and what the second one supposes. */
  public static String render(WhatIf whatIf, int room, Style style) {
    var out = new StringBuilder();
    plan(out, "now", whatIf.now(), style);
    if (whatIf.indexes().isEmpty()) {
      out.append(style.paint(Tone.GOOD, "No index would make it cheaper.")).append('\n');
    } else {
      whatIf
          .indexes()
          .forEach(index ->
              Clean.wrap(Clean.line(index), room)
                  .forEach(line -> out.append(style.paint(Tone.CODE, line)).append('\n')));
      out.append('\n');
      plan(out, "with it", whatIf.then(), style);
      out.append(
              style.paint(
                  Tone.TITLE,
                  "cost %s -> %s (%s), estimated on the twin"
                      .formatted(
                          Numbers.digits(whatIf.now().cost()),
                          Numbers.digits(whatIf.then().cost()),
                          Numbers.ratio(whatIf.now().cost(), whatIf.then().cost()))))
          .append('\n');
    }
    if (!whatIf.statementAdvice().isEmpty()) {
      // What is explained is said already, and has no other name.
      Map<String, String> texts =
          whatIf.statementAdvice().stream()
              .flatMap(advice -> advice.statementIds().stream())
              .distinct()
              .collect(Collectors.toMap(id -> id, _ -> whatIf.statement()));
      out.append('\n')
          .append(StatementAdviceText.render(whatIf.statementAdvice(), texts, room, style));
    }
    whatIf
        .notes()
        .forEach(note ->
            Clean.wrap("note: " + Clean.line(note), room)
                .forEach(line -> out.append(style.paint(Tone.UNSURE, line)).append('\n')));
    return out.toString();
  }

  private static void plan(StringBuilder out, String when, WhatIf.Plan plan, Style style) {
    out.append(
            style.paint(
                Tone.TITLE, "Plan %s, cost %s".formatted(when, Numbers.digits(plan.cost()))))
        .append('\n');
    Clean.lines(plan.text().stripTrailing())
        .lines()
        .forEach(line -> out.append("  ").append(line).append('\n'));
    out.append('\n');
  }
}
