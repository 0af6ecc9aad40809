package dev.trimtab.cli.report;

/** The report as one page. */
public final class HtmlReport {
  private HtmlReport() {}

  /** Returns the page. */
  public static String render(Report report) {
    return report.subject();
  }
}
