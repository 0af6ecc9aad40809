package dev.trimtab.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1, 1.00 B",
    "999, 999 B",
    "1024, 1.00 kB",
    "8192, 8.00 kB",
    "1500000, 1.43 MB",
    "2400000000, 2.24 GB",
    "-1048576, -1.00 MB"
  })
  void sizesHaveThreeDigits(long bytes, String text) {
    assertThat(Numbers.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0.036; 0.036 ms",
        "12.34; 12.3 ms",
        "999.9; 1,000 ms",
        "1500; 1.50 s",
        "119000; 119 s",
        "150000; 2.50 min",
        "20000000; 5.56 h"
      })
  void timesHaveTheUnitThatSuits(double millis, String text) {
    assertThat(Numbers.time(millis)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "100; 1; 100x",
        "15; 2; 7.5x",
        "1; 1; 1.0x",
        "0; 5; 1.0x",
        "1; 1.3; 1.3x slower",
        "1; 1.04; 1.0x",
        "5; 0; gone",
        "24195; 8.62; 2,807x"
      })
  void ratiosSayHowManyTimesLess(double before, double after, String text) {
    assertThat(Numbers.ratio(before, after)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0 %", "0.0001, <0.1 %", "0.021, 2.1 %", "0.98, 98 %", "-0.004, -0.4 %"})
  void sharesArePercents(double share, String text) {
    assertThat(Numbers.percent(share)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"8.44; 8.44", "438880; 439 k", "29456650; 29.5 M", "4.2e9; 4.20 G"})
  void compactNumbersFitAnAxis(double number, String text) {
    assertThat(Numbers.compact(number)).isEqualTo(text);
  }
}
