package dev.trimtab.batch.automatic;

import java.util.ArrayList;
import java.util.List;
import org.postgresql.core.Tuple;

/** Takes rows of many keys apart. */
final class KeyedRows {

  private KeyedRows() {}

  /**
   * Returns the rows of each key in the order they came; the last two columns tell which they are.
   */
  static List<RawRows> of(RawRows rows, int keys) {
    int columns = rows.fields().size() - LoopSql.COLUMNS_MORE;
    var each = new ArrayList<List<Tuple>>(keys);
    for (int i = 0; i < keys; i++) {
      each.add(new ArrayList<>());
    }
    for (Tuple tuple : rows.tuples()) {
      if (tuple.get(columns) != null) {
        each.get((int) number(tuple, columns + 1) - 1).add(tuple);
      }
    }
    var result = new ArrayList<RawRows>(keys);
    for (List<Tuple> its : each) {
      result.add(rows.part(columns, its));
    }
    return result;
  }

  /** Reads what the server counted, from 1. */
  private static long number(Tuple tuple, int column) {
    long number = 0;
    for (byte digit : tuple.get(column)) {
      number = number * 10 + digit - '0';
    }
    return number;
  }
}
