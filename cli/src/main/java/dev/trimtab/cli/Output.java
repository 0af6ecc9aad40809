package dev.trimtab.cli;

import dev.trimtab.cli.report.Clean;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.OwnerFile;
import dev.trimtab.postgres.TrimtabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Writes a result to the terminal or, all of it or nothing, to a file of its owner alone. */
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
    try {
      if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
        // A device or a pipe: /dev/stdout, say.
        Files.writeString(file, text);
        return;
      }
      OwnerFile.replace(file, out -> out.write(text));
    } catch (IOException e) {
      throw new TrimtabException(
          ErrorCode.FILE_UNWRITABLE,
          "could not write %s: %s. What was there before is unchanged.".formatted(file, reason(e)),
          e);
    }
  }

  static void createFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new TrimtabException(
          ErrorCode.FILE_UNWRITABLE,
          "could not create the folder %s: %s.".formatted(folder, reason(e)),
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
