package dev.trimtab.batch.write;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Collection;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Values as PostgreSQL reads them in text (manual 8, "Data Types"): the one form that every type
 * has, also ranges, enums, composites and those of extensions.
 *
 * <p>Takes numbers, text, truth values, UUIDs, byte arrays, dates and times of {@code java.time},
 * {@code java.sql.Timestamp}, {@code java.time.Duration} for intervals, enums by name, and
 * collections and arrays of these for array columns, nested too. Anything else goes by its {@code
 * toString}, which for a text form of one's own (jsonb, a range) is a String already.
 */
final class PgText {

  /** Years beyond four digits have no sign in PostgreSQL, and those before our era an ending. */
  private static final DateTimeFormatter DATE =
      new DateTimeFormatterBuilder()
          .appendValue(ChronoField.YEAR_OF_ERA, 4, 10, java.time.format.SignStyle.NEVER)
          .appendPattern("-MM-dd")
          .toFormatter(java.util.Locale.ROOT);

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter(java.util.Locale.ROOT);

  private PgText() {}

  /** Returns the text of a value; null for NULL. */
  static @Nullable String of(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case String s -> s;
      case BigDecimal d -> d.toPlainString();
      case Instant i ->
          dateTime(i.atOffset(ZoneOffset.UTC))
              + zone(ZoneOffset.UTC)
              + era(i.atOffset(ZoneOffset.UTC));
      case OffsetDateTime t -> dateTime(t) + zone(t.getOffset()) + era(t);
      case ZonedDateTime t -> dateTime(t) + zone(t.getOffset()) + era(t);
      case LocalDateTime t -> dateTime(t) + era(t);
      case LocalDate d -> DATE.format(d) + era(d);
      case LocalTime t -> TIME.format(t);
      case OffsetTime t -> TIME.format(t) + zone(t.getOffset());
      case Timestamp t -> of(t.toInstant());
      case Duration d -> interval(d);
      case Enum<?> e -> e.name();
      case UUID u -> u.toString();
      case byte[] b -> "\\x" + HexFormat.of().formatHex(b);
      case Collection<?> c -> array(c.toArray());
      case Object[] a -> array(a);
      case int[] a -> array(java.util.Arrays.stream(a).boxed().toArray());
      case long[] a -> array(java.util.Arrays.stream(a).boxed().toArray());
      case double[] a -> array(java.util.Arrays.stream(a).boxed().toArray());
      default -> value.toString();
    };
  }

  private static String dateTime(TemporalAccessor t) {
    return DATE.format(t) + " " + TIME.format(t);
  }

  private static String era(TemporalAccessor t) {
    return t.get(ChronoField.YEAR) < 1 ? " BC" : "";
  }

  private static String zone(ZoneOffset offset) {
    int seconds = offset.getTotalSeconds();
    int size = Math.abs(seconds);
    String sign = seconds < 0 ? "-" : "+";
    return size % 60 == 0
        ? "%s%02d:%02d".formatted(sign, size / 3600, size / 60 % 60)
        : "%s%02d:%02d:%02d".formatted(sign, size / 3600, size / 60 % 60, size % 60);
  }

  private static String interval(Duration d) {
    BigDecimal seconds = BigDecimal.valueOf(d.getSeconds()).add(BigDecimal.valueOf(d.getNano(), 9));
    return seconds.toPlainString() + " seconds";
  }

  /** The array's text (manual 8.15.2): everything quoted but NULL, so that nothing is special. */
  static String array(@Nullable Object[] elements) {
    var text = new StringBuilder("{");
    for (int i = 0; i < elements.length; i++) {
      if (i > 0) {
        text.append(',');
      }
      Object element = elements[i];
      if (element instanceof Collection<?> || element instanceof Object[]) {
        text.append(of(element));
      } else {
        String its = of(element);
        if (its == null) {
          text.append("NULL");
        } else {
          quote(text, its);
        }
      }
    }
    return text.append('}').toString();
  }

  private static void quote(StringBuilder text, String element) {
    text.append('"');
    for (int i = 0; i < element.length(); i++) {
      char c = element.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\');
      }
      text.append(c);
    }
    text.append('"');
  }
}
