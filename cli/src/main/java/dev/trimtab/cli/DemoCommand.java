package dev.trimtab.cli;

import dev.trimtab.cli.report.DemoText;
import dev.trimtab.cli.report.HtmlReport;
import dev.trimtab.cli.report.Report;
import dev.trimtab.scenarios.LoadOptions;
import dev.trimtab.scenarios.Scenario;
import dev.trimtab.scenarios.Scenarios;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description = {
      "Show all of it on a PostgreSQL of our own with realistic data; needs no database.",
      "Loads a scenario, runs its workload, tunes, runs the same statements again, reports."
    })
final class DemoCommand implements Callable<Integer> {

  private final Context context;

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      description =
          "Which system: studio, social, emissions or leads; or all, one after the other.")
  private String scenario = "studio";

  @Option(
      names = "--scale",
      paramLabel = "FACTOR",
      description = "How much data; 1 is 1 to 7 million rows.")
  private double scale = LoadOptions.STANDARD.scale();

  @Option(names = "--seed", paramLabel = "NUMBER", description = "Equal seeds give equal data.")
  private long seed = LoadOptions.STANDARD.seed();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where the report goes; an existing file is replaced.")
  private Path output = Path.of("trimtab-report.html");

  @Option(
      names = "--keep",
      description = "Leave the tuned database running until Ctrl-C, and say how to reach it.")
  private boolean keep;

  DemoCommand(Context context) {
    this.context = context;
  }

  private static final String ALL = "all";

  @Override
  public Integer call() throws InterruptedException {
    if (!scenario.equals(ALL)) {
      show(scenario(scenario), output, keep);
      return ExitCode.DONE;
    }
    if (keep) {
      throw new IllegalArgumentException("--keep needs one scenario; all of them run in turn");
    }
    for (Scenario one : Scenarios.all()) {
      show(one, named(one), false);
    }
    return ExitCode.DONE;
  }

  private void show(Scenario shown, Path file, boolean isKept) throws InterruptedException {
    try (var demo = new Demo(context, shown, new LoadOptions(scale, seed))) {
      Report report = demo.run();
      Output.writeFile(file, HtmlReport.render(report));
      var out = context.terminal().out();
      out.print(
          DemoText.render(report, demo.took(), context.terminal().columns(), context.style()));
      out.println("Report: " + file.toAbsolutePath().normalize());
      out.flush();
      if (isKept) {
        demo.keep();
      }
    }
  }

  /** The output file with the scenario's name before its ending. */
  private Path named(Scenario one) {
    String file = String.valueOf(output.getFileName());
    int dot = file.lastIndexOf('.');
    String name =
        dot < 0
            ? file + "-" + one.name()
            : file.substring(0, dot) + "-" + one.name() + file.substring(dot);
    return output.resolveSibling(name);
  }

  /** Finds a scenario by the name that was typed. */
  static Scenario scenario(String name) {
    return Scenarios.find(name)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no scenario \"%s\"; there is %s, and all of them by \"all\""
                    .formatted(
                        name,
                        Scenarios.all().stream()
                            .map(Scenario::name)
                            .collect(Collectors.joining(", ")))));
  }
}
