package dev.trimtab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.Marks;
import dev.trimtab.testkit.TestPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every file that a command leaves, or has for a moment, is its owner's alone. */
class FilesIT {

  private static final Set<PosixFilePermission> OTHERS =
      Set.copyOf(PosixFilePermissions.fromString("---rwxrwx"));

  private final TestPostgres postgres = TestPostgres.newest();
  private final String database = postgres.createDatabase();

  /** At five milliseconds a look: what has become a program stays longer. */
  private static final int LOOKS_OF_A_COPY_MAX = 3;

  @TempDir private Path folder = Path.of("");

  /** In processes of their own, because a umask belongs to one; with 000 nothing is taken away. */
  @Test
  void underAUmaskThatForbidsNothing() throws Exception {
    postgres.execute(
        database,
        """
        CREATE TABLE orders (id bigint PRIMARY KEY, customer int NOT NULL, filler text);
        INSERT INTO orders SELECT i, i % 2000, repeat('x', 80) FROM generate_series(1, 20000) i;
        """);
    postgres.execute(database, "VACUUM ANALYZE");
    Path workload =
        Files.writeString(
            folder.resolve("workload.sql"), "SELECT id FROM orders WHERE customer = $1;\n");
    Path output = Files.createDirectory(folder.resolve("out"));
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Path before = Files.writeString(output.resolve("report.html"), "what was there");
    Files.setPosixFilePermissions(before, PosixFilePermissions.fromString("rw-rw-rw-"));
    String url = "postgres://postgres@127.0.0.1:%d/%s".formatted(postgres.port(), database);
    Set<String> open = new ConcurrentSkipListSet<>();
    Thread watch = Thread.ofVirtual().start(() -> watch(List.of(output, temporary), open));

    String snapshot = output.resolve("shop.json").toString();
    String migrations = output.resolve("migrations").toString();
    String script =
        """
        umask 000
        %1$s snapshot %2$s -o %3$s &&
        %1$s snapshot %2$s > /dev/null &&
        %1$s advise %3$s --workload %4$s -o %5$s &&
        %1$s tune %2$s --workload %4$s --migrations %6$s -o %7$s &&
        %1$s roles %2$s -o %8$s
        """
            .formatted(
                command(temporary),
                url,
                snapshot,
                workload,
                before,
                migrations,
                output.resolve("report.json"),
                output.resolve("roles.sql"));
    var builder = new ProcessBuilder("/bin/sh", "-c", script).redirectErrorStream(true);
    builder.environment().put("PGPASSWORD", Marks.PASSWORD);
    Process process = builder.start();
    process.getOutputStream().close();
    Set<String> leaks = new ConcurrentSkipListSet<>();
    Thread children = Thread.ofVirtual().start(() -> watchChildren(process, leaks));
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    watch.interrupt();
    watch.join();
    children.join();
    assertThat(leaks).as("processes that were given the password").isEmpty();

    Set<String> written = new TreeSet<>();
    for (Path file : files(output)) {
      assertThat(Files.getPosixFilePermissions(file))
          .as(file.toString())
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      written.add(output.relativize(file).toString().replaceAll("[0-9]{14}", "TIME"));
    }
    assertThat(written)
        .containsExactly(
            "migrations/UTIME_01__create_orders_customer_idx.sql",
            "migrations/VTIME_01__create_orders_customer_idx.sql",
            "report.html",
            "report.json",
            "roles.sql",
            "shop.json");
    assertThat(before).content().startsWith("<!DOCTYPE html>");
    assertThat(open).as("open to others for a moment").isEmpty();
    assertThat(files(temporary)).as("left behind").isEmpty();
  }

  /** What the JVM starts must not have its environment's password; the JVM has to. */
  private static void watchChildren(Process shell, Set<String> out) {
    Map<String, Integer> seen = new HashMap<>();
    while (shell.isAlive()) {
      shell
          .descendants()
          .filter(process -> process.info().command().orElse("").endsWith("/java"))
          .flatMap(ProcessHandle::descendants)
          // The JVM's own helper has its environment for the moment before it becomes the child.
          .filter(child -> !child.info().command().orElse("").endsWith("/jspawnhelper"))
          .forEach(child -> {
            Path environment = Path.of("/proc", Long.toString(child.pid()), "environ");
            try {
              if (!Marks.in(Files.readString(environment, StandardCharsets.ISO_8859_1)).isEmpty()) {
                String command = child.info().command().orElse("unknown");
                // For a moment a child is still a copy of the JVM, and has its name, too.
                if (seen.merge(child.pid() + command, 1, Integer::sum) > LOOKS_OF_A_COPY_MAX) {
                  out.add(command);
                }
              }
            } catch (IOException _) {
              // Gone, or not on Linux.
            }
          });
      try {
        Thread.sleep(5);
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private static String command(Path temporary) {
    return "'%s' -Djava.io.tmpdir='%s' --enable-native-access=ALL-UNNAMED -cp '%s' %s"
        .formatted(
            Path.of(System.getProperty("java.home", ""), "bin/java"),
            temporary,
            System.getProperty("java.class.path"),
            Main.class.getName());
  }

  private static List<Path> files(Path root) throws IOException {
    try (var walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile).toList();
    }
  }

  /**
   * Looks again and again for what somebody else could read: a folder of ours closes what is in it.
   */
  private static void watch(List<Path> roots, Set<String> out) {
    while (!Thread.currentThread().isInterrupted()) {
      for (Path root : roots) {
        look(root, out);
      }
      try {
        Thread.sleep(1);
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private static void look(Path folder, Set<String> out) {
    for (Path entry : entries(folder)) {
      try {
        boolean isOpen = Files.getPosixFilePermissions(entry).stream().anyMatch(OTHERS::contains);
        if (isOpen && Files.isDirectory(entry)) {
          look(entry, out);
        } else if (isOpen && !entry.endsWith("report.html")) {
          out.add(entry.toString());
        }
      } catch (IOException _) {
        // Gone since it was listed.
      }
    }
  }

  private static List<Path> entries(Path folder) {
    var entries = new ArrayList<Path>();
    try (var listed = Files.newDirectoryStream(folder)) {
      listed.forEach(entries::add);
    } catch (IOException _) {
      // Gone since it was seen.
    }
    return entries;
  }
}
