package dev.trimtab.twin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where unpacked PostgreSQL binaries and prepared clusters wait for the next run: {@code
 * TRIMTAB_CACHE}, else {@code XDG_CACHE_HOME/trimtab}, else {@code ~/.cache/trimtab}. It can be
 * deleted at any time; the next start is a cold one.
 */
final class CacheFolder {

  private CacheFolder() {}

  static Path path() {
    String chosen = System.getenv("TRIMTAB_CACHE");
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path folder;
    if (chosen != null && !chosen.isBlank()) {
      folder = Path.of(chosen);
    } else if (xdg != null && !xdg.isBlank()) {
      folder = Path.of(xdg, "trimtab");
    } else {
      folder = Path.of(System.getProperty("user.home"), ".cache", "trimtab");
    }
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder.toAbsolutePath().getParent());
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot use the cache folder %s; name a writable one in TRIMTAB_CACHE".formatted(folder),
          e);
    }
  }
}
