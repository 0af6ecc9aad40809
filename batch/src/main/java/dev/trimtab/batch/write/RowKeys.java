package dev.trimtab.batch.write;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whether a key may be among rows twice. Keeps a hash of 64 bits of each, in one array: rows that
 * are never in memory together can be asked about. A hash that comes twice is nearly always a key
 * that does; who hears so looks again.
 */
final class RowKeys<T> {

  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  private static final int SLOTS_FIRST = 1_024;

  private final List<Column<T>> columns;
  private final List<Target.Type> types;
  private long[] slots = new long[SLOTS_FIRST];
  private int size;
  private boolean hasTwice;
  private boolean mayHoldEqual;

  /**
   * @param columns of the key
   * @param types what they hold, in the same order
   */
  RowKeys(List<Column<T>> columns, List<Target.Type> types) {
    this.columns = columns;
    this.types = types;
  }

  /** Returns whether any key may have come twice. */
  boolean hasTwice() {
    return hasTwice;
  }

  /**
   * Returns whether the server may hold keys equal that are different here: citext, a uuid as text,
   * times that are rounded.
   */
  boolean mayHoldEqual() {
    return mayHoldEqual;
  }

  void clear() {
    slots = new long[SLOTS_FIRST];
    size = 0;
    hasTwice = false;
    mayHoldEqual = false;
  }

  /** Notes a row's key. NULLs are equal to nothing (manual 5.5.3). */
  void add(T row) {
    long hash = 1;
    for (int i = 0; i < columns.size(); i++) {
      Object value = columns.get(i).value().apply(row);
      if (value == null) {
        return;
      }
      mayHoldEqual = mayHoldEqual || !types.get(i).tellsApart(value);
      hash = mixed(hash + of(value));
    }
    // 0 is a free slot.
    note(hash == 0 ? 1 : hash);
  }

  private void note(long hash) {
    if (find(hash)) {
      hasTwice = true;
      return;
    }
    if (++size * 2 > slots.length) {
      long[] before = slots;
      slots = new long[before.length * 2];
      for (long known : before) {
        if (known != 0) {
          find(known);
        }
      }
    }
  }

  /** Returns whether it is there, and puts it there. */
  private boolean find(long hash) {
    int mask = slots.length - 1;
    int slot = (int) (hash >>> 32) & mask;
    while (slots[slot] != 0) {
      if (slots[slot] == hash) {
        return true;
      }
      slot = slot + 1 & mask;
    }
    slots[slot] = hash;
    return false;
  }

  /** Equal for values that PostgreSQL could hold equal in a column of the type that they fit. */
  private static long of(Object value) {
    return switch (value) {
      case Long l -> l;
      case Integer i -> i;
      case Short s -> s;
      case BigDecimal d -> text(d.stripTrailingZeros().toPlainString());
      case Instant t -> mixed(t.getEpochSecond()) + t.getNano();
      case OffsetDateTime t -> of(t.toInstant());
      case ZonedDateTime t -> of(t.toInstant());
      case UUID u -> mixed(u.getMostSignificantBits()) + u.getLeastSignificantBits();
      default -> text(String.valueOf(PgText.of(value)));
    };
  }

  private static long text(String value) {
    long hash = value.length();
    for (int i = 0; i < value.length(); i++) {
      hash = hash * MULTIPLIER + value.charAt(i);
    }
    return hash;
  }

  /** The finalizer of MurmurHash3: all bits of the result depend on all of the value. */
  private static long mixed(long value) {
    long hash = value;
    hash = (hash ^ (hash >>> 33)) * 0xFF51AFD7ED558CCDL;
    hash = (hash ^ (hash >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return hash ^ (hash >>> 33);
  }

  /**
   * Returns one row of each key, keys compared by their texts; all that have a NULL. In the order
   * of the rows, as the server may hold some of them equal.
   *
   * @param isFirst whether the first stands for the others, and not the last
   */
  List<T> oneOfEach(List<T> rows, boolean isFirst) {
    var ones = new LinkedHashMap<List<String>, T>();
    var result = new ArrayList<T>();
    for (T row : rows) {
      var key = new ArrayList<String>(columns.size());
      for (Column<T> column : columns) {
        @Nullable String text = PgText.of(column.value().apply(row));
        if (text != null) {
          key.add(text);
        }
      }
      if (key.size() < columns.size()) {
        result.add(row);
      } else if (isFirst) {
        ones.putIfAbsent(key, row);
      } else {
        ones.putLast(key, row);
      }
    }
    result.addAll(ones.values());
    return result;
  }
}
