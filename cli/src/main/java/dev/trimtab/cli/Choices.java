package dev.trimtab.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Formats that a command does not have are refused, not replaced. */
final class Choices {

  private Choices() {}

  static Format of(OutputOptions options, Format... known) {
    Format asked = options.format();
    if (!List.of(known).contains(asked)) {
      throw new IllegalArgumentException(
          "this command has no %s format; it has %s"
              .formatted(
                  asked.name().toLowerCase(Locale.ROOT),
                  List.of(known).stream()
                      .map(format -> format.name().toLowerCase(Locale.ROOT))
                      .collect(Collectors.joining(", "))));
    }
    return asked;
  }
}
