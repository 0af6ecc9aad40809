package dev.trimtab.cli;

import dev.trimtab.cli.Request.Source;
import dev.trimtab.cli.report.HistoryText;
import dev.trimtab.cli.report.JsonReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "history",
    description = "Show what was done, what was predicted and what was measured.")
final class HistoryCommand implements Runnable {

  private final Context context;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  HistoryCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    var format = Choices.of(output, Format.TEXT, Format.JSON);
    var target = connection.target(context.terminal().environment());
    try (var opened = context.open(Request.of(new Source.Live(target)))) {
      var changes = opened.session().history();
      opened.progress().close();
      new Output(context.terminal())
          .write(
              output.output,
              format,
              format == Format.JSON
                  ? JsonReport.changes(changes)
                  : HistoryText.render(
                      changes,
                      context.clock().getZone(),
                      context.terminal().columns(),
                      context.style()));
    }
  }
}
