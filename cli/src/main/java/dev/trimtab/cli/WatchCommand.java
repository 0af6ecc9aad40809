package dev.trimtab.cli;

import dev.trimtab.cli.Request.Source;
import dev.trimtab.cli.report.JsonReport;
import dev.trimtab.cli.report.WatchText;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "watch",
    description = {
      "Follow what the server counts of statements that kept changes touch, and take back what slows"
          + " one of them down.",
      "Compares with what was counted before the changes; survives a reset of the statistics and a"
          + " restart of the server, and says what it lost."
    })
final class WatchCommand implements Runnable {

  private final Context context;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = Quantities.Span.class,
      description = "How long, such as 1h, which is the default.")
  private Duration duration = Duration.ofHours(1);

  @Option(
      names = "--every",
      paramLabel = "TIME",
      converter = Quantities.Span.class,
      description = "How often to look; every 30s as a rule.")
  private Duration every = Duration.ofSeconds(30);

  WatchCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    var format = Choices.of(output, Format.TEXT, Format.JSON);
    var target = connection.target(context.terminal().environment());
    try (var opened = context.open(Request.of(new Source.Live(target)))) {
      var watched = opened.session().watch(duration, every);
      opened.progress().close();
      new Output(context.terminal())
          .write(
              output.output,
              format,
              format == Format.JSON
                  ? JsonReport.watched(watched)
                  : WatchText.render(watched, context.terminal().columns(), context.style()));
    }
  }
}
