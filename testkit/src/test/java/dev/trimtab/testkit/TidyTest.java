package dev.trimtab.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The tidy rules: what a reviewer should not have to say. The limits are ratchets: they go down
 * when the code does, never up.
 */
class TidyTest {

  private static final Path ROOT = Path.of(System.getProperty("trimtab.basedir", ".."));
  private static final SourceTree SOURCES = SourceTree.of(ROOT);

  /** One screen, and a little more for a list. */
  private static final int METHOD_LINES_MAX = 70;

  /** State and life cycle in one class show here first. */
  private static final int FILE_LINES_MAX = 600;

  @Test
  void methodsFitOnAScreen() {
    assertThat(SOURCES.methods())
        .isNotEmpty()
        .filteredOn(method -> method.lines() > METHOD_LINES_MAX)
        .isEmpty();
  }

  @Test
  void filesHaveOneSubject() {
    assertThat(SOURCES.files())
        .isNotEmpty()
        .filteredOn(file -> file.lines() > FILE_LINES_MAX)
        .extracting(SourceTree.File::path)
        .isEmpty();
  }

  /** The column "Not" of the glossary, as names of types. */
  @Test
  void typesHaveTheNamesOfTheGlossary() throws IOException {
    Set<String> forbidden =
        Files.readAllLines(ROOT.resolve("GLOSSARY.md")).stream()
            .filter(line -> line.startsWith("| ") && line.split("\\|", -1).length >= 5)
            .map(line -> line.split("\\|", -1)[3])
            .flatMap(cell -> Arrays.stream(cell.split("[,;]", -1)))
            .map(TidyTest::asTypeName)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toSet());

    assertThat(forbidden).contains("VirtualIndex", "Shard");
    assertThat(SOURCES.types()).isNotEmpty().doesNotContainAnyElementsOf(forbidden);
  }

  private static String asTypeName(String words) {
    return Arrays.stream(words.strip().split("[\\s-]+", -1))
        .filter(word -> !word.isEmpty())
        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
        .collect(Collectors.joining());
  }

  @Test
  void nothingIsLeftForLater() {
    assertNowhere("TO" + "DO|FIX" + "ME|XX" + "X\\b");
  }

  @Test
  void nothingNamesAMachineOrARegistry() {
    assertNowhere("/ro" + "ot/|/wo" + "rk/|repo1?\\.mav" + "en|registry\\.np" + "mjs");
  }

  private static void assertNowhere(String pattern) {
    Pattern forbidden = Pattern.compile(pattern);
    List<Path> found =
        SOURCES.files().stream()
            .filter(file -> forbidden.matcher(file.text()).find())
            .map(SourceTree.File::path)
            .toList();
    assertThat(found).isEmpty();
  }
}
