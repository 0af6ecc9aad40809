package dev.trimtab.batch.write;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;

/**
 * Dates and times as PostgreSQL reads them (manual 8.5.1): years before our era have an ending and
 * no sign, those beyond four digits neither. Written digit by digit: a formatter of the JDK takes
 * longer than the server needs for the whole row.
 */
final class DateText {

  /** Ten digits of a year, the rest of a date, a time with nanoseconds, a zone, an era. */
  private static final int LENGTH_MAX = 48;

  private static final int NANO_DIGITS = 9;

  private final byte[] text = new byte[LENGTH_MAX];
  private int length;

  private DateText() {}

  static String of(LocalDate date) {
    var text = new DateText();
    text.date(date);
    text.era(date);
    return text.toString();
  }

  static String of(LocalTime time) {
    var text = new DateText();
    text.time(time);
    return text.toString();
  }

  static String of(LocalTime time, ZoneOffset offset) {
    var text = new DateText();
    text.time(time);
    text.zone(offset);
    return text.toString();
  }

  static String of(LocalDateTime moment) {
    var text = new DateText();
    text.moment(moment);
    text.era(moment.toLocalDate());
    return text.toString();
  }

  static String of(LocalDateTime moment, ZoneOffset offset) {
    var text = new DateText();
    text.moment(moment);
    text.zone(offset);
    text.era(moment.toLocalDate());
    return text.toString();
  }

  private void moment(LocalDateTime moment) {
    date(moment.toLocalDate());
    put(' ');
    time(moment.toLocalTime());
  }

  private void date(LocalDate date) {
    // There is no year 0: the one before year 1 is 1 BC.
    int year = date.getYear() < 1 ? 1 - date.getYear() : date.getYear();
    digits(year, Math.max(4, width(year)));
    put('-');
    digits(date.getMonthValue(), 2);
    put('-');
    digits(date.getDayOfMonth(), 2);
  }

  private void era(LocalDate date) {
    if (date.getYear() < 1) {
      put(' ');
      put('B');
      put('C');
    }
  }

  private void time(LocalTime time) {
    digits(time.getHour(), 2);
    put(':');
    digits(time.getMinute(), 2);
    put(':');
    digits(time.getSecond(), 2);
    int fraction = time.getNano();
    if (fraction != 0) {
      put('.');
      int width = NANO_DIGITS;
      while (fraction % 10 == 0) {
        fraction /= 10;
        width--;
      }
      digits(fraction, width);
    }
  }

  private void zone(ZoneOffset offset) {
    int seconds = Math.abs(offset.getTotalSeconds());
    put(offset.getTotalSeconds() < 0 ? '-' : '+');
    digits(seconds / 3_600, 2);
    put(':');
    digits(seconds / 60 % 60, 2);
    if (seconds % 60 != 0) {
      put(':');
      digits(seconds % 60, 2);
    }
  }

  private static int width(int number) {
    int width = 1;
    for (int rest = number; rest >= 10; rest /= 10) {
      width++;
    }
    return width;
  }

  private void digits(int number, int width) {
    int rest = number;
    for (int i = width - 1; i >= 0; i--) {
      text[length + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += width;
  }

  private void put(char c) {
    text[length++] = (byte) c;
  }

  @Override
  public String toString() {
    return new String(text, 0, length, StandardCharsets.ISO_8859_1);
  }
}
