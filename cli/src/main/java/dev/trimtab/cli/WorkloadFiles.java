package dev.trimtab.cli;

import dev.trimtab.core.workload.Statement;
import dev.trimtab.core.workload.Workload;
import dev.trimtab.postgres.observe.LogReader;
import dev.trimtab.postgres.observe.SqlFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Statements from files: {@code .sql} as it is written, anything else as a server's log. */
final class WorkloadFiles {

  private WorkloadFiles() {}

  /**
   * Reads files into one workload; without a file there is none.
   *
   * @param database whose statements of a log are wanted
   */
  static Optional<Workload> read(List<Path> files, String database) {
    return files.stream().map(file -> read(file, database)).reduce(WorkloadFiles::both);
  }

  private static Workload read(Path file, String database) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".sql")
        ? SqlFile.read(file)
        : LogReader.read(file, Optional.of(database));
  }

  /** What both files call the same keeps its name with the first and gets the file's with both. */
  private static Workload both(Workload first, Workload second) {
    var ids = new HashSet<String>();
    first.statements().forEach(statement -> ids.add(statement.id()));
    var statements = new ArrayList<>(first.statements());
    for (Statement statement : second.statements()) {
      String id = statement.id();
      for (int number = 2; !ids.add(id); number++) {
        id = "%s (%s, %d)".formatted(statement.id(), second.source(), number);
      }
      statements.add(
          new Statement(
              id, statement.text(), statement.calls(), statement.time(), statement.samples()));
    }
    var skipped = new ArrayList<>(first.skipped());
    skipped.addAll(second.skipped());
    return new Workload(
        first.source() + ", " + second.source(),
        first.period().isPresent() ? first.period() : second.period(),
        statements,
        skipped);
  }
}
