package dev.trimtab.cli.report;

import dev.trimtab.cli.report.Style.Tone;
import dev.trimtab.cli.report.TextTable.Cell;
import dev.trimtab.cli.report.TextTable.Column;
import dev.trimtab.core.advice.Recommendation;
import dev.trimtab.core.advice.StatementEffect;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.proof.Measurement;
import dev.trimtab.core.proof.Timing;
import dev.trimtab.core.proof.Verdict;
import dev.trimtab.engine.Agreement;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The report for a terminal: ASCII, as wide as asked. */
public final class TextReport {

  /** More statements of one index are summed up in a line; JSON and HTML have them all. */
  private static final int STATEMENTS_MAX = 5;

  /** Of all measured statements, the dearest ones. */
  private static final int MEASURED_MAX = 25;

  /** More notes are counted. */
  private static final int NOTES_MAX = 12;

  private static final int INDENT = 3;

  private final Report report;
  private final int room;
  private final Style style;
  private final Map<String, String> texts;
  private final StringBuilder out = new StringBuilder();

  private TextReport(Report report, int room, Style style) {
    this.report = report;
    this.room = room;
    this.style = style;
    texts = report.texts();
  }

  /**
   * Renders everything.
   *
   * @param room columns of the terminal
   */
  public static String render(Report report, int room, Style style) {
    var text = new TextReport(report, room, style);
    text.head();
    text.recommendations();
    text.out.append(
        StatementAdviceText.render(report.findings().statementAdvice(), text.texts, room, style));
    text.measured();
    text.agreement();
    text.notes();
    text.summary();
    return text.out.toString();
  }

  private void head() {
    var server = report.findings().snapshot().server();
    line(
        Tone.TITLE,
        "%s on PostgreSQL %s (%s)"
            .formatted(server.database(), server.version(), report.subject()));
    var workload = report.findings().workload();
    line(
        Tone.QUIET,
        "%s from %s%s; %s understood; %s compared with %s plans in %s%s"
            .formatted(
                Words.plural(workload.statements().size(), "statement"),
                workload.source(),
                workload.period().map(period -> " over " + Numbers.time(period)).orElse(""),
                Numbers.count(report.findings().understood().size()),
                Words.plural(report.findings().advice().candidates(), "candidate"),
                Numbers.count(report.findings().advice().plans()),
                Numbers.time(report.findings().took()),
                report.findings().advice().isComplete() ? "" : " (stopped by the time limit)"));
    out.append('\n');
  }

  private void recommendations() {
    int number = 1;
    for (Recommendation recommendation : report.recommendations()) {
      recommendation(number++, recommendation);
    }
    for (Change change : report.laterChanges()) {
      line(Tone.CODE, "%2d %s".formatted(number++, Words.statement(change)));
      wrapped(Tone.NORMAL, change.reason());
      change(change);
      undo(change.kind() == Change.Kind.STORED_COUNT, change.undoSql());
      out.append('\n');
    }
    if (report.recommendations().isEmpty() && report.changes().isEmpty()) {
      line(report.isNothingToChange() ? Tone.GOOD : Tone.UNSURE, report.nothingToChange());
      out.append('\n');
    }
  }

  private void recommendation(int number, Recommendation recommendation) {
    var evidence = recommendation.evidence();
    var change = report.changeOf(recommendation);
    String label = "%2d ".formatted(number);
    List<String> ddl = Clean.wrap(Clean.line(Words.statement(recommendation)), room - INDENT);
    out.append(style.paint(Tone.TITLE, label)).append(style.paint(Tone.CODE, ddl.getFirst()));
    out.append('\n');
    ddl.stream().skip(1).forEach(more -> indented(Tone.CODE, more));
    wrapped(Tone.NORMAL, recommendation.reason());
    var verdict = Words.of(evidence.verdict());
    var confidence = Words.of(evidence.confidence());
    out.append(" ".repeat(INDENT))
        .append(
            "size %s   writes %s   %s, %s"
                .formatted(
                    Words.size(recommendation),
                    Words.writes(recommendation),
                    style.paint(verdict.tone(), verdict.text()),
                    style.paint(confidence.tone(), confidence.text())))
        .append('\n');
    if (evidence.verdict() instanceof Verdict.Inconclusive(String missing)) {
      wrapped(Tone.UNSURE, "missing: " + missing);
    }
    change.ifPresent(this::change);
    if (change.isEmpty() || change.get().measurements().isEmpty()) {
      effects("helped", evidence.helped());
      effects("slowed", evidence.slowed());
    }
    undo(recommendation instanceof Recommendation.StoredCount, recommendation.undoSql());
    out.append('\n');
  }

  /** A script of many lines is for --format sql and for a migration. */
  private void undo(boolean isScript, String sql) {
    wrapped(
        Tone.QUIET,
        isScript ? "the script and its undo: --format sql, or tune --migrations" : "undo: " + sql);
  }

  private void change(Change change) {
    var state = Words.of(change.state());
    String outcome = Words.outcome(change).map(": "::concat).orElse("");
    List<String> lines = Clean.wrap(Clean.line(state.text() + outcome), room - INDENT);
    lines.forEach(line -> indented(state.tone(), line));
    if (!change.measurements().isEmpty()) {
      out.append('\n')
          .append(measurements(change.measurements(), STATEMENTS_MAX, INDENT))
          .append('\n');
    }
  }

  private String measurements(List<Measurement> measurements, int limit, int indentation) {
    var table =
        new TextTable(
            Column.right("before ms"),
            Column.right("after ms"),
            Column.right("ratio"),
            Column.right("spread after"),
            Column.flexible("measured statement"));
    measurements.stream()
        .limit(limit)
        .forEach(measured -> {
          double before = measured.before().median();
          double after = measured.after().median();
          table.row(
              Cell.of(Numbers.millis(before)),
              Cell.of(Numbers.millis(after)),
              new Cell(Numbers.ratio(before, after), tone(before, after)),
              Cell.of(
                  Numbers.millis(measured.after().min())
                      + " - "
                      + Numbers.millis(measured.after().max())),
              Cell.of(text(measured.statementId())));
        });
    return table.render(room, indentation, style) + more(measurements.size() - limit);
  }

  private void effects(String what, List<StatementEffect> effects) {
    if (effects.isEmpty()) {
      return;
    }
    var table =
        new TextTable(
            Column.right("cost now"),
            Column.right("then"),
            Column.right("ratio"),
            Column.right("spread"),
            Column.right("calls"),
            Column.flexible("statement " + what));
    effects.stream()
        .limit(STATEMENTS_MAX)
        .forEach(effect ->
            table.row(
                Cell.of(Numbers.digits(effect.costBefore())),
                Cell.of(Numbers.digits(effect.costAfter())),
                new Cell(
                    Numbers.ratio(effect.costBefore(), effect.costAfter()),
                    tone(effect.costBefore(), effect.costAfter())),
                Cell.of(spread(effect)),
                Cell.of(Numbers.count(effect.calls())),
                Cell.of(text(effect.statementId()))));
    out.append('\n')
        .append(table.render(room, INDENT, style))
        .append(more(effects.size() - STATEMENTS_MAX));
    out.append('\n');
  }

  /** The ratio over the parameter values that were tried: skew shows here. */
  static String spread(StatementEffect effect) {
    String best = Numbers.ratio(1, effect.bestRatio());
    String worst = Numbers.ratio(1, effect.worstRatio());
    return best.equals(worst) ? "" : worst.replace(" slower", "") + " - " + best;
  }

  private String more(int statements) {
    return statements <= 0
        ? ""
        : " ".repeat(INDENT) + style.paint(Tone.QUIET, "and %d more".formatted(statements)) + "\n";
  }

  private void measured() {
    if (report.measured().isPresent()) {
      out.append(BeforeAfterText.render(report.measured().get(), room, style)).append('\n');
    } else if (!report.measurements().isEmpty()) {
      out.append(measurements(report.measurements(), MEASURED_MAX, 0)).append('\n');
    }
  }

  private void agreement() {
    Agreement agreement = report.findings().agreement();
    if (agreement.compared() > 0) {
      boolean all = agreement.samePlan() == agreement.compared();
      line(all ? Tone.GOOD : Tone.UNSURE, AgreementText.sentence(agreement));
    }
    if (agreement.compared() == 0) {
      agreement.skipped().forEach(why -> line(Tone.UNSURE, "The twin was not compared: " + why));
    }
  }

  private void notes() {
    List<String> notes = report.notes();
    notes.stream().limit(NOTES_MAX).forEach(note -> line(Tone.UNSURE, "note: " + note));
    if (notes.size() > NOTES_MAX) {
      line(
          Tone.QUIET,
          "and %d more notes; --format json has all".formatted(notes.size() - NOTES_MAX));
    }
  }

  private void summary() {
    var advice = report.findings().advice();
    if (!report.measurements().isEmpty()) {
      double before = total(Measurement::before);
      double after = total(Measurement::after);
      line(
          Tone.TITLE,
          "%s kept: measured statements %s -> %s (%s)"
              .formatted(
                  Words.plural(report.changes(ChangeState.KEPT).size(), "change"),
                  Numbers.time(before),
                  Numbers.time(after),
                  Numbers.ratio(before, after)));
      return;
    }
    if (advice.recommendations().isEmpty()) {
      return;
    }
    double bytes = report.sizeBytes();
    String workload =
        advice.costBefore() == 0
            ? ""
            : ": workload cost %s -> %s (%s), estimated"
                .formatted(
                    report.cost(advice.costBefore()),
                    report.cost(advice.costAfter()),
                    Numbers.ratio(advice.costBefore(), advice.costAfter()));
    line(
        Tone.TITLE,
        "%s, %s in all%s"
            .formatted(
                Words.plural(advice.recommendations().size(), "change"),
                bytes < 0 ? Numbers.bytes(-bytes) + " freed" : Numbers.bytes(bytes),
                workload));
  }

  /** Milliseconds of all measured statements, each with its weight. */
  private double total(Function<Measurement, Timing> when) {
    return report.measurements().stream()
        .mapToDouble(measured -> measured.calls() * when.apply(measured).median())
        .sum();
  }

  private String text(String statementId) {
    return texts.getOrDefault(statementId, statementId);
  }

  private static Tone tone(double before, double after) {
    if (after > before) {
      return Tone.BAD;
    }
    return after < before ? Tone.GOOD : Tone.NORMAL;
  }

  private void indented(Tone tone, String text) {
    out.append(" ".repeat(INDENT)).append(style.paint(tone, text)).append('\n');
  }

  private void wrapped(Tone tone, String text) {
    Clean.wrap(Clean.line(text), room - INDENT).forEach(line -> indented(tone, line));
  }

  private void line(Tone tone, String text) {
    Clean.wrap(Clean.line(text), room)
        .forEach(line -> out.append(style.paint(tone, line)).append('\n'));
  }
}
