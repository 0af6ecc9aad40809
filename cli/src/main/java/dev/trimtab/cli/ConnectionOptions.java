package dev.trimtab.cli;

import dev.trimtab.postgres.Target;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Parameters;

/** Which server. */
final class ConnectionOptions {

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DATABASE",
      description = {
        "postgres://user@host:port/database or jdbc:postgresql://...; what it leaves open comes"
            + " from PGHOST, PGUSER, PGPASSWORD and the others, and from ~/.pgpass. A password is better"
            + " there than in the address, which others see in the list of processes."
      })
  Optional<String> address = Optional.empty();

  Target target(Map<String, String> environment) {
    return target(address, environment);
  }

  static Target target(Optional<String> address, Map<String, String> environment) {
    return address
        .map(text -> Target.parse(text, environment))
        .orElseGet(() -> Target.fromEnvironment(environment));
  }
}
