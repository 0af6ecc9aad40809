package dev.trimtab.cli;

/**
 * What the launcher runs once to learn which classes every start needs, for the JVM's cache of them
 * (JEP 483). Touches no database and no file.
 */
final class Training {

  private Training() {}

  static int run(Terminal terminal) {
    Commands.run(terminal, "--version");
    for (String command : Commands.line(terminal).getSubcommands().keySet()) {
      Commands.run(terminal, command, "--help");
    }
    return Commands.run(terminal, "--help");
  }
}
