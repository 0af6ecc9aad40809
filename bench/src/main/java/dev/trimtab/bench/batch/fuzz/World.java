package dev.trimtab.bench.batch.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Tables, rows and the loops of an application on them, all by a seed.
 *
 * @param ddl statements that make it
 * @param tables by name
 * @param keys of the tables
 * @param plans its loops
 */
record World(List<String> ddl, List<String> tables, List<KeyType> keys, List<LoopPlan> plans) {

  private static final int ROWS_MAX = 40;

  /** Half of them have a second one with the same parent. */
  private static final int PLANS = 4;

  private static final List<String> TYPES =
      List.of(
          "int",
          "bigint",
          "text",
          "numeric",
          "numeric(8, 3)",
          "timestamptz",
          "date",
          "boolean",
          "jsonb",
          "int[]",
          "float8",
          "uuid",
          "bytea",
          "varchar(20)",
          "interval",
          "int4range");

  World {
    ddl = List.copyOf(ddl);
    tables = List.copyOf(tables);
    keys = List.copyOf(keys);
    plans = List.copyOf(plans);
  }

  static World of(RandomGenerator random) {
    var ddl = new ArrayList<String>();
    var tables = new ArrayList<String>();
    var keys = new ArrayList<KeyType>();
    ddl.add("CREATE SEQUENCE s");
    int count = 2 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      KeyType key = one(KeyType.values(), random);
      keys.add(key);
      tables.add("t" + i);
      table(ddl, i, key, i == 0 ? key : keys.get(i - 1), random);
    }
    var plans = new ArrayList<LoopPlan>();
    for (int i = 0; i < PLANS; i++) {
      int child = 1 + random.nextInt(count - 1);
      String parent = parent("t" + (child - 1), random);
      plans.add(plan(child, parent, keys.get(child - 1), random));
      if (random.nextBoolean()) {
        plans.add(plan(child, parent, keys.get(child - 1), random));
      }
    }
    return new World(ddl, tables, keys, plans);
  }

  private static <T> T one(T[] all, RandomGenerator random) {
    return all[random.nextInt(all.length)];
  }

  /** Returns the type of a table's key, as SQL. */
  String keyOf(String table) {
    return keys.get(tables.indexOf(table)).sql();
  }

  /** A table whose column {@code r} refers to the table before it, of which it may know nothing. */
  private static void table(
      List<String> ddl, int number, KeyType key, KeyType parent, RandomGenerator random) {
    var columns = new ArrayList<String>();
    int more = random.nextInt(4);
    for (int i = 0; i < more; i++) {
      columns.add("x%d %s".formatted(i, TYPES.get(random.nextInt(TYPES.size()))));
    }
    ddl.add(
        "CREATE TABLE t%d (id %s PRIMARY KEY, r %s, kind text, amount int NOT NULL%s)"
            .formatted(
                number,
                key.sql(),
                parent.sql(),
                columns.isEmpty() ? "" : ", " + String.join(", ", columns)));
    if (random.nextBoolean()) {
      ddl.add("CREATE INDEX ON t%d (r%s)".formatted(number, random.nextBoolean() ? ", kind" : ""));
    }
    int rows = random.nextInt(ROWS_MAX);
    for (int i = 0; i < rows; i++) {
      ddl.add(insert("t" + number, key, i, parent, random));
    }
    if (random.nextBoolean()) {
      ddl.add("ANALYZE t" + number);
    }
    for (String column : columns) {
      String name = column.substring(0, column.indexOf(' '));
      ddl.add("UPDATE t%d SET %s = %s".formatted(number, name, value(column)));
    }
  }

  private static String insert(
      String table, KeyType key, int number, KeyType parent, RandomGenerator random) {
    return "INSERT INTO %s (id, r, kind, amount) VALUES (%s, %s, %s, %d)"
        .formatted(
            table,
            key.literal(number),
            random.nextInt(8) == 0 ? "NULL" : parent.literal(random.nextInt(ROWS_MAX)),
            random.nextInt(6) == 0 ? "NULL" : "'kind %d'".formatted(random.nextInt(3)),
            random.nextInt(10));
  }

  /** Values by the row's own, some of them NULL. */
  private static String value(String column) {
    String type = column.substring(column.indexOf(' ') + 1);
    String value =
        switch (type) {
          case "timestamptz" ->
              "timestamptz '2026-03-29 00:30+00' + amount * interval '37 minutes'";
          case "date" -> "date '2026-02-27' + amount";
          case "boolean" -> "amount > 4";
          case "jsonb" -> "jsonb_build_object('a', amount, 'k', kind)";
          case "int[]" -> "ARRAY[amount, NULL, -amount]";
          case "float8" -> "amount / 3.0";
          case "uuid" -> "md5(amount::text)::uuid";
          case "bytea" -> "decode(md5(amount::text), 'hex')";
          case "interval" -> "amount * interval '1 day 3 hours'";
          case "int4range" -> "int4range(amount, amount + 3)";
          default -> "(amount * 7)::%s".formatted(type);
        };
    return "CASE WHEN amount % 4 > 0 THEN " + value + " END";
  }

  private static String parent(String table, RandomGenerator random) {
    return switch (random.nextInt(3)) {
      case 0 -> "SELECT * FROM %s ORDER BY id".formatted(table);
      case 1 -> "SELECT id, kind FROM %s WHERE amount > 2 ORDER BY id".formatted(table);
      default -> "SELECT id, amount FROM %s ORDER BY amount, id".formatted(table);
    };
  }

  private static LoopPlan plan(int number, String parent, KeyType key, RandomGenerator random) {
    String p = "t" + (number - 1);
    String c = "t" + number;
    ChildSql child = one(ChildSql.values(), random);
    return new LoopPlan(
        parent,
        1,
        child.sql(p, c),
        key,
        child.keys(),
        child.hasFixed() ? "kind " + random.nextInt(3) : "",
        child.isOrdered());
  }
}
