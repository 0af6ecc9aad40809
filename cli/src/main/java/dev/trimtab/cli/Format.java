package dev.trimtab.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** How results are written. */
enum Format {
  TEXT,
  JSON,
  HTML,
  SQL;

  /** Returns what the end of a file's name asks for. */
  static Optional<Format> of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    String ending = name.substring(name.lastIndexOf('.') + 1);
    return switch (ending) {
      case "json" -> Optional.of(JSON);
      case "html", "htm" -> Optional.of(HTML);
      case "sql" -> Optional.of(SQL);
      case "txt" -> Optional.of(TEXT);
      default -> Optional.empty();
    };
  }
}
