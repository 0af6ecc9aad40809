package dev.trimtab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.Marks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the tests of all modules printed holds no password and no value of a row. This module is the
 * last one, so that all others have run; theirs log in with {@link Marks#PASSWORD}.
 */
class OutputsTest {

  private static final Path ROOT = Path.of(System.getProperty("trimtab.basedir", ".."));

  @Test
  void noModuleHasPrintedWhatIsMarked() throws IOException {
    List<Path> reports;
    try (var files = Files.find(ROOT, 4, (path, _) -> isReport(path))) {
      reports = files.toList();
    }
    for (Path report : reports) {
      assertThat(Marks.in(Files.readString(report))).as(report.toString()).isEmpty();
    }
  }

  private static boolean isReport(Path path) {
    String name = String.valueOf(path.getFileName());
    return path.toString().contains("surefire-reports")
        && (name.endsWith(".xml") || name.endsWith(".txt"));
  }
}
