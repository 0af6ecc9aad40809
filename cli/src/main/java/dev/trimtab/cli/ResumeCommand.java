package dev.trimtab.cli;

import dev.trimtab.cli.Request.Source;
import dev.trimtab.cli.report.Clean;
import dev.trimtab.cli.report.JsonReport;
import dev.trimtab.cli.report.ResumptionText;
import dev.trimtab.engine.Resumption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "resume",
    description = {
      "Finish or take back what an interrupted run left half done.",
      "Stored counts are finished, indexes taken back: whether they help was not measured. Every",
      "'tune --apply' and 'undo' does so first; this does nothing else."
    })
final class ResumeCommand implements Callable<Integer> {

  private final Context context;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private WaitOption wait = new WaitOption();
  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private SuperuserOption superuser = new SuperuserOption();

  ResumeCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    var format = Choices.of(output, Format.TEXT, Format.JSON);
    var target = connection.target(context.terminal().environment());
    Resumption resumption;
    var request =
        Request.of(new Source.Live(target))
            .with(wait::into)
            .with(options -> options.allowSuperuser(superuser.isAllowed));
    try (var opened = context.openToChange(request)) {
      resumption = opened.session().resume();
    }
    new Output(context.terminal())
        .write(
            output.output,
            format,
            format == Format.JSON
                ? JsonReport.resumption(resumption)
                : ResumptionText.render(resumption));
    resumption
        .failures()
        .forEach(why ->
            context.terminal().err().println("trimtab: not settled yet: " + Clean.lines(why)));
    return resumption.isComplete() ? ExitCode.DONE : ExitCode.FAILED;
  }
}
