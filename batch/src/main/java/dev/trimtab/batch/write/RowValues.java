package dev.trimtab.batch.write;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the columns hold of one row. Each is asked once: a row may be looked at again, for its key
 * or as it goes another way, and a function that counts or reads would say something else then.
 */
final class RowValues {

  private final @Nullable Object[] values;

  private RowValues(@Nullable Object[] values) {
    this.values = values;
  }

  private static <T> RowValues of(List<Column<T>> columns, T row) {
    var values = new @Nullable Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = lasting(columns.get(i).value().apply(row));
    }
    return new RowValues(values);
  }

  /** Returns what does not change: the text of what may, like an array that is used again. */
  private static @Nullable Object lasting(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case String _, Long _, Integer _, Short _, Double _, Float _, Boolean _ -> value;
      case BigDecimal _, UUID _, Enum<?> _, Temporal _, Duration _ -> value;
      default -> PgText.of(value);
    };
  }

  /** Returns rows as they come, asking each when it does. */
  static <T> Iterator<RowValues> each(List<Column<T>> columns, Iterator<? extends T> rows) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public RowValues next() {
        return of(columns, rows.next());
      }
    };
  }

  /** Returns the table with columns that take what was asked. */
  static TableColumns<RowValues> table(TableColumns<?> table) {
    var columns = new ArrayList<Column<RowValues>>();
    for (Column<?> column : table.columns()) {
      int index = columns.size();
      columns.add(new Column<>(column.name(), row -> row.values[index]));
    }
    return new TableColumns<>(table.path(), columns, table.keys());
  }
}
