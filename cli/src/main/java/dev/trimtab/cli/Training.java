package dev.trimtab.cli;

import java.time.Clock;
import java.time.ZoneId;

/**
 * What the launcher runs once to learn which classes every start needs, for the JVM's cache of them
 * (JEP 483). Touches no database and no file.
 */
final class Training {

  private Training() {}

  static int run(Terminal terminal) {
    var commands =
        new Commands(terminal, Clock.system(ZoneId.systemDefault()), EngineSession::open);
    commands.run("--version");
    for (String command : commands.line().getSubcommands().keySet()) {
      commands.run(command, "--help");
    }
    return commands.run("--help");
  }
}
