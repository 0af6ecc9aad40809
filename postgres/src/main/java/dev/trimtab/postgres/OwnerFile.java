package dev.trimtab.postgres;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Files that only their owner can read and write, mode 0600 whatever the umask: what is known of a
 * database is nobody else's business until its owner hands it on. Where a file system has no such
 * modes, its own rules hold.
 */
public final class OwnerFile {

  /** Writes what the file is to hold. */
  @FunctionalInterface
  public interface Content {
    void writeTo(BufferedWriter out) throws IOException;
  }

  private OwnerFile() {}

  /**
   * Writes all of it or nothing: to a new file beside it, which then takes its place. So a file
   * that was there and open to others is closed to them from now on, and a symbolic link is
   * replaced, not followed.
   */
  public static void replace(Path file, Content content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw new IOException("it is a folder");
    }
    Path draft = Files.createTempFile(folder, ".trimtab", ".draft", mode(folder));
    try {
      write(draft, content);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /**
   * Writes a file that must not be there yet.
   *
   * @throws java.nio.file.FileAlreadyExistsException if it is, which is left as it was
   */
  public static void create(Path file, String text) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createFile(file, mode(folder == null ? file : folder));
    write(file, out -> out.write(text));
  }

  private static void write(Path file, Content content) throws IOException {
    try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      content.writeTo(out);
    }
  }

  private static FileAttribute<?>[] mode(Path folder) throws IOException {
    return Files.getFileStore(folder).supportsFileAttributeView("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
