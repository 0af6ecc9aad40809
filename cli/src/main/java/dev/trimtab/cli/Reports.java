package dev.trimtab.cli;

import dev.trimtab.cli.report.HtmlReport;
import dev.trimtab.cli.report.JsonReport;
import dev.trimtab.cli.report.Report;
import dev.trimtab.cli.report.SqlReport;
import dev.trimtab.cli.report.TextReport;

/** Renders a report in the form that was asked for. */
final class Reports {

  private Reports() {}

  static String render(Report report, Format format, Context context) {
    return switch (format) {
      case TEXT -> TextReport.render(report, context.terminal().columns(), context.style());
      case JSON -> JsonReport.render(report);
      case HTML -> HtmlReport.render(report);
      case SQL -> SqlReport.render(report);
    };
  }
}
