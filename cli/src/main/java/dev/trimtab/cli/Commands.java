package dev.trimtab.cli;

import dev.trimtab.cli.report.Clean;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.scenarios.ScenarioException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Puts the commands together, runs one, and turns what happened into a message and a number. */
final class Commands {

  private final Terminal terminal;
  private final Clock clock;
  private final Session.Opener opener;

  Commands(Terminal terminal, Clock clock, Session.Opener opener) {
    this.terminal = terminal;
    this.clock = clock;
    this.opener = opener;
  }

  /** Runs what was typed and returns the exit code. */
  int run(String... arguments) {
    int status = line().execute(arguments);
    terminal.out().flush();
    terminal.err().flush();
    return status;
  }

  CommandLine line() {
    var options = new TrimtabCommand();
    var context = new Context(terminal, clock, opener, options);
    var line = new CommandLine(options);
    line.addSubcommand(new DemoCommand(context));
    line.addSubcommand(new AdviseCommand(context));
    line.addSubcommand(new TuneCommand(context));
    line.addSubcommand(new ExplainCommand(context));
    line.addSubcommand(new SnapshotCommand(context));
    line.addSubcommand(new VerifyCommand(context));
    line.addSubcommand(new UndoCommand(context));
    line.addSubcommand(new HistoryCommand(context));
    line.addSubcommand(
        new CommandLine(new TwinCommand()).addSubcommand(new TwinCommand.Check(context)));
    line.addSubcommand(new CompletionCommand());
    line.setOut(terminal.out());
    line.setErr(terminal.err());
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            terminal.isColored(Terminal.Color.AUTO)
                ? CommandLine.Help.Ansi.ON
                : CommandLine.Help.Ansi.OFF));
    line.setUsageHelpWidth(terminal.columns());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((e, _) -> usage(e));
    line.setExecutionExceptionHandler((e, _, _) -> failed(e, options));
    return line;
  }

  private int usage(ParameterException e) {
    say(e.getMessage());
    // What was meant, when a letter is missing.
    UnmatchedArgumentException.printSuggestions(e, terminal.err());
    var spec = e.getCommandLine().getCommandSpec();
    terminal.err().println("Try '%s --help'.".formatted(spec.qualifiedName()));
    return ExitCode.USAGE;
  }

  private int failed(Exception e, TrimtabCommand options) {
    if (options.stacktrace) {
      e.printStackTrace(terminal.err());
    }
    if (Thread.currentThread().isInterrupted() || e instanceof InterruptedException) {
      say("stopped");
      return ExitCode.INTERRUPTED;
    }
    return switch (e) {
      case TrimtabException expected -> failure(expected.getMessage());
      case ScenarioException expected -> failure(expected.getMessage());
      case IllegalArgumentException refused -> {
        say(refused.getMessage());
        yield ExitCode.USAGE;
      }
      // What somebody wrapped on the way up is still what happened.
      case RuntimeException wrapped when wrapped.getCause() instanceof TrimtabException cause ->
          failure(cause.getMessage());
      case IllegalStateException state -> failure(state.getMessage());
      default -> {
        say(
            "this should not have happened: %s%s"
                .formatted(
                    e, options.stacktrace ? "" : " (--stacktrace shows where it came from)"));
        yield ExitCode.FAILED;
      }
    };
  }

  private int failure(@Nullable String message) {
    say(message);
    return ExitCode.FAILED;
  }

  private void say(@Nullable String message) {
    terminal.err().println("trimtab: " + Clean.lines(String.valueOf(message)));
  }
}
