package dev.trimtab.cli;

import dev.trimtab.cli.report.Clean;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.TrimtabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Writes a result to the terminal or, all of it or nothing, to a file. */
final class Output {

  private final Terminal terminal;

  Output(Terminal terminal) {
    this.terminal = terminal;
  }

  void write(Optional<Path> file, Format format, String text) {
    if (file.isPresent()) {
      writeFile(file.get(), text);
      terminal.err().println("wrote " + file.get());
      return;
    }
    // A file and a pipe get it to the letter. A terminal would obey what hides in a name; text is
    // clean already and has colours of its own.
    boolean isExact = format == Format.TEXT || !terminal.outIsTerminal();
    terminal.out().print(isExact ? text : Clean.lines(text));
    terminal.out().flush();
  }

  static void writeFile(Path file, String text) {
    Path folder = file.toAbsolutePath().getParent();
    try {
      if (folder == null || Files.isDirectory(file)) {
        throw new IOException("it is a folder");
      }
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        // A device or a pipe: /dev/stdout, say.
        Files.writeString(file, text);
        return;
      }
      // Not a "temporary file", which only its owner could read: a report is to be shown around.
      Path draft = folder.resolve(".%s.%d.draft".formatted(file.getFileName(), System.nanoTime()));
      try {
        Files.writeString(draft, text, StandardOpenOption.CREATE_NEW);
        Files.move(
            draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new TrimtabException(
          ErrorCode.FILE_UNWRITABLE,
          "could not write %s: %s. What was there before is unchanged.".formatted(file, reason(e)),
          e);
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case java.nio.file.NoSuchFileException _ -> "its folder does not exist";
      case java.nio.file.AccessDeniedException _ -> "access is denied";
      default -> String.valueOf(e.getMessage());
    };
  }
}
