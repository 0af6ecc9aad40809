package dev.trimtab.cli;

import dev.trimtab.cli.report.Style;
import dev.trimtab.cli.report.Systems;
import dev.trimtab.cli.report.SystemsHtml;
import dev.trimtab.cli.report.SystemsJson;
import dev.trimtab.cli.report.SystemsMarkdown;
import dev.trimtab.cli.report.SystemsText;
import dev.trimtab.scenarios.LoadOptions;
import dev.trimtab.scenarios.Scenario;
import dev.trimtab.scenarios.Scenarios;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "bench",
    description = "Measure what the product is for.",
    synopsisSubcommandLabel = "COMMAND")
final class BenchCommand {

  @Command(
      name = "systems",
      description = {
        "Measure every claim of four systems' reports: as they were, with the report's indexes, with ours.",
        "Needs no database; takes about half an hour at scale 1 on two cores."
      })
  static final class OfSystems implements Callable<Integer> {

    /** Columns of a text that goes into a page. */
    private static final int PAGE = 150;

    private final Context context;

    @Mixin private OutputOptions output = new OutputOptions();

    @Option(
        names = "--scenario",
        paramLabel = "NAME",
        description = "Only this system; may be given more than once. Without it: all.")
    private List<String> scenarios = new ArrayList<>();

    @Option(names = "--scale", paramLabel = "FACTOR", description = "How much data; 1 as a rule.")
    private double scale = LoadOptions.STANDARD.scale();

    @Option(
        names = "--into",
        paramLabel = "DIR",
        description = "Write systems.txt, .json, .html and .md there as well.")
    private Optional<Path> folder = Optional.empty();

    OfSystems(Context context) {
      this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
      var format = Choices.of(output, Format.TEXT, Format.JSON, Format.HTML);
      Systems systems = measure(new LoadOptions(scale, LoadOptions.STANDARD.seed()));
      folder.ifPresent(into -> {
        Output.createFolder(into);
        Output.writeFile(
            into.resolve("systems.txt"), SystemsText.render(systems, PAGE, Style.PLAIN));
        Output.writeFile(into.resolve("systems.json"), SystemsJson.render(systems));
        Output.writeFile(into.resolve("systems.html"), SystemsHtml.render(systems));
        Output.writeFile(into.resolve("systems.md"), SystemsMarkdown.render(systems));
      });
      new Output(context.terminal())
          .write(
              output.output,
              format,
              switch (format) {
                case JSON -> SystemsJson.render(systems);
                case HTML -> SystemsHtml.render(systems);
                case TEXT, SQL ->
                    SystemsText.render(systems, context.terminal().columns(), context.style());
              });
      return ExitCode.DONE;
    }

    private Systems measure(LoadOptions options) throws InterruptedException {
      var results = new ArrayList<Systems.One>();
      String version = "";
      try (var progress = context.progress()) {
        for (Scenario scenario : chosen()) {
          try (var server = ScenarioServer.start(context)) {
            version = server.version();
            results.add(new SystemBench(server, scenario, options, progress).run());
          }
        }
      }
      return new Systems(
          context.clock().instant(),
          machine(),
          version,
          ScenarioServer.SETTINGS,
          options.scale(),
          results);
    }

    private List<Scenario> chosen() {
      return scenarios.isEmpty()
          ? Scenarios.all()
          : scenarios.stream().map(DemoCommand::scenario).toList();
    }

    private static String machine() {
      long memory =
          ManagementFactory.getOperatingSystemMXBean()
                  instanceof com.sun.management.OperatingSystemMXBean system
              ? system.getTotalMemorySize()
              : 0;
      return String.format(
          Locale.ROOT,
          "%d processors, %.0f GB, %s %s, Java %s",
          Runtime.getRuntime().availableProcessors(),
          memory / 1e9,
          System.getProperty("os.name"),
          System.getProperty("os.arch"),
          Optional.ofNullable(System.getProperty("java.version")).orElse("unknown"));
    }
  }
}
