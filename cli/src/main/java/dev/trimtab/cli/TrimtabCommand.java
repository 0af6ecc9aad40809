package dev.trimtab.cli;

import dev.trimtab.cli.Terminal.Color;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

@Command(
    name = "trimtab",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Finds the few small changes that make a PostgreSQL database fast, proves each one on a twin,",
      "applies them without blocking anyone, and takes back what does not help."
    })
final class TrimtabCommand {

  @Option(
      names = "--color",
      scope = ScopeType.INHERIT,
      paramLabel = "WHEN",
      description = "auto, always or never; auto obeys NO_COLOR.")
  Color color = Color.AUTO;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "No progress.")
  boolean quiet;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show where in the program a failure came from.")
  boolean stacktrace;
}
