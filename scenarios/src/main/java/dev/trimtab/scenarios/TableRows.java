package dev.trimtab.scenarios;

import java.util.SplittableRandom;

/**
 * Where the rows of a table come from.
 *
 * @param table as SQL writes it: in quotes if it has capitals
 * @param columns separated by commas, in the order in which the source writes them
 * @param count how often the source is called, with 1 to {@code count}
 * @param source writes the rows of one number, any number of them
 */
public record TableRows(String table, String columns, int count, Source source) {

  /** Writes rows that depend on the number and the generator only. */
  @FunctionalInterface
  public interface Source {
    void write(int number, SplittableRandom random, CopyRows rows);
  }

  public TableRows {
    columns = columns.strip();
  }

  /** Writes all rows and returns how many. */
  public long writeTo(CopyRows.Sink sink, long seed) {
    var rows = new CopyRows(table, sink);
    for (int number = 1; number <= count; number++) {
      source.write(number, Draws.of(seed, table, number), rows);
    }
    rows.flush();
    return rows.rows();
  }
}
