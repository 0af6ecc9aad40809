package dev.trimtab.cli;

import dev.trimtab.cli.Request.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which statements it is about, and which server plans them. */
final class WorkloadOptions {

  @Option(
      names = "--workload",
      paramLabel = "FILE",
      description =
          "Statements to look at: an .sql file or a server log (csv, json or plain); may be given"
              + " more than once. Without it: pg_stat_statements.")
  List<Path> workloads = new ArrayList<>();

  @Option(
      names = "--twin-home",
      paramLabel = "DIR",
      description = "A PostgreSQL installation for the twin; without it the bundled one.")
  Optional<Path> twinHome = Optional.empty();

  /** Returns a request with nothing but these. */
  Request request(Source source) {
    return new Request(source, workloads, options -> options.twinHome(twinHome));
  }
}
