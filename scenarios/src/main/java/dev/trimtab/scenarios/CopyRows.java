package dev.trimtab.scenarios;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.UUID;

/**
 * Writes rows in the text format of {@code COPY} (manual, COPY, "Text Format") through a buffer of
 * fixed size, so that a table of any size needs no more memory than a small one.
 *
 * <p>Call one method per column, then {@link #end()}. Not thread-safe.
 */
public final class CopyRows {

  /** Takes a full buffer: {@code COPY} in a load, a checksum in a test. */
  @FunctionalInterface
  public interface Sink {
    void write(byte[] buffer, int offset, int length) throws SQLException;
  }

  private static final int BUFFER_BYTES = 1 << 16;

  /** Above what one number, date or escaped character needs. */
  private static final int RESERVE_BYTES = 64;

  private static final String HEX = "0123456789abcdef";

  private static final long MILLIS_PER_DAY = 86_400_000;

  private final String table;
  private final Sink sink;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int length;
  private boolean firstColumn = true;
  private long rows;

  public CopyRows(String table, Sink sink) {
    this.table = table;
    this.sink = sink;
  }

  /** Rows ended so far. */
  public long rows() {
    return rows;
  }

  public CopyRows text(CharSequence value) {
    separate();
    for (int i = 0; i < value.length(); i++) {
      character(value.charAt(i), value, i);
    }
    return this;
  }

  public CopyRows number(long value) {
    separate();
    digits(value);
    return this;
  }

  /** Writes a key, or NULL for 0: the generators number from 1. */
  public CopyRows reference(int key) {
    return key == 0 ? none() : number(key);
  }

  /** Writes a numeric with two digits after the point, given in hundredths. */
  public CopyRows hundredths(long value) {
    separate();
    if (value < 0) {
      put('-');
    }
    long magnitude = Math.abs(value);
    digits(magnitude / 100);
    put('.');
    twoDigits((int) (magnitude % 100));
    return this;
  }

  /** Writes a uuid. */
  public CopyRows uuid(UUID value) {
    separate();
    hex(value.getMostSignificantBits() >>> 32, 8);
    put('-');
    hex(value.getMostSignificantBits() >>> 16, 4);
    put('-');
    hex(value.getMostSignificantBits(), 4);
    put('-');
    hex(value.getLeastSignificantBits() >>> 48, 4);
    put('-');
    hex(value.getLeastSignificantBits(), 12);
    return this;
  }

  public CopyRows bool(boolean value) {
    separate();
    put(value ? 't' : 'f');
    return this;
  }

  /** Writes a timestamptz, in milliseconds since 1970, UTC. */
  public CopyRows timestamp(long epochMillis) {
    separate();
    date(Math.floorDiv(epochMillis, MILLIS_PER_DAY));
    int millis = (int) Math.floorMod(epochMillis, MILLIS_PER_DAY);
    put(' ');
    twoDigits(millis / 3_600_000);
    put(':');
    twoDigits(millis / 60_000 % 60);
    put(':');
    twoDigits(millis / 1_000 % 60);
    put('.');
    put('0' + millis / 100 % 10);
    twoDigits(millis % 100);
    put('+');
    put('0');
    put('0');
    return this;
  }

  /** Writes a date, in days since 1970. */
  public CopyRows day(long epochDay) {
    separate();
    date(epochDay);
    return this;
  }

  /** Writes NULL. */
  public CopyRows none() {
    separate();
    put('\\');
    put('N');
    return this;
  }

  /** Ends the row. */
  public void end() {
    put('\n');
    firstColumn = true;
    rows++;
  }

  /** Hands over what is still in the buffer. */
  public void flush() {
    try {
      sink.write(buffer, 0, length);
      length = 0;
    } catch (SQLException e) {
      throw ScenarioException.load(table, e);
    }
  }

  private void separate() {
    if (length > BUFFER_BYTES - RESERVE_BYTES) {
      flush();
    }
    if (!firstColumn) {
      put('\t');
    }
    firstColumn = false;
  }

  private void character(char c, CharSequence value, int index) {
    if (length > BUFFER_BYTES - RESERVE_BYTES) {
      flush();
    }
    switch (c) {
      case '\\' -> escaped('\\');
      case '\n' -> escaped('n');
      case '\r' -> escaped('r');
      case '\t' -> escaped('t');
      default -> {
        if (c < 0x80) {
          put(c);
        } else {
          unicode(value, index);
        }
      }
    }
  }

  private void escaped(char c) {
    put('\\');
    put(c);
  }

  /** Encodes one code point; the second half of a pair was written with the first. */
  private void unicode(CharSequence value, int index) {
    if (Character.isLowSurrogate(value.charAt(index))) {
      return;
    }
    for (byte b :
        Character.toString(Character.codePointAt(value, index)).getBytes(StandardCharsets.UTF_8)) {
      put(b);
    }
  }

  private void digits(long value) {
    if (value < 0) {
      put('-');
    }
    long rest = Math.abs(value);
    int start = length;
    do {
      put('0' + (int) (rest % 10));
      rest /= 10;
    } while (rest != 0);
    for (int left = start, right = length - 1; left < right; left++, right--) {
      byte swapped = buffer[left];
      buffer[left] = buffer[right];
      buffer[right] = swapped;
    }
  }

  private void hex(long value, int digits) {
    for (int shift = 4 * digits - 4; shift >= 0; shift -= 4) {
      put(HEX.charAt((int) (value >>> shift) & 0xF));
    }
  }

  private void twoDigits(int value) {
    put('0' + value / 10);
    put('0' + value % 10);
  }

  /** Civil date of a day number (Hinnant, "chrono-compatible low-level date algorithms", 2013). */
  private void date(long epochDay) {
    long shifted = epochDay + 719_468;
    long era = Math.floorDiv(shifted, 146_097);
    long dayOfEra = shifted - era * 146_097;
    long yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long shiftedMonth = (5 * dayOfYear + 2) / 153;
    int month = (int) (shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9);
    digits(yearOfEra + era * 400 + (month <= 2 ? 1 : 0));
    put('-');
    twoDigits(month);
    put('-');
    twoDigits((int) (dayOfYear - (153 * shiftedMonth + 2) / 5 + 1));
  }

  private void put(int b) {
    buffer[length++] = (byte) b;
  }
}
