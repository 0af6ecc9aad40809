package dev.trimtab.batch.write;

import dev.trimtab.batch.write.BulkWriter.OnConflict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The statements that insert rows or update those whose key is there.
 *
 * <p>A row is updated if its image differs ({@code *<>}, manual 9.25.6), not if its values are
 * unequal: 1.0 and 1.00 are equal, as are boxes of one area, and json has no equality. Where what
 * is equal is the same, the quicker comparison is enough.
 */
record Upsert<T>(TableColumns<T> table, OnConflict onConflict) {

  /** A plain INSERT, which takes given values for generated keys as a COPY does. */
  String insert(String rows) {
    return "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE %s"
        .formatted(table.sql(), table.list(name -> name), rows);
  }

  /**
   * INSERT … ON CONFLICT: right whoever else writes. It tells of each row which it was. A row that
   * was inserted has no deleting transaction, one that was updated in the same command has its own
   * (manual 5.6, {@code xmax}).
   *
   * @param rows a query whose columns are the table's
   */
  String onConflict(String rows, Target target) {
    return """
    INSERT INTO %s AS t (%s) %s
    ON CONFLICT (%s) %s
    RETURNING t.xmax AS deleting\
    """
        .formatted(table.sql(), table.list(name -> name), rows, table.keyList(), action(target));
  }

  private String action(Target target) {
    return isKept()
        ? "DO NOTHING"
        : "DO UPDATE SET %s WHERE %s".formatted(set("EXCLUDED"), differs("EXCLUDED", target));
  }

  /**
   * MERGE: a third faster, as it neither tries an insert nor locks a row first. Fails with a unique
   * violation if somebody else inserts a key meanwhile (manual 13.2.1).
   *
   * @param rows a table whose columns are called as this one's
   */
  String merge(String rows, Target target) {
    String same =
        table.keys().stream()
            .map(Names::quoted)
            .map("t.%1$s = s.%1$s"::formatted)
            .collect(Collectors.joining(" AND "));
    String matched =
        isKept()
            ? ""
            : "WHEN MATCHED AND (%s) THEN UPDATE SET %s".formatted(differs("s", target), set("s"));
    return """
    MERGE INTO ONLY %s AS t USING %s AS s ON %s
    %s
    WHEN NOT MATCHED THEN INSERT (%s) VALUES (%s)\
    """
        .formatted(table.sql(), rows, same, matched, table.list(n -> n), table.list(n -> "s." + n));
  }

  /** Whether what is there stays as it is. */
  boolean isKept() {
    return onConflict == OnConflict.KEEP || table.others().isEmpty();
  }

  private String set(String from) {
    return others(name -> "%s = %s.%s".formatted(name, from, name));
  }

  private String differs(String from, Target target) {
    List<String> exact =
        table.others().stream().filter(name -> target.type(name).isExact()).toList();
    List<String> others =
        table.others().stream().filter(name -> !target.type(name).isExact()).toList();
    var differences = new ArrayList<String>();
    if (!exact.isEmpty()) {
      differences.add(
          "(%s) IS DISTINCT FROM (%s)".formatted(list(exact, "t."), list(exact, from + ".")));
    }
    if (!others.isEmpty()) {
      // The cast keeps the parser from comparing column by column.
      differences.add(
          "ROW(%s)::record *<> ROW(%s)::record"
              .formatted(list(others, "t."), list(others, from + ".")));
    }
    return String.join(" OR ", differences);
  }

  private static String list(List<String> names, String before) {
    return names.stream().map(before::concat).collect(Collectors.joining(", "));
  }

  private String others(UnaryOperator<String> each) {
    return table.others().stream().map(each).collect(Collectors.joining(", "));
  }

  /** Has the server count what a statement tells of each row. */
  static String counting(String writing) {
    return """
    WITH written AS (%s)
    SELECT count(*) FILTER (WHERE deleting = 0), count(*) FILTER (WHERE deleting <> 0) FROM written
    """
        .formatted(writing);
  }
}
