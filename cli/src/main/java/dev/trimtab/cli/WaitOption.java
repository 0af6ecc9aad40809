package dev.trimtab.cli;

import dev.trimtab.engine.EngineOptions;
import dev.trimtab.postgres.apply.Applier;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How long to wait for another trimtab. */
final class WaitOption {

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      converter = Quantities.Span.class,
      description =
          "How long to wait while another trimtab changes the same database, such as 10m; 5s"
              + " without it.")
  private Duration turn = Applier.Limits.TURN;

  EngineOptions.Builder into(EngineOptions.Builder options) {
    return options.patience(Applier.Limits.STANDARD.withTurn(turn));
  }
}
