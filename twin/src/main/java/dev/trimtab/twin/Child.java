package dev.trimtab.twin;

import java.util.List;

/**
 * Processes that we start. They get our environment without what is the operator's way to his
 * database: {@code PGPASSWORD} would be in the environment of a server that may run as somebody
 * else, and {@code PGOPTIONS} or {@code PGDATA} would change what it does.
 */
final class Child {

  private Child() {}

  static ProcessBuilder process(List<String> command) {
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    return builder;
  }
}
