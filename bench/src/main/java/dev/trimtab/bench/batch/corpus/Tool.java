package dev.trimtab.bench.batch.corpus;

import java.util.List;

/** A library through which code asks, on one connection; each in its own way. */
interface Tool extends AutoCloseable {

  /** Returns the rows, each as its values in the order of the columns. */
  List<List<Object>> rows(String sql, Object... values);

  int write(String sql, Object... values);

  /** Writes several rows as one JDBC batch. */
  void batch(String sql, List<Object[]> rows);

  @Override
  void close();

  /** Returns one column of the rows. */
  default List<Object> column(String sql, Object... values) {
    return rows(sql, values).stream().map(List::getFirst).toList();
  }
}
