package dev.trimtab.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The password file of libpq (manual, 32.16): lines {@code host:port:database:user:password}, a
 * star for any, a backslash before a colon or backslash that is meant.
 *
 * @param path where it is; it need not exist
 */
record PasswordFile(Path path) {

  private static final Set<PosixFilePermission> FORBIDDEN =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private static final int FIELDS = 5;

  /** Who wants to go where. */
  record Entry(String host, String port, String database, String user) {}

  /** What the file has to say. */
  sealed interface Answer {

    record Found(String password) implements Answer {}

    record None() implements Answer {}

    /** The file was not used; {@code why} is a sentence for the operator. */
    record Ignored(String why) implements Answer {}
  }

  Answer find(Entry entry) {
    if (!Files.isRegularFile(path)) {
      return new Answer.None();
    }
    try {
      if (isOpenToOthers()) {
        return new Answer.Ignored(
            "The password file %s was ignored because others may read it; chmod 600 solves that."
                .formatted(path));
      }
      for (String line : Files.readAllLines(path)) {
        Optional<String> password = match(line, entry);
        if (password.isPresent()) {
          return new Answer.Found(password.get());
        }
      }
      return new Answer.None();
    } catch (IOException e) {
      return new Answer.Ignored(
          "The password file %s could not be read (%s)."
              .formatted(path, e.getClass().getSimpleName()));
    }
  }

  private boolean isOpenToOthers() throws IOException {
    if (!Files.getFileStore(path).supportsFileAttributeView("posix")) {
      return false;
    }
    return Files.getPosixFilePermissions(path).stream().anyMatch(FORBIDDEN::contains);
  }

  private static Optional<String> match(String line, Entry entry) {
    if (line.startsWith("#")) {
      return Optional.empty();
    }
    List<String> fields = split(line);
    List<String> wanted = List.of(entry.host(), entry.port(), entry.database(), entry.user());
    if (fields.size() != FIELDS) {
      return Optional.empty();
    }
    for (int i = 0; i < wanted.size(); i++) {
      if (!fields.get(i).equals("*") && !fields.get(i).equals(wanted.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(fields.getLast());
  }

  /** The password, last, may hold colons of its own. */
  private static List<String> split(String line) {
    var fields = new ArrayList<String>();
    var field = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < line.length()) {
        i++;
        field.append(line.charAt(i));
      } else if (c == ':' && fields.size() < FIELDS - 1) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
