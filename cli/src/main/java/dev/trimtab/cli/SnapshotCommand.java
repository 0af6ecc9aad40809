package dev.trimtab.cli;

import dev.trimtab.cli.Request.Source;
import dev.trimtab.cli.report.Clean;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.postgres.observe.SnapshotFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "snapshot",
    description = {
      "Save what advice is made from: catalogs, statistics, settings, counters. No rows.",
      "Statistics hold sample values of rows; --redact replaces them."
    },
    footer = {"", "Example: trimtab snapshot postgres://me@db/shop > shop.trimtab.json"})
final class SnapshotCommand implements Runnable {

  private final Context context;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Option(
      names = "--redact",
      description =
          "Replace sample values by stand-ins of the same order and width, so that the file can"
              + " leave the house.")
  private boolean redact;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write there instead of to the terminal, readable by its owner only.")
  private Optional<Path> output = Optional.empty();

  SnapshotCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    var target = connection.target(context.terminal().environment());
    try (var opened = context.open(Request.of(new Source.Live(target)))) {
      var snapshot = opened.session().snapshot(redact);
      opened.progress().close();
      if (output.isPresent()) {
        SnapshotFile.write(output.get(), snapshot);
        context.terminal().err().println("wrote " + output.get());
      } else {
        print(file -> SnapshotFile.write(file, snapshot));
      }
      snapshot.gaps().forEach(gap -> context.terminal().err().println("note: " + Clean.line(gap)));
    }
  }

  private interface FileWriter {
    void write(Path file);
  }

  private void print(FileWriter writer) {
    try {
      Path folder = Files.createTempDirectory("trimtab-snapshot");
      Path file = folder.resolve("snapshot.json");
      try {
        writer.write(file);
        try (var in = Files.newBufferedReader(file)) {
          in.transferTo(context.terminal().out());
        }
        context.terminal().out().println();
        context.terminal().out().flush();
      } finally {
        Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      throw new TrimtabException(
          ErrorCode.FILE_UNWRITABLE, "could not print the snapshot: " + e.getMessage(), e);
    }
  }
}
