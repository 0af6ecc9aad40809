package dev.trimtab.twin;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * An installation of PostgreSQL that can be started: {@code bin}, {@code lib} and {@code share}.
 *
 * @param directory the folder that holds {@code bin/postgres}
 * @param version as {@code postgres --version} prints it, such as {@code 18.6}
 */
public record ServerHome(Path directory, String version) {

  /** Returns the major version, such as 18. */
  public int major() {
    return Integer.parseInt(version.replaceFirst("^(\\d+).*", "$1"));
  }

  /** Returns the path of a program. */
  public Path program(String name) {
    return directory.resolve("bin").resolve(name);
  }

  /**
   * Returns the installation in a folder.
   *
   * @throws IllegalArgumentException if there is none, or it does not run
   */
  public static ServerHome at(Path directory) {
    Path postgres = directory.resolve("bin/postgres");
    if (!Files.isExecutable(postgres)) {
      throw new IllegalArgumentException(
          "%s has no bin/postgres: name the folder that holds bin, lib and share of a PostgreSQL"
              .formatted(directory));
    }
    return new ServerHome(directory, versionOf(postgres));
  }

  /** Returns the newest installation packed on the class path, unpacked at the first call. */
  public static ServerHome bundled() {
    return allBundled().stream()
        .max(Comparator.comparingInt(ServerHome::major))
        .orElseThrow(() ->
            new IllegalStateException(
                "no PostgreSQL binaries for %s on the class path; name an installation with"
                        .formatted(archiveName())
                    + " --twin-home DIR"));
  }

  /** Returns the installation of one major packed on the class path. */
  public static Optional<ServerHome> findBundled(int major) {
    return allBundled().stream().filter(home -> home.major() == major).findFirst();
  }

  private static List<ServerHome> allBundled() {
    try {
      var homes = new ArrayList<ServerHome>();
      var urls = ServerHome.class.getClassLoader().getResources(archiveName());
      while (urls.hasMoreElements()) {
        homes.add(unpacked(urls.nextElement()));
      }
      return homes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String archiveName() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "");
    boolean arm = arch.equals("aarch64") || arch.equals("arm64");
    return os.contains("mac")
        ? "postgres-darwin-%s.txz".formatted(arm ? "arm_64" : "x86_64")
        : "postgres-linux-%s.txz".formatted(arm ? "arm_64" : "x86_64");
  }

  /** Unpacks once per archive: the folder is named after the archive's place and length. */
  private static ServerHome unpacked(URL archive) throws IOException {
    var crc = new CRC32();
    crc.update(archive.toString().getBytes(StandardCharsets.UTF_8));
    long length = archive.openConnection().getContentLengthLong();
    String key = HexFormat.of().toHexDigits(crc.getValue(), 8) + "-" + length;
    Path target = CacheFolder.path().resolve("postgres-" + key);
    if (!Files.isExecutable(target.resolve("bin/postgres"))) {
      unpack(archive, target);
    }
    return at(target);
  }

  private static void unpack(URL archive, Path target) throws IOException {
    Path lock = target.resolveSibling(target.getFileName() + ".lock");
    try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _ = channel.lock()) {
      if (Files.isExecutable(target.resolve("bin/postgres"))) {
        return;
      }
      Path partial = Files.createTempDirectory(target.getParent(), "unpacking-");
      try (var in = new BufferedInputStream(archive.openStream(), 1 << 16);
          var tar = new TarArchiveInputStream(new XZInputStream(in))) {
        TarArchiveEntry entry = tar.getNextEntry();
        while (entry != null) {
          unpackEntry(entry, tar, partial);
          entry = tar.getNextEntry();
        }
      }
      deleteTree(target);
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void unpackEntry(TarArchiveEntry entry, InputStream content, Path root)
      throws IOException {
    Path path = root.resolve(entry.getName()).normalize();
    if (!path.startsWith(root)) {
      throw new IOException("archive entry leaves its folder: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(path);
    } else if (entry.isSymbolicLink()) {
      Files.createDirectories(path.getParent());
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else {
      Files.createDirectories(path.getParent());
      Files.copy(content, path, StandardCopyOption.REPLACE_EXISTING);
      if ((entry.getMode() & 0100) != 0) {
        Set<PosixFilePermission> executable = PosixFilePermissions.fromString("rwxr-xr-x");
        Files.setPosixFilePermissions(path, EnumSet.copyOf(executable));
      }
    }
  }

  private static String versionOf(Path postgres) {
    try {
      Process process =
          Child.process(List.of(postgres.toString(), "--version"))
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      // "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"
      var matcher = java.util.regex.Pattern.compile("PostgreSQL\\) (\\d+[.\\w]*)").matcher(out);
      if (!matcher.find()) {
        throw new IllegalArgumentException("%s does not run: %s".formatted(postgres, out.strip()));
      }
      return matcher.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a folder and all in it; a folder that is not there is fine. */
  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path dir, java.io.@org.jspecify.annotations.Nullable IOException e)
              throws IOException {
            Files.deleteIfExists(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
