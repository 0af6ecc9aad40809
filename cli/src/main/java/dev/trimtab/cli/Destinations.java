package dev.trimtab.cli;

import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.TrimtabException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Looks at where results are to go before any work is done: half an hour of measuring must not end
 * at a folder that was never there.
 */
final class Destinations {

  /** The folder must be there. */
  private static final String FILE = "--output";

  /** Folders that are made when something is written into them. */
  private static final Set<String> FOLDERS = Set.of("--into", "--migrations");

  private Destinations() {}

  /**
   * Checks the files and folders that a command line names.
   *
   * @throws TrimtabException {@link ErrorCode#FILE_UNWRITABLE} if one of them cannot be written
   */
  static void check(ParseResult command) {
    for (OptionSpec option : command.matchedOptions()) {
      if (!(path(option.getValue()) instanceof Path path)) {
        continue;
      }
      if (option.longestName().equals(FILE)) {
        checkFile(path.toAbsolutePath().normalize());
      } else if (FOLDERS.contains(option.longestName())) {
        checkFolder(path.toAbsolutePath().normalize());
      }
    }
    if (command.hasSubcommand()) {
      check(command.subcommand());
    }
  }

  private static @Nullable Object path(@Nullable Object value) {
    return value instanceof Optional<?> optional ? optional.orElse(null) : value;
  }

  private static void checkFile(Path file) {
    if (Files.isDirectory(file)) {
      throw unwritable(file, "it is a folder");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      return;
    }
    Path folder = file.getParent();
    if (folder == null || !Files.exists(folder)) {
      throw unwritable(file, "its folder does not exist");
    }
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw unwritable(file, "nothing may be written into its folder");
    }
  }

  private static void checkFolder(Path folder) {
    Path nearest = folder;
    while (!Files.exists(nearest) && nearest.getParent() != null) {
      nearest = nearest.getParent();
    }
    if (!Files.isDirectory(nearest)) {
      throw unwritable(folder, nearest + " is not a folder");
    }
    if (!Files.isWritable(nearest)) {
      throw unwritable(folder, "nothing may be written into " + nearest);
    }
  }

  private static TrimtabException unwritable(Path path, String why) {
    return new TrimtabException(
        ErrorCode.FILE_UNWRITABLE,
        "could not write %s: %s. Nothing has been done yet.".formatted(path, why));
  }
}
