package dev.trimtab.batch.write;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes rows by COPY in text format (manual, COPY, "Text Format"). Memory holds one buffer: a row
 * goes out as soon as it is full, however many come.
 */
final class CopyWriter<T> {

  /** What one message carries; larger ones are no faster. */
  private static final int BUFFER = 64 * 1024;

  /** How often somebody hears of progress. */
  private static final int PROGRESS_ROWS = 10_000;

  private final List<Column<T>> columns;
  private final String sql;
  private byte[] buffer = new byte[BUFFER + 8 * 1024];
  private int length;

  /**
   * @param sql see {@link TableColumns#copyInto}
   */
  CopyWriter(List<Column<T>> columns, String sql) {
    this.columns = columns;
    this.sql = sql;
  }

  /** Returns how many rows were written. A failure, ours or the server's, leaves none. */
  long write(Connection connection, Iterator<? extends T> rows, BulkWriter.Progress progress)
      throws SQLException {
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    try {
      long count = 0;
      while (rows.hasNext()) {
        add(rows.next());
        if (length >= BUFFER) {
          flush(copy);
        }
        if (++count % PROGRESS_ROWS == 0) {
          progress.written(count);
        }
      }
      flush(copy);
      return copy.endCopy();
    } catch (Throwable e) { // An Error, too: the COPY would stay open.
      cancel(copy, e);
      throw e;
    }
  }

  private static void cancel(CopyIn copy, Throwable e) {
    try {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    } catch (SQLException again) {
      e.addSuppressed(again);
    }
  }

  private void flush(CopyIn copy) throws SQLException {
    copy.writeToCopy(buffer, 0, length);
    length = 0;
  }

  private void add(T row) {
    boolean isFirst = true;
    for (Column<T> column : columns) {
      if (!isFirst) {
        put('\t');
      }
      isFirst = false;
      value(column.value().apply(row));
    }
    put('\n');
  }

  private void value(@Nullable Object value) {
    if (value instanceof Long || value instanceof Integer) {
      number(((Number) value).longValue());
      return;
    }
    String text = PgText.of(value);
    if (text == null) {
      put('\\');
      put('N');
      return;
    }
    escaped(text);
  }

  private void number(long value) {
    if (value == Long.MIN_VALUE) {
      escaped(String.valueOf(value));
      return;
    }
    long rest = Math.abs(value);
    int digits = 1;
    for (long n = rest; n >= 10; n /= 10) {
      digits++;
    }
    room(digits + 1);
    if (value < 0) {
      buffer[length++] = '-';
    }
    for (int i = digits - 1; i >= 0; i--) {
      buffer[length + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  private void escaped(String text) {
    // At most three bytes a character, or two and an escape.
    room(text.length() * 3);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> escape('\\');
        case '\n' -> escape('n');
        case '\r' -> escape('r');
        case '\t' -> escape('t');
        default -> {
          if (c < 128) {
            buffer[length++] = (byte) c;
          } else {
            i += wide(text, i);
          }
        }
      }
    }
  }

  private void escape(char c) {
    buffer[length++] = '\\';
    buffer[length++] = (byte) c;
  }

  /** Writes a character that is not ASCII; returns how many more chars than one it took. */
  private int wide(String text, int at) {
    int point = text.codePointAt(at);
    byte[] bytes = Character.toString(point).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
    return Character.charCount(point) - 1;
  }

  private void put(char c) {
    room(1);
    buffer[length++] = (byte) c;
  }

  private void room(int more) {
    if (length + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }
}
