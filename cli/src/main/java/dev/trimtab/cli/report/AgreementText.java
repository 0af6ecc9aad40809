package dev.trimtab.cli.report;

import dev.trimtab.cli.report.Style.Tone;
import dev.trimtab.cli.report.TextTable.Cell;
import dev.trimtab.cli.report.TextTable.Column;
import dev.trimtab.engine.Agreement;

/** How far the twin is to be believed, for a terminal. */
public final class AgreementText {

  private AgreementText() {}

  /** Returns everything, statement by statement where the two differ. */
  public static String render(Agreement agreement, int room, Style style) {
    var out = new StringBuilder();
    boolean all = agreement.samePlan() == agreement.compared() && agreement.compared() > 0;
    Clean.wrap(sentence(agreement), room)
        .forEach(line -> out.append(style.paint(all ? Tone.GOOD : Tone.UNSURE, line)).append('\n'));
    agreement
        .skipped()
        .forEach(why ->
            Clean.wrap("note: " + Clean.line(why), room)
                .forEach(line -> out.append(style.paint(Tone.UNSURE, line)).append('\n')));
    if (agreement.disagreements().isEmpty()) {
      return out.toString();
    }
    var table =
        new TextTable(
            Column.left("statement"),
            Column.right("target"),
            Column.right("twin"),
            Column.flexible("plans"));
    for (var differs : agreement.disagreements()) {
      boolean sameShape = differs.targetShape().equals(differs.twinShape());
      table.row(
          Cell.of(differs.statementId()),
          Cell.of(Numbers.digits(differs.targetCost())),
          Cell.of(Numbers.digits(differs.twinCost())),
          Cell.of(sameShape ? "equal" : "target: " + differs.targetShape()));
      if (!sameShape) {
        table.row("", "", "", "twin:   " + differs.twinShape());
      }
    }
    return out.append('\n').append(table.render(room, 0, style)).toString();
  }

  static String sentence(Agreement agreement) {
    if (agreement.compared() == 0) {
      return "The twin was compared with nothing.";
    }
    return "The twin's plan is the database's own in %s of %s%s."
        .formatted(
            Numbers.count(agreement.samePlan()),
            Words.plural(agreement.compared(), "case"),
            agreement.meanCostError().isEmpty()
                ? ""
                : "; its costs are off by %s on average, %s at worst"
                    .formatted(
                        Numbers.percent(agreement.meanCostError().getAsDouble()),
                        Numbers.percent(agreement.worstCostError().orElse(0))));
  }
}
