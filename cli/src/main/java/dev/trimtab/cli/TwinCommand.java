package dev.trimtab.cli;

import dev.trimtab.cli.Request.Source;
import dev.trimtab.cli.report.AgreementText;
import dev.trimtab.cli.report.JsonReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "twin",
    description = "The row-less copy that advice is proven on.",
    synopsisSubcommandLabel = "COMMAND")
final class TwinCommand {

  @Command(
      name = "check",
      description = {
        "Plan every statement on the twin and on the database, and compare plans and costs."
      })
  static final class Check implements Runnable {

    private final Context context;

    @Mixin private ConnectionOptions connection = new ConnectionOptions();
    @Mixin private AdviceOptions advice = new AdviceOptions();
    @Mixin private OutputOptions output = new OutputOptions();

    Check(Context context) {
      this.context = context;
    }

    @Override
    public void run() {
      var environment = context.terminal().environment();
      var format = Choices.of(output, Format.TEXT, Format.JSON);
      var request = advice.request(new Source.Live(connection.target(environment)), environment);
      try (var opened = context.open(request)) {
        var agreement = opened.session().check();
        opened.progress().close();
        new Output(context.terminal())
            .write(
                output.output,
                format,
                format == Format.JSON
                    ? JsonReport.agreement(agreement)
                    : AgreementText.render(
                        agreement, context.terminal().columns(), context.style()));
      }
    }
  }
}
