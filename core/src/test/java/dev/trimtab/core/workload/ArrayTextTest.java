package dev.trimtab.core.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.Seeds;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArrayTextTest {

  @Test
  void readsWhatPostgresWrites() {
    assertThat(ArrayText.elements("{a,\"b c\",NULL,\"NULL\",\"\",\"say \\\"hi\\\"\",\"a\\\\b\"}"))
        .containsExactly("a", "b c", "NULL", "", "say \"hi\"", "a\\b");
    assertThat(ArrayText.elements("{}")).isEmpty();
    assertThat(ArrayText.elements("{\"[2024-01-01,2024-02-01)\"}"))
        .containsExactly("[2024-01-01,2024-02-01)");
  }

  @Test
  void leavesInnerArraysWhole() {
    assertThat(ArrayText.elements("{{1,2},{3,4}}")).containsExactly("{1,2}", "{3,4}");
  }

  @Test
  void isSilentAboutWhatIsNoArray() {
    assertThat(ArrayText.elements("")).isEmpty();
    assertThat(ArrayText.elements("abc")).isEmpty();
  }

  @Test
  void readsBackWhatItWrites() {
    String characters = "aé,{}\"\\ N";
    Seeds.each(random -> {
      List<String> values =
          IntStream.range(0, random.nextInt(4))
              .mapToObj(i ->
                  IntStream.range(0, random.nextInt(5))
                      .mapToObj(j -> characters.charAt(random.nextInt(characters.length())))
                      .map(String::valueOf)
                      .reduce("", String::concat))
              .toList();

      assertThat(ArrayText.elements(ArrayText.of(values))).isEqualTo(values);
    });
  }
}
