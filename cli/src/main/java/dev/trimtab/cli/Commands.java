package dev.trimtab.cli;

import picocli.CommandLine;

/** Puts the commands together and runs one. */
final class Commands {

  private Commands() {}

  /** Runs what was typed and returns the exit code. */
  static int run(Terminal terminal, String... arguments) {
    return line(terminal).execute(arguments);
  }

  static CommandLine line(Terminal terminal) {
    var line = new CommandLine(new TrimtabCommand());
    line.addSubcommand(new CompletionCommand());
    line.setOut(terminal.out());
    line.setErr(terminal.err());
    return line;
  }
}
