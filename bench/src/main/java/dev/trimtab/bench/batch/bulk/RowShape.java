package dev.trimtab.bench.batch.bulk;

import dev.trimtab.batch.write.BulkWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Rows of a table with a bigint as its key: what columns they have, and what is in them.
 *
 * @param fields the key is the first
 */
record RowShape(String name, List<Field> fields) {

  /** Few columns, as of a measurement. */
  static final RowShape NARROW =
      new RowShape(
          "narrow",
          List.of(
              new Field("id", "int8", (id, _) -> id),
              new Field("name", "text", (id, version) -> "reading %d of %d".formatted(id, version)),
              new Field(
                  "price", "numeric", (id, version) -> BigDecimal.valueOf(id * 7 + version, 2)),
              new Field("amount", "int4", (id, _) -> (int) (id % 1_000)),
              new Field(
                  "at", "timestamptz", (id, _) -> Instant.ofEpochSecond(1_700_000_000L + id))));

  /** 25 columns, as of an order in a shop. */
  static final RowShape WIDE = new RowShape("wide", wide());

  /**
   * A column.
   *
   * @param type without a length, as PostgreSQL calls it inside
   */
  record Field(String name, String type, Value value) {}

  /** What is in a column of a row. */
  interface Value {
    Object of(long id, int version);
  }

  /** A row, with the values of all columns in their order. */
  record Row(List<Object> values) {}

  private static List<Field> wide() {
    var fields = new ArrayList<Field>();
    fields.add(new Field("id", "int8", (id, _) -> id));
    for (int i = 0; i < 8; i++) {
      int column = i;
      fields.add(
          new Field(
              "text" + i,
              "text",
              (id, version) -> "what %d says of order %d, %d".formatted(column, id, version)));
    }
    for (int i = 0; i < 5; i++) {
      int column = i;
      fields.add(
          new Field(
              "price" + i,
              "numeric",
              (id, version) -> BigDecimal.valueOf(id * 31 + column + version, 2)));
      fields.add(new Field("amount" + i, "int4", (id, _) -> (int) (id % 10_000) + column));
    }
    for (int i = 0; i < 4; i++) {
      int column = i;
      fields.add(
          new Field(
              "at" + i,
              "timestamptz",
              (id, _) -> Instant.ofEpochSecond(1_700_000_000L + id * 60 + column)));
    }
    fields.add(new Field("is_paid", "bool", (id, _) -> id % 3 == 0));
    fields.add(new Field("token", "uuid", (id, version) -> new UUID(id, version)));
    return List.copyOf(fields);
  }

  List<Row> rows(int from, int to, int version) {
    var result = new ArrayList<Row>(to - from);
    for (int id = from; id < to; id++) {
      var values = new ArrayList<>(fields.size());
      for (Field field : fields) {
        values.add(field.value().of(id, version));
      }
      result.add(new Row(List.copyOf(values)));
    }
    return result;
  }

  private String list(UnaryOperator<String> each) {
    return fields.stream().map(field -> each.apply(field.name())).collect(Collectors.joining(", "));
  }

  String table() {
    return "rows_" + name;
  }

  String create() {
    return "CREATE TABLE %s (%s, PRIMARY KEY (id))"
        .formatted(
            table(),
            fields.stream()
                .map(field -> field.name() + " " + field.type())
                .collect(Collectors.joining(", ")));
  }

  String insert() {
    return "INSERT INTO %s (%s) VALUES (%s)".formatted(table(), list(n -> n), list(_ -> "?"));
  }

  String unnest() {
    return "INSERT INTO %s (%s) SELECT * FROM unnest(%s)"
        .formatted(
            table(),
            list(n -> n),
            fields.stream()
                .map(field -> "?::" + field.type() + "[]")
                .collect(Collectors.joining(", ")));
  }

  /** What an upsert does with a row that is there. */
  String onConflict() {
    return " ON CONFLICT (id) DO UPDATE SET " + set("EXCLUDED");
  }

  /** The same where they differ, and tells of each row whether it is new. */
  String onConflictTelling() {
    String differs =
        fields.stream()
            .skip(1)
            .map(field ->
                "%2$s.%1$s IS DISTINCT FROM EXCLUDED.%1$s".formatted(field.name(), table()))
            .collect(Collectors.joining(" OR "));
    return onConflict() + " WHERE " + differs + " RETURNING xmax = 0";
  }

  private String set(String from) {
    return fields.stream()
        .skip(1)
        .map(field -> "%1$s = %2$s.%1$s".formatted(field.name(), from))
        .collect(Collectors.joining(", "));
  }

  /** MERGE of a table of the same columns (manual, MERGE). */
  String merge(String staged) {
    return """
    MERGE INTO %s t USING %s s ON t.id = s.id
    WHEN MATCHED THEN UPDATE SET %s
    WHEN NOT MATCHED THEN INSERT (%s) VALUES (%s)
    """
        .formatted(table(), staged, set("s"), list(n -> n), list(n -> "s." + n));
  }

  BulkWriter<Row> writer(boolean isUpsert) {
    BulkWriter.Builder<Row> builder = BulkWriter.into(table());
    for (int i = 0; i < fields.size(); i++) {
      int index = i;
      builder.column(fields.get(i).name(), row -> row.values().get(index));
    }
    return (isUpsert ? builder.key("id") : builder).build();
  }
}
