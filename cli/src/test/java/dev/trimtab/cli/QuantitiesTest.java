package dev.trimtab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class QuantitiesTest {

  @ParameterizedTest
  @CsvSource({
    "8192, 8192",
    "500MB, 524288000",
    "1.5 GB, 1610612736",
    "2gb, 2147483648",
    "64kB, 65536",
    "1TB, 1099511627776",
    "0, 0",
    "7 B, 7"
  })
  void sizesHaveTheUnitsOfPostgres(String text, long bytes) {
    assertThat(new Quantities.Size().convert(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MB", "-5MB", "5Q", "5 5", "1e3", "99999999999TB"})
  void otherSizesAreRefused(String text) {
    assertThatThrownBy(() -> new Quantities.Size().convert(text))
        .isInstanceOf(TypeConversionException.class);
  }

  @ParameterizedTest
  @CsvSource({"20%, 0.2", "0.2, 0.2", "150 %, 1.5", "0, 0"})
  void sharesArePercentsOrFractions(String text, double share) {
    assertThat(new Quantities.Share().convert(text)).isEqualTo(share);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "%", "-1", "a%", "0,2"})
  void otherSharesAreRefused(String text) {
    assertThatThrownBy(() -> new Quantities.Share().convert(text))
        .isInstanceOf(TypeConversionException.class);
  }

  @ParameterizedTest
  @CsvSource({"500ms, PT0.5S", "30s, PT30S", "1.5s, PT1.5S", "2m, PT2M", "1h30m, PT1H30M"})
  void durationsHaveUnits(String text, Duration duration) {
    assertThat(new Quantities.Span().convert(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "-1s", "1d", "s", "1m1h"})
  void otherDurationsAreRefused(String text) {
    assertThatThrownBy(() -> new Quantities.Span().convert(text))
        .isInstanceOf(TypeConversionException.class);
  }
}
