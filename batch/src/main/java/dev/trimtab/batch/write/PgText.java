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
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
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

  /** Characters of an element and its comma, so that a text seldom grows more than once. */
  static final int ELEMENT_USUAL = 12;

  private PgText() {}

  /** Returns the text of a value; null for NULL. */
  static @Nullable String of(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case String s -> s;
      case BigDecimal d -> d.toPlainString();
      case Instant i ->
          DateText.of(
              LocalDateTime.ofEpochSecond(i.getEpochSecond(), i.getNano(), ZoneOffset.UTC),
              ZoneOffset.UTC);
      case OffsetDateTime t -> DateText.of(t.toLocalDateTime(), t.getOffset());
      case ZonedDateTime t -> DateText.of(t.toLocalDateTime(), t.getOffset());
      case LocalDateTime t -> DateText.of(t);
      case LocalDate d -> DateText.of(d);
      case LocalTime t -> DateText.of(t);
      case OffsetTime t -> DateText.of(t.toLocalTime(), t.getOffset());
      // In the zone of the JVM, as the driver sends it: a column without zone keeps the local time.
      case Timestamp t -> of(t.toInstant().atZone(ZoneId.systemDefault()));
      case Duration d -> interval(d);
      case Enum<?> e -> e.name();
      case UUID u -> u.toString();
      case byte[] b -> "\\x" + HexFormat.of().formatHex(b);
      case Collection<?> c -> array(c.toArray());
      case Object[] a -> array(a);
      case int[] a -> array(a.length, i -> a[i]);
      case long[] a -> array(a.length, i -> a[i]);
      case double[] a -> array(a.length, i -> a[i]);
      case float[] a -> array(a.length, i -> a[i]);
      case short[] a -> array(a.length, i -> a[i]);
      case boolean[] a -> array(a.length, i -> a[i]);
      default -> value.toString();
    };
  }

  private static String array(int length, IntFunction<Object> element) {
    return array(IntStream.range(0, length).mapToObj(element).toArray());
  }

  private static String interval(Duration d) {
    BigDecimal seconds = BigDecimal.valueOf(d.getSeconds()).add(BigDecimal.valueOf(d.getNano(), 9));
    return seconds.toPlainString() + " seconds";
  }

  /** The array's text (manual 8.15.2): what could be special is quoted. */
  static String array(@Nullable Object[] elements) {
    var text = new StringBuilder(2 + elements.length * ELEMENT_USUAL).append('{');
    for (int i = 0; i < elements.length; i++) {
      if (i > 0) {
        text.append(',');
      }
      element(text, elements[i]);
    }
    return text.append('}').toString();
  }

  private static void element(StringBuilder text, @Nullable Object element) {
    switch (element) {
      case Collection<?> inner -> text.append(array(inner.toArray()));
      case Object[] inner -> text.append(array(inner));
      case null, default -> scalar(text, element);
    }
  }

  /** Appends what is not to be an array inside an array: an array goes as its text. */
  static void scalar(StringBuilder text, @Nullable Object value) {
    switch (value) {
      case null -> text.append("NULL");
      case String s -> quote(text, s);
      case Long l -> text.append(l.longValue());
      case Integer i -> text.append(i.intValue());
      case Number _, Boolean _ -> text.append(of(value));
      default -> quote(text, String.valueOf(of(value)));
    }
  }

  private static void quote(StringBuilder text, String element) {
    text.append('"');
    if (element.indexOf('"') < 0 && element.indexOf('\\') < 0) {
      text.append(element);
    } else {
      escaped(text, element);
    }
    text.append('"');
  }

  private static void escaped(StringBuilder text, String element) {
    for (int i = 0; i < element.length(); i++) {
      char c = element.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\');
      }
      text.append(c);
    }
  }
}
