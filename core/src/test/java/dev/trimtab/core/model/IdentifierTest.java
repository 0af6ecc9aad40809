package dev.trimtab.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IdentifierTest {

  @Test
  void isQuotedWithInnerQuotesDoubled() {
    assertThat(new Identifier("select").toSql()).isEqualTo("\"select\"");
    assertThat(new Identifier("a\"; DROP TABLE b; --").toSql())
        .isEqualTo("\"a\"\"; DROP TABLE b; --\"");
    assertThat(TableName.of("My Shop", "Bestellungen").toSql())
        .isEqualTo("\"My Shop\".\"Bestellungen\"");
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesWhatPostgresWouldCutOrRefuse(String value) {
    assertThatThrownBy(() -> new Identifier(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("63 bytes");
  }

  private static Stream<String> refused() {
    return Stream.of("", "a\0b", "x".repeat(64), "ä".repeat(32));
  }

  @Test
  void countsBytesAndNotCharacters() {
    assertThat(new Identifier("x".repeat(63)).value()).hasSize(63);
    assertThat(new Identifier("ä".repeat(31)).value()).hasSize(31);
  }
}
