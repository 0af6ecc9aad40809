package dev.trimtab.cli;

import dev.trimtab.cli.report.Clean;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.scenarios.ScenarioException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
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
    int status = line(arguments).execute(arguments);
    terminal.out().flush();
    terminal.err().flush();
    return status;
  }

  /**
   * A command, made only when it is needed.
   *
   * @param type what tells its name and what it does
   */
  private record Entry(Class<?> type, Function<Context, Object> maker) {

    Command description() {
      return type.getAnnotation(Command.class);
    }
  }

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry(DemoCommand.class, DemoCommand::new),
          new Entry(AdviseCommand.class, AdviseCommand::new),
          new Entry(TuneCommand.class, TuneCommand::new),
          new Entry(ExplainCommand.class, ExplainCommand::new),
          new Entry(SnapshotCommand.class, SnapshotCommand::new),
          new Entry(VerifyCommand.class, VerifyCommand::new),
          new Entry(WatchCommand.class, WatchCommand::new),
          new Entry(LoopsCommand.class, LoopsCommand::new),
          new Entry(UndoCommand.class, UndoCommand::new),
          new Entry(ResumeCommand.class, ResumeCommand::new),
          new Entry(HistoryCommand.class, HistoryCommand::new),
          new Entry(RolesCommand.class, RolesCommand::new),
          new Entry(
              TwinCommand.class,
              context ->
                  new CommandLine(new TwinCommand()).addSubcommand(new TwinCommand.Check(context))),
          new Entry(
              BenchCommand.class,
              context ->
                  new CommandLine(new BenchCommand())
                      .addSubcommand(new BenchCommand.OfSystems(context))),
          new Entry(CompletionCommand.class, _ -> new CompletionCommand()));

  private static final String COMPLETION = "completion";

  /**
   * Returns the commands. Reading the annotations of all options takes longer than all else that
   * {@code --help} does, so only a command that is mentioned has its options; the others have a
   * name and a description.
   */
  CommandLine line(String... arguments) {
    var options = new TrimtabCommand();
    var context = new Context(terminal, clock, opener, options);
    var line = new CommandLine(options);
    var mentioned = Set.of(Arrays.stream(arguments).distinct().toArray());
    for (Entry entry : ENTRIES) {
      String name = entry.description().name();
      if (mentioned.contains(name) || mentioned.contains(COMPLETION)) {
        line.addSubcommand(name, entry.maker().apply(context));
      } else {
        var spec = CommandSpec.create();
        spec.usageMessage().description(entry.description().description());
        line.addSubcommand(name, spec);
      }
    }
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
    line.setExecutionStrategy(Commands::execute);
    return line;
  }

  private static int execute(ParseResult parsed) {
    try {
      Destinations.check(parsed);
    } catch (TrimtabException e) {
      var line = parsed.commandSpec().commandLine();
      throw new ExecutionException(line, String.valueOf(e.getMessage()), e);
    }
    return new CommandLine.RunLast().execute(parsed);
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
      terminal.err().print(StackTraces.of(e));
    }
    if (Thread.currentThread().isInterrupted() || e instanceof InterruptedException) {
      say("stopped");
      return ExitCode.INTERRUPTED;
    }
    return switch (e) {
      case TrimtabException expected -> failure(oneLine(expected.getMessage()));
      case ScenarioException expected -> failure(expected.getMessage());
      case IllegalArgumentException refused -> {
        say(refused.getMessage());
        yield ExitCode.USAGE;
      }
      // What somebody wrapped on the way up is still what happened.
      case RuntimeException wrapped when wrapped.getCause() instanceof TrimtabException cause ->
          failure(oneLine(cause.getMessage()));
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

  /** A name with a line break must not pass for a line of ours. */
  private static String oneLine(@Nullable String message) {
    return Clean.line(String.valueOf(message));
  }

  private int failure(@Nullable String message) {
    say(message);
    return ExitCode.FAILED;
  }

  private void say(@Nullable String message) {
    String shown = TrimtabException.withoutSecrets(String.valueOf(message));
    terminal.err().println("trimtab: " + Clean.lines(shown));
  }
}
