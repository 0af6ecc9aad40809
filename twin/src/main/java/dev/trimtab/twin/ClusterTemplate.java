package dev.trimtab.twin;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A cluster made by {@code initdb} once and copied for every start: copying 40 MB takes a tenth of
 * what {@code initdb} does.
 *
 * @param directory the cluster, never started
 * @param password of its superuser
 */
record ClusterTemplate(Path directory, String password) {

  /**
   * Raised when what {@code initdb} is told changes, so that older templates are not used. The name
   * of the folder also has the server's version and the account.
   */
  private static final int GENERATION = 1;

  static ClusterTemplate of(ServerHome home) throws IOException {
    Path folder =
        CacheFolder.path()
            .resolve(
                "cluster-%s-%d-%08x"
                    .formatted(home.version(), GENERATION, home.directory().toString().hashCode()));
    Path secret = folder.resolve("password");
    if (!Files.exists(secret)) {
      make(home, folder);
    }
    return new ClusterTemplate(folder.resolve("data"), Files.readString(secret).strip());
  }

  private static void make(ServerHome home, Path folder) throws IOException {
    Path lock = folder.resolveSibling(folder.getFileName() + ".lock");
    try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _ = channel.lock()) {
      if (Files.exists(folder.resolve("password"))) {
        return;
      }
      ServerHome.deleteTree(folder);
      Path work = Files.createTempDirectory(folder.getParent(), "initdb-");
      Path password = work.resolve("password");
      byte[] random = new byte[16];
      new SecureRandom().nextBytes(random);
      Files.createFile(
          password,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(password, HexFormat.of().formatHex(random));
      Files.createDirectory(
          work.resolve("data"),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      if (Account.current() == Account.NOBODY) {
        giveToNobody(work);
      }
      run(initdb(home, work.resolve("data"), password));
      Files.move(work, folder, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static List<String> initdb(ServerHome home, Path data, Path password) {
    var command =
        new ArrayList<>(
            List.of(
                home.program("initdb").toString(),
                "-D",
                data.toString(),
                "-U",
                EmbeddedServer.SUPERUSER,
                "-A",
                home.major() >= 11 ? "scram-sha-256" : "md5",
                "--pwfile",
                password.toString(),
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync"));
    if (home.major() >= 18) {
      // We write relation files ourselves; a checksum per page would be one more thing to get
      // right.
      command.add("--no-data-checksums");
    }
    return Account.current().command(command);
  }

  private static void run(List<String> command) throws IOException {
    try {
      Process process = Child.process(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new IllegalStateException(
            "initdb failed with status %d:%n%s".formatted(status, out.strip()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while initdb ran", e);
    }
  }

  /** Copies the cluster to a folder that does not exist yet. */
  void copyTo(Path target) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectory(
                target.resolve(directory.relativize(dir)),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, target.resolve(directory.relativize(file)));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Gives a folder and all in it to the user nobody. */
  static void giveToNobody(Path folder) throws IOException {
    run(List.of("chown", "-R", "65534:65534", folder.toString()));
  }
}
