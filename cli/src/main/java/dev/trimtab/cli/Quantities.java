package dev.trimtab.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes, shares and durations as people type them. A bare number is refused where it would lie. */
final class Quantities {

  private static final Pattern SIZE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([a-zA-Z]*)");

  /** As in PostgreSQL's own settings: kB is 1,024 bytes. */
  private static final Map<String, Long> SIZE_UNITS =
      Map.of("", 1L, "b", 1L, "kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30, "tb", 1L << 40);

  private static final Pattern DURATION =
      Pattern.compile("(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+(?:\\.[0-9]+)?)s)?(?:([0-9]+)ms)?");

  private static final Pattern SHARE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*(%?)");

  private Quantities() {}

  /** Bytes: {@code 500MB}, {@code 1.5 GB}, {@code 8192}. */
  static final class Size implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      Matcher matcher = matched(SIZE, value, "a size looks like 500MB or 2GB");
      Long unit = SIZE_UNITS.get(matcher.group(2).toLowerCase(Locale.ROOT));
      if (unit == null) {
        throw refused(value, "the unit must be B, kB, MB, GB or TB");
      }
      double bytes = Double.parseDouble(matcher.group(1)) * unit;
      if (bytes >= Long.MAX_VALUE) {
        throw refused(value, "no disk is that big");
      }
      return Math.round(bytes);
    }
  }

  /** A part of something: {@code 20%}, or {@code 0.2}. */
  static final class Share implements ITypeConverter<Double> {
    @Override
    public Double convert(String value) {
      Matcher matcher = matched(SHARE, value, "a share looks like 20% or 0.2");
      double number = Double.parseDouble(matcher.group(1));
      return matcher.group(2).isEmpty() ? number : number / 100;
    }
  }

  /** A time span: {@code 500ms}, {@code 30s}, {@code 2m}, {@code 1h30m}. */
  static final class Span implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      String rule = "a duration looks like 500ms, 30s, 2m or 1h30m";
      Matcher matcher = matched(DURATION, value, rule);
      if (value.isBlank()) {
        throw refused(value, rule);
      }
      return Duration.ofHours(number(matcher.group(1)))
          .plusMinutes(number(matcher.group(2)))
          .plusMillis(Math.round(1_000 * decimal(matcher.group(3))))
          .plusMillis(number(matcher.group(4)));
    }

    private static long number(String digits) {
      return digits == null ? 0 : Long.parseLong(digits);
    }

    private static double decimal(String digits) {
      return digits == null ? 0 : Double.parseDouble(digits);
    }
  }

  private static Matcher matched(Pattern pattern, String value, String rule) {
    Matcher matcher = pattern.matcher(value.strip());
    if (!matcher.matches()) {
      throw refused(value, rule);
    }
    return matcher;
  }

  private static TypeConversionException refused(String value, String rule) {
    return new TypeConversionException("'%s' cannot be read: %s".formatted(value, rule));
  }
}
