package dev.trimtab.cli;

import dev.trimtab.cli.Request.Source;
import dev.trimtab.cli.report.Clean;
import dev.trimtab.cli.report.HistoryText;
import dev.trimtab.cli.report.JsonReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "verify",
    description = {
      "Measure every kept change again and say whether it still helps.",
      "The journal keeps what was measured, if the role may write it."
    })
final class VerifyCommand implements Runnable {

  private final Context context;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private WorkloadOptions workload = new WorkloadOptions();
  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private SuperuserOption superuser = new SuperuserOption();

  VerifyCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    var format = Choices.of(output, Format.TEXT, Format.JSON);
    var target = connection.target(context.terminal().environment());
    var request =
        workload
            .request(new Source.Live(target))
            .with(options -> options.allowSuperuser(superuser.isAllowed));
    try (var opened = context.openToChange(request)) {
      var verification = opened.session().verify();
      var changes = verification.changes();
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
      if (!verification.isRecorded()) {
        context
            .terminal()
            .err()
            .println(
                Clean.line(
                    "Not entered in the journal: %s may not write it.".formatted(target.user())));
      }
    }
  }
}
