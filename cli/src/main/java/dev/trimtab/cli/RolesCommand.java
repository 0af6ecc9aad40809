package dev.trimtab.cli;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.postgres.RoleScript;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "roles",
    description = {
      "Print the SQL for two roles with no more rights than are needed: one reads, one changes.",
      "For one database; nothing is asked of its server. The SQL can be run again at any time."
    },
    footer = {"", "Example: trimtab roles postgres://db/shop | psql postgres://admin@db/shop"})
final class RolesCommand implements Runnable {

  private final Context context;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Option(
      names = "--reader",
      paramLabel = "NAME",
      description = "Who takes snapshots and gives advice; trimtab_reader as a rule.")
  private String reader = "trimtab_reader";

  @Option(
      names = "--applier",
      paramLabel = "NAME",
      description = "Who changes and takes back; trimtab_applier as a rule.")
  private String applier = "trimtab_applier";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write there instead of to the terminal; an existing file is replaced.")
  private Optional<Path> output = Optional.empty();

  RolesCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    if (reader.equals(applier)) {
      throw new IllegalArgumentException(
          "--reader and --applier are two roles, got \"%s\" for both".formatted(reader));
    }
    var target = connection.target(context.terminal().environment());
    var script =
        new RoleScript(
            new Identifier(target.database()), new Identifier(reader), new Identifier(applier));
    new Output(context.terminal()).write(output, Format.SQL, script.toSql());
  }
}
