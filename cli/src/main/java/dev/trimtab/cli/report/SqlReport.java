package dev.trimtab.cli.report;

import dev.trimtab.core.advice.Recommendation;

/** The exact statements, each with its reason and its way back as comments. */
public final class SqlReport {

  /** More of them are in the other forms. */
  private static final int NOTES_MAX = 12;

  private SqlReport() {}

  /** Returns a script for psql; no statement of it can run in a transaction. */
  public static String render(Report report) {
    var out = new StringBuilder();
    var server = report.findings().snapshot().server();
    comment(
        out,
        "Trimtab, %s: %s on PostgreSQL %s"
            .formatted(report.at(), server.database(), server.version()));
    comment(
        out,
        "Run it with psql outside of a transaction (not with --single-transaction): CONCURRENTLY"
            + " refuses one.");
    if (report.recommendations().isEmpty()) {
      comment(out, report.nothingToChange());
    }
    int number = 1;
    for (Recommendation recommendation : report.recommendations()) {
      out.append('\n');
      comment(out, "%d. %s".formatted(number++, recommendation.reason()));
      comment(
          out,
          "Size %s; writes: %s; %s, %s."
              .formatted(
                  Words.size(recommendation),
                  Words.writes(recommendation),
                  Words.of(recommendation.evidence().verdict()).text(),
                  Words.of(recommendation.evidence().confidence()).text()));
      out.append(recommendation.applySql()).append(";\n");
      comment(out, "Undo:");
      exactly(out, recommendation.undoSql() + ";");
    }
    if (!report.notes().isEmpty()) {
      out.append('\n');
    }
    report.notes().stream().limit(NOTES_MAX).forEach(note -> comment(out, "Note: " + note));
    return out.toString();
  }

  /** One line, whatever is in it: a name with a line break must not end the comment. */
  static void comment(StringBuilder out, String text) {
    out.append("-- ").append(Clean.line(text)).append('\n');
  }

  /** SQL as a comment that can be uncommented: nothing is changed within a line. */
  private static void exactly(StringBuilder out, String sql) {
    sql.lines().forEach(line -> out.append("-- ").append(line).append('\n'));
  }
}
