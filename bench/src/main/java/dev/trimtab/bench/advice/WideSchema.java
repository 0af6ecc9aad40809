package dev.trimtab.bench.advice;

import dev.trimtab.core.workload.Statement;
import dev.trimtab.core.workload.Workload;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * An application that has grown for years: hundreds of tables with a few thousand rows and up, each
 * with two parents, and about three statements per table. Seeded; equal numbers give equal schemas.
 */
final class WideSchema {

  private static final long SEED = 42;
  private static final int ROWS_MIN = 2_000;
  private static final int ROWS_MAX = 40_000;
  private static final int CALLS_MAX = 100_000;

  private final int tables;
  private final SplittableRandom random = new SplittableRandom(SEED);

  WideSchema(int tables) {
    this.tables = tables;
  }

  private static String name(int table) {
    return "entity_" + table;
  }

  /** A parent comes before its children. */
  private static int parent(int table, int which) {
    return table < 2 ? 0 : (table * (which == 0 ? 7 : 11) + 3) % table;
  }

  /** Creates and fills all tables and leaves them analysed. */
  void load(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (int t = 0; t < tables; t++) {
        int rows = random.nextInt(ROWS_MIN, ROWS_MAX);
        statement.execute(
            """
            CREATE TABLE %1$s (
              id bigint PRIMARY KEY,
              parent_id bigint NOT NULL,
              owner_id bigint NOT NULL,
              status text NOT NULL,
              name text NOT NULL,
              amount numeric(12, 2) NOT NULL,
              created_at timestamptz NOT NULL,
              deleted_at timestamptz);
            INSERT INTO %1$s
            SELECT i, 1 + (i * 7919) %% 2000, 1 + (i * 104729) %% 1999,
                   CASE i %% 20 WHEN 0 THEN 'open' WHEN 1 THEN 'held' ELSE 'done' END,
                   'name ' || (i * 31) %% %2$d, (i * 17) %% 10000 / 100.0,
                   timestamptz '2026-01-01' + i * interval '1 minute',
                   CASE WHEN i %% 50 = 0 THEN timestamptz '2026-06-01' END
            FROM generate_series(1::bigint, %2$d) AS i;
            ALTER TABLE %1$s
              ADD FOREIGN KEY (parent_id) REFERENCES %3$s,
              ADD FOREIGN KEY (owner_id) REFERENCES %4$s
            """
                .formatted(name(t), rows, name(parent(t, 0)), name(parent(t, 1))));
      }
      statement.execute("VACUUM (ANALYZE)");
    }
  }

  /** Returns so many statements, as an application sends them: parameters and no constants. */
  Workload workload(int count) {
    var statements = new ArrayList<Statement>();
    for (int i = 0; i < count; i++) {
      long calls = 1 + (long) (CALLS_MAX / Math.pow(1 + random.nextInt(count), 0.8));
      statements.add(
          new Statement(
              "statement " + i,
              text(i),
              calls,
              Optional.of(Duration.ofMillis(calls * random.nextInt(1, 10))),
              List.of()));
    }
    return new Workload("generated", Optional.of(Duration.ofHours(1)), statements, List.of());
  }

  private String text(int number) {
    int table = number % tables;
    String it = name(table);
    String parent = name(parent(table, 0));
    String owner = name(parent(table, 1));
    return switch (random.nextInt(10)) {
      case 0 -> "SELECT * FROM %s WHERE parent_id = $1".formatted(it);
      case 1 ->
          "SELECT id, name FROM %s WHERE owner_id = $1 AND status = $2 ORDER BY created_at DESC LIMIT 20"
              .formatted(it);
      case 2 ->
          "SELECT count(*), sum(amount) FROM %s WHERE created_at >= $1 AND created_at < $2"
              .formatted(it);
      case 3 ->
          "SELECT c.id, p.name FROM %s AS c JOIN %s AS p ON p.id = c.parent_id WHERE p.status = $1 AND c.deleted_at IS NULL"
              .formatted(it, parent);
      case 4 -> "SELECT * FROM %s WHERE name = $1 AND deleted_at IS NULL".formatted(it);
      case 5 ->
          "SELECT p.id, count(*) FROM %s AS p JOIN %s AS c ON c.parent_id = p.id WHERE c.created_at > $1 GROUP BY p.id"
              .formatted(parent, it);
      case 6 -> "UPDATE %s SET status = $1 WHERE owner_id = $2 AND status = $3".formatted(it);
      case 7 ->
          "SELECT o.name, c.amount FROM %s AS c JOIN %s AS o ON o.id = c.owner_id JOIN %s AS p ON p.id = c.parent_id WHERE c.amount > $1 ORDER BY c.amount DESC LIMIT 10"
              .formatted(it, owner, parent);
      case 8 -> "SELECT * FROM %s WHERE lower(name) = $1".formatted(it);
      default ->
          "INSERT INTO %s (id, parent_id, owner_id, status, name, amount, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)"
              .formatted(it);
    };
  }
}
