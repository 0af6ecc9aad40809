package dev.trimtab.cli;

import dev.trimtab.cli.Request.Source;
import dev.trimtab.cli.report.JsonReport;
import dev.trimtab.cli.report.LoopsText;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "loops",
    description = {
      "Find statements that the application runs once per row of another (N+1), from what the"
          + " server counts while it works.",
      "Reads pg_stat_statements every few seconds; needs no access to the application and changes"
          + " nothing."
    })
final class LoopsCommand implements Runnable {

  private final Context context;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = Quantities.Span.class,
      description = "How long to look; 60s as a rule, while the application works.")
  private Duration duration = Duration.ofSeconds(60);

  @Option(
      names = "--every",
      paramLabel = "TIME",
      converter = Quantities.Span.class,
      description = "How often to look; every 2s as a rule.")
  private Duration every = Duration.ofSeconds(2);

  LoopsCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    var format = Choices.of(output, Format.TEXT, Format.JSON);
    var target = connection.target(context.terminal().environment());
    try (var opened = context.open(Request.of(new Source.Live(target)))) {
      var loops = opened.session().loops(duration, every);
      opened.progress().close();
      new Output(context.terminal())
          .write(
              output.output,
              format,
              format == Format.JSON
                  ? JsonReport.loops(loops)
                  : LoopsText.render(loops, context.terminal().columns(), context.style()));
    }
  }
}
