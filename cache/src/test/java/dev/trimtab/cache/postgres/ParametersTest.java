package dev.trimtab.cache.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.testkit.Seeds;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ParametersTest {

  @Test
  void readsWhatItWroteAndWritesEqualListsAlike() {
    Seeds.each(random -> {
      List<Object> parameters = someParameters(random);
      String text = Parameters.write(parameters);
      assertThat(Parameters.read(text)).isEqualTo(parameters);
      assertThat(Parameters.write(Parameters.read(text))).isEqualTo(text);
    });
  }

  /** Two lists that look alike when they are joined are two keys. */
  @Test
  void keepsTypesAndBordersApart() {
    assertThat(
            List.of(
                Parameters.write(List.of(1L, "2")),
                Parameters.write(List.of("1", 2L)),
                Parameters.write(List.of("1", "2")),
                Parameters.write(List.of("12")),
                Parameters.write(List.of("1s1:2")),
                Parameters.write(List.of(12)),
                Parameters.write(List.of(12L)),
                Parameters.write(Arrays.asList("", null)),
                Parameters.write(Arrays.asList(null, ""))))
        .doesNotHaveDuplicates();
  }

  @Test
  void refusesATypeWithoutAnEqualText() {
    assertThatThrownBy(() -> Parameters.write(List.of(new StringBuilder())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("StringBuilder");
  }

  private static List<Object> someParameters(RandomGenerator random) {
    var parameters = new ArrayList<Object>();
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      parameters.add(someParameter(random));
    }
    return parameters;
  }

  @SuppressWarnings("NullAway")
  private static Object someParameter(RandomGenerator random) {
    return switch (random.nextInt(10)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextInt();
      case 2 -> "s:1 %é\n".substring(0, random.nextInt(8));
      case 3 -> random.nextBoolean();
      case 4 -> new UUID(random.nextLong(), random.nextLong());
      case 5 -> BigDecimal.valueOf(random.nextLong(), random.nextInt(9));
      case 6 -> random.nextDouble();
      case 7 -> LocalDate.ofEpochDay(random.nextInt(100_000));
      case 8 -> OffsetDateTime.of(2026, 1, 1, 1, random.nextInt(60), 0, 7, ZoneOffset.ofHours(3));
      default -> null;
    };
  }
}
