package dev.trimtab.cli.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Locale;

/** Numbers for a reader: three digits that mean something, and always a unit. */
final class Numbers {

  private static final String[] BYTE_UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};
  private static final int DIGITS = 3;

  private Numbers() {}

  /** Returns a size as PostgreSQL shows it: kB is 1,024 bytes. */
  static String bytes(double bytes) {
    double size = bytes;
    int unit = 0;
    while (Math.abs(size) >= 1_000 && unit < BYTE_UNITS.length - 1) {
      size /= 1024;
      unit++;
    }
    return digits(size) + " " + BYTE_UNITS[unit];
  }

  static String bytes(long bytes) {
    return bytes((double) bytes);
  }

  /** Returns a number with three significant digits, and all of those before the point. */
  static String digits(double number) {
    if (number == 0 || !Double.isFinite(number)) {
      return number == 0 ? "0" : "?";
    }
    BigDecimal value = BigDecimal.valueOf(number).round(new MathContext(DIGITS));
    int whole = value.precision() - value.scale();
    if (whole >= DIGITS) {
      return String.format(Locale.ROOT, "%,.0f", number);
    }
    int decimals = number < 0.001 ? DIGITS - whole : Math.min(DIGITS, DIGITS - whole);
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  /** Returns a number of any size in a few characters: {@code 29.5 M}. */
  static String compact(double number) {
    if (number < 10_000) {
      return digits(number);
    }
    if (number < 1e6) {
      return digits(number / 1e3) + " k";
    }
    return number < 1e9 ? digits(number / 1e6) + " M" : digits(number / 1e9) + " G";
  }

  /** Returns a whole number with its thousands apart. */
  static String count(double number) {
    return count(Math.round(number));
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Returns milliseconds without their unit, for a column of them. */
  static String millis(double millis) {
    if (millis > 0 && millis < 0.001) {
      return "<0.001";
    }
    if (millis < 10) {
      return String.format(Locale.ROOT, "%.3f", millis);
    }
    return String.format(Locale.ROOT, millis < 1_000 ? "%.1f" : "%,.0f", millis);
  }

  /** Returns a time in the unit that suits it. */
  static String time(double millis) {
    if (millis < 1_000) {
      return digits(millis) + " ms";
    }
    if (millis < 120_000) {
      return digits(millis / 1_000) + " s";
    }
    if (millis < 3 * 3_600_000.0) {
      return digits(millis / 60_000) + " min";
    }
    return digits(millis / 3_600_000) + " h";
  }

  static String time(Duration duration) {
    return time(duration.toNanos() / 1e6);
  }

  /** Returns how many times less the second is: {@code 146x}, {@code 1.3x slower}. */
  static String ratio(double before, double after) {
    if (before == after || before <= 0) {
      return "1.0x";
    }
    if (after <= 0) {
      return "gone";
    }
    double less = before / after;
    if (less > 0.95 && less < 1.05) {
      return "1.0x";
    }
    return less >= 1 ? factor(less) : factor(1 / less) + " slower";
  }

  private static String factor(double factor) {
    return factor >= 10 ? count(factor) + "x" : String.format(Locale.ROOT, "%.1fx", factor);
  }

  static String percent(double share) {
    double percent = share * 100;
    double shown = Math.abs(percent);
    if (shown > 0 && shown < 0.05) {
      return percent > 0 ? "<0.1 %" : ">-0.1 %";
    }
    return String.format(Locale.ROOT, shown >= 10 || shown == 0 ? "%.0f %%" : "%.1f %%", percent);
  }
}
