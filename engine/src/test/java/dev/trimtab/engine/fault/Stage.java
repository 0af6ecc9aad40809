package dev.trimtab.engine.fault;

import dev.trimtab.postgres.observe.Observer;
import dev.trimtab.postgres.observe.SnapshotFile;
import dev.trimtab.testkit.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/** What all cases share: one server, processes ready to be killed, a file system soon full. */
final class Stage implements AutoCloseable {

  private static final Map<String, String> SETTINGS =
      Map.of("max_connections", "80", "max_locks_per_transaction", "128");

  private final Path data;
  private final Path snapshot;
  private final Path small;
  private final boolean hasSmallDisk;
  private final TestPostgres server;
  private final Spares spares;
  private int victims;

  /**
   * Starts everything.
   *
   * @param folder an empty one
   */
  Stage(Path folder) throws IOException, SQLException {
    data = folder.resolve("data");
    snapshot = folder.resolve("snapshot.json");
    small = Files.createDirectory(folder.resolve("small"));
    server = TestPostgres.own(data, SETTINGS);
    Victim.prepare(server);
    try (var owner = DriverManager.getConnection(server.url(Victim.TEMPLATE, Victim.OWNER))) {
      SnapshotFile.write(snapshot, Observer.observe(owner));
    }
    spares = new Spares(snapshot);
    hasSmallDisk = mountsSmallDisk(small);
    if (hasSmallDisk) {
      server.execute("postgres", "CREATE TABLESPACE small LOCATION '%s'".formatted(small));
      server.execute("postgres", "GRANT CREATE ON TABLESPACE small TO " + Victim.OWNER);
    }
  }

  /** Only those may mount who administer the machine; others have no such disk. */
  static boolean mountsSmallDisk(Path folder) {
    return exitCode("mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", folder.toString()) == 0;
  }

  static int exitCode(String... command) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  TestPostgres server() {
    return server;
  }

  Path snapshot() {
    return snapshot;
  }

  Spares spares() {
    return spares;
  }

  boolean hasSmallDisk() {
    return hasSmallDisk;
  }

  Victim victim(Subject subject) {
    victims++;
    return Victim.create(server, subject, "victim_" + victims);
  }

  /** Stops the server at once and starts it again. */
  void crash() {
    try {
      server.crash(data, SETTINGS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    spares.close();
    server.close();
    if (hasSmallDisk) {
      exitCode("umount", small.toString());
    }
  }
}
