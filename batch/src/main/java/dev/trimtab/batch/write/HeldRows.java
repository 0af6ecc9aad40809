package dev.trimtab.batch.write;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Few rows: themselves, as they may have to go another way, and as one array a column, each the
 * text that PostgreSQL reads (manual 8.15.2).
 */
final class HeldRows<T> {

  /**
   * Text of all arrays beyond which rows are not held, in characters. A row that is long enough to
   * matter here gains nothing from its arrays, as a way there and back takes less time than four
   * megabytes do, and the server takes no text of more than a gigabyte. Memory holds the text
   * twice, once as what the driver sends, the values that it is of, and a row more, which was the
   * one that was too much.
   */
  static final int CHARS_MAX = 4_000_000;

  /** Characters that are made room for at first, so that few long rows cost no more than that. */
  private static final int CHARS_FIRST = 1_024;

  private final List<Column<T>> columns;
  private final List<StringBuilder> texts;
  private final List<T> rows = new ArrayList<>();
  private long chars;

  private HeldRows(List<Column<T>> columns) {
    this.columns = columns;
    texts = columns.stream().map(_ -> new StringBuilder(CHARS_FIRST)).toList();
  }

  /** Takes rows while there are fewer than so many, and their text is not too long. */
  static <T> HeldRows<T> from(List<Column<T>> columns, Iterator<? extends T> rows, int rowsMax) {
    var held = new HeldRows<T>(columns);
    while (rows.hasNext() && held.rows.size() < rowsMax && !held.isTooLong()) {
      held.add(rows.next());
    }
    return held;
  }

  /** Returns the same without rows that others stand for. */
  HeldRows<T> only(List<T> some) {
    var held = new HeldRows<>(columns);
    some.forEach(held::add);
    return held;
  }

  private void add(T row) {
    char before = rows.isEmpty() ? '{' : ',';
    rows.add(row);
    for (int i = 0; i < texts.size(); i++) {
      StringBuilder text = texts.get(i);
      int length = text.length();
      PgText.scalar(text.append(before), columns.get(i).value().apply(row));
      chars += text.length() - length;
    }
  }

  /** Whether the text is too long to be held; true of one very long row, too. */
  boolean isTooLong() {
    return chars > CHARS_MAX;
  }

  List<T> rows() {
    return rows;
  }

  /** Binds the arrays; may be done again. */
  void bind(PreparedStatement statement) throws SQLException {
    int index = 1;
    for (StringBuilder text : texts) {
      statement.setObject(index++, text.append('}').toString(), Types.OTHER);
      text.setLength(text.length() - 1);
    }
  }
}
