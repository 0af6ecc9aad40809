package dev.trimtab.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where results go and in which form. */
final class OutputOptions {

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "text, json, html or sql. Without it: as the name of the output file says, else text.")
  Optional<Format> format = Optional.empty();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write there instead of to the terminal; an existing file is replaced.")
  Optional<Path> output = Optional.empty();

  Format format() {
    return format.or(() -> output.flatMap(Format::of)).orElse(Format.TEXT);
  }
}
