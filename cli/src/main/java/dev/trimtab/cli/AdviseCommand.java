package dev.trimtab.cli;

import dev.trimtab.cli.report.Report;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "advise",
    description = {
      "Say which indexes are worth having, and which are not worth keeping.",
      "Reads only: nothing is changed, and nothing but reads reaches the database."
    })
final class AdviseCommand implements Callable<Integer> {

  private final Context context;

  @Mixin private SourceOptions source = new SourceOptions();
  @Mixin private AdviceOptions advice = new AdviceOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Option(
      names = "--check",
      description = "Exit with 3 when there is something to change, with 0 when there is not.")
  private boolean check;

  AdviseCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    var environment = context.terminal().environment();
    var request = advice.request(source.source(environment), environment);
    Report report;
    try (var opened = context.open(request)) {
      var findings = opened.session().advise();
      report = Report.of(Context.nameOf(request.source()), context.clock().instant(), findings);
    }
    new Output(context.terminal())
        .write(output.output, output.format(), Reports.render(report, output.format(), context));
    return check && report.hasChanges() ? ExitCode.SOMETHING_TO_CHANGE : ExitCode.DONE;
  }
}
