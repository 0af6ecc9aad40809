package dev.trimtab.postgres.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class StandInsTest {

  private static List<String> someValues(RandomGenerator random) {
    var values = new TreeSet<String>();
    for (int i = random.nextInt(300); i > 0; i--) {
      var text = new StringBuilder();
      for (int j = random.nextInt(12); j > 0; j--) {
        text.append((char) ('A' + random.nextInt(26)));
      }
      values.add(text.toString());
    }
    return new ArrayList<>(values);
  }

  /** At most 26 values are one letter long here, so that no width has to grow. */
  @Test
  void keepsOrderAndWidth() {
    Seeds.each(random -> {
      List<String> values = someValues(random);
      List<String> standIns = inOrder(values);
      assertThat(standIns).isSorted().doesNotHaveDuplicates();
      for (int i = 0; i < values.size(); i++) {
        assertThat(standIns.get(i)).hasSameSizeAs(values.get(i));
      }
    });
  }

  @Test
  void tellsNothingOfTheLettersInAValue() {
    Seeds.each(
        random -> assertThat(String.join("", inOrder(someValues(random)))).matches("[0-9a-z]*"));
  }

  @Test
  void growsWhereMoreValuesAreShortThanThereAreLetters() {
    var values = new TreeSet<String>();
    for (char c = '!'; c < '~'; c++) {
      values.add(String.valueOf(c));
    }
    List<String> standIns = inOrder(new ArrayList<>(values));
    assertThat(standIns).isSorted().doesNotHaveDuplicates().allMatch(s -> s.length() == 2);
  }

  @Test
  void countsBytesBecauseStatisticsDo() {
    assertThat(inOrder(List.of("Müller"))).containsExactly("0000000");
  }

  private static List<String> inOrder(List<String> values) {
    var map = StandIns.of(StandIns.LETTERS, values);
    return values.stream().map(v -> map.getOrDefault(v, "?")).toList();
  }
}
