package dev.trimtab.postgres.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArrayTextTest {

  @Test
  void readsWhatPostgresWrites() {
    assertThat(ArrayText.parse("{a,\"b c\",NULL,\"NULL\",\"say \\\"hi\\\"\",\"\",\"{1,2}\"}"))
        .containsExactly(
            Optional.of("a"),
            Optional.of("b c"),
            Optional.empty(),
            Optional.of("NULL"),
            Optional.of("say \"hi\""),
            Optional.of(""),
            Optional.of("{1,2}"));
    assertThat(ArrayText.parse("{}")).isEmpty();
  }

  @Test
  void refusesWhatIsNoArray() {
    assertThatThrownBy(() -> ArrayText.parse("a,b")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsBackWhatItWrites() {
    String characters = "ab,{}\"\\ N";
    Seeds.each(random -> {
      List<Optional<String>> elements = new ArrayList<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        var text = new StringBuilder();
        for (int j = random.nextInt(5); j > 0; j--) {
          text.append(characters.charAt(random.nextInt(characters.length())));
        }
        elements.add(random.nextInt(5) == 0 ? Optional.empty() : Optional.of(text.toString()));
      }
      assertThat(ArrayText.parse(ArrayText.format(elements))).isEqualTo(elements);
    });
  }
}
