package dev.trimtab.cli;

import dev.trimtab.cli.Request.Source;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Parameters;

/** Which server, or which snapshot of one. */
final class SourceOptions {

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DATABASE|FILE",
      description = {
        "postgres://user@host:port/database or jdbc:postgresql://..., what it leaves open from"
            + " PGHOST and the others; or a file that 'trimtab snapshot' wrote."
      })
  Optional<String> addressOrFile = Optional.empty();

  Source source(Map<String, String> environment) {
    return addressOrFile
        .filter(text -> !isAddress(text))
        .<Source>map(file -> new Source.Saved(Path.of(file)))
        .orElseGet(() -> new Source.Live(ConnectionOptions.target(addressOrFile, environment)));
  }

  private static boolean isAddress(String text) {
    return text.contains("://") || text.startsWith("jdbc:");
  }
}
