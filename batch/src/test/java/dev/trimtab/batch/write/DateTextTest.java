package dev.trimtab.batch.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.Seeds;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class DateTextTest {

  /** What the JDK makes of it; the era is the reader's to add. */
  private static final DateTimeFormatter FORMATTER =
      new DateTimeFormatterBuilder()
          .appendValue(ChronoField.YEAR_OF_ERA, 4, 10, SignStyle.NEVER)
          .appendPattern("-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter(Locale.ROOT);

  @Test
  void writesWhatTheFormatterOfTheJdkWrites() {
    Seeds.each(random -> {
      var moment =
          LocalDateTime.ofEpochSecond(
              random.nextLong(-200_000_000_000L, 400_000_000_000L),
              random.nextBoolean() ? random.nextInt(1_000_000_000) : random.nextInt(4) * 1_000,
              ZoneOffset.UTC);

      String era = moment.getYear() < 1 ? " BC" : "";
      assertThat(DateText.of(moment)).isEqualTo(FORMATTER.format(moment) + era);
    });
  }

  @Test
  void yearBeforeTheFirstIsTheFirstBeforeChrist() {
    assertThat(DateText.of(LocalDate.of(0, 12, 31))).isEqualTo("0001-12-31 BC");
    assertThat(DateText.of(LocalDate.of(12_345, 1, 2))).isEqualTo("12345-01-02");
  }

  @Test
  void zonesHaveSecondsOnlyWhereTheyNeedThem() {
    var noon = LocalTime.NOON;

    assertThat(DateText.of(noon, ZoneOffset.ofHoursMinutes(5, 30))).isEqualTo("12:00:00+05:30");
    assertThat(DateText.of(noon, ZoneOffset.ofTotalSeconds(-3_601))).isEqualTo("12:00:00-01:00:01");
  }

  @Test
  void anInstantIsWrittenInUtc() {
    assertThat(PgText.of(Instant.parse("2026-02-03T04:05:06.120Z")))
        .isEqualTo("2026-02-03 04:05:06.12+00:00");
  }
}
