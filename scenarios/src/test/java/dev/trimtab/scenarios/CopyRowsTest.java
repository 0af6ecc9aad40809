package dev.trimtab.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.testkit.Seeds;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class CopyRowsTest {

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS+00").withZone(ZoneOffset.UTC);

  @Test
  void separatesColumnsAndEndsRows() {
    assertThat(
            written(rows -> {
              rows.number(-7).text("a").bool(true).end();
              rows.none().reference(0).reference(3).hundredths(1_205).end();
            }))
        .isEqualTo("-7\ta\tt\n\\N\t\\N\t3\t12.05\n");
  }

  @Test
  void writesHundredthsWithTheirSign() {
    assertThat(written(rows -> rows.hundredths(-5).hundredths(-1_234).hundredths(0).end()))
        .isEqualTo("-0.05\t-12.34\t0.00\n");
  }

  @Test
  void writesAUuidAsJavaDoes() {
    Seeds.each(random -> {
      var uuid = new UUID(random.nextLong(), random.nextLong());
      assertThat(written(rows -> rows.uuid(uuid).end())).isEqualTo(uuid + "\n");
    });
  }

  @Test
  void escapesWhatCopyReadsAsStructure() {
    assertThat(written(rows -> rows.text("tab\tline\nreturn\rback\\slash").end()))
        .isEqualTo("tab\\tline\\nreturn\\rback\\\\slash\n");
  }

  @Test
  void leavesOrdinaryTextAlone() {
    assertThat(written(rows -> rows.text("{\"a\": 'b', N}").end())).isEqualTo("{\"a\": 'b', N}\n");
  }

  @Test
  void encodesWhatDoesNotFitOneChar() {
    assertThat(written(rows -> rows.text("né 👍").end())).isEqualTo("né 👍\n");
  }

  @Test
  void writesMoreThanItsBufferHolds() {
    String text = "0123456789".repeat(20_000);

    assertThat(written(rows -> rows.text(text).end())).isEqualTo(text + "\n");
  }

  @Test
  void writesTimesAsTheCalendarHasThem() {
    Seeds.each(random -> {
      // From 1900 to 2200: leap years, centuries, and before 1970.
      long millis = random.nextLong(-2_208_988_800_000L, 7_258_118_400_000L);
      long day = Math.floorDiv(millis, 86_400_000L);
      assertThat(written(rows -> rows.timestamp(millis).day(day).end()))
          .isEqualTo(
              TIMESTAMP.format(Instant.ofEpochMilli(millis))
                  + "\t"
                  + LocalDate.ofEpochDay(day)
                  + "\n");
    });
  }

  @Test
  void namesTheTableThatCouldNotBeWritten() {
    var rows =
        new CopyRows(
            "messages",
            (_, _, _) -> {
              throw new SQLException("disk full", "53100");
            });
    rows.number(1).end();

    assertThatThrownBy(rows::flush)
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining("messages")
        .hasMessageContaining("53100");
  }

  private static String written(Consumer<CopyRows> writer) {
    var bytes = new ByteArrayOutputStream();
    var rows = new CopyRows("t", bytes::write);
    writer.accept(rows);
    rows.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
