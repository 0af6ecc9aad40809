package dev.trimtab.bench.batch;

import dev.trimtab.batch.write.BulkWriter;
import dev.trimtab.twin.EmbeddedServer;
import dev.trimtab.twin.ServerHome;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postgresql.PGConnection;

/**
 * Rows of five columns, inserted and upserted (half of the keys are there) in every usual way and
 * in ours, in turn, into one table, fsync on.
 *
 * <p>Success, said before running: ours at least 0.95 of the best of all ways at every size; at
 * 100,000 rows at least 7.5 times the upsert row by row, 2.2 times a JDBC batch, 1.4 times
 * rewritten inserts.
 */
final class BulkWays {

  private static final List<Integer> SIZES = List.of(100, 1_000, 10_000, 100_000);

  /** Rounds of a size; small ones are short and vary more. */
  private static int rounds(int size) {
    return size >= 100_000 ? 3 : size >= 10_000 ? 5 : 15;
  }

  private static final String INSERT = "INSERT INTO reading VALUES (?, ?, ?, ?, ?)";
  private static final String SET =
      " ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, price = EXCLUDED.price,"
          + " amount = EXCLUDED.amount, at = EXCLUDED.at";
  private static final String UNNEST =
      "INSERT INTO reading SELECT * FROM unnest(?::bigint[], ?::text[], ?::numeric[], ?::int[],"
          + " ?::timestamptz[])";

  private record Reading(long id, String name, BigDecimal price, int amount, Instant at) {
    static Reading of(long id, int version) {
      return new Reading(
          id,
          "reading %d of %d".formatted(id, version),
          BigDecimal.valueOf(id * 7 + version, 2),
          (int) (id % 1_000),
          Instant.ofEpochSecond(1_700_000_000L + id));
    }
  }

  /** One way to write rows. */
  private interface Way {
    void write(Connection connection, List<Reading> rows) throws SQLException, java.io.IOException;
  }

  private BulkWays() {}

  static void main(List<String> arguments) throws Exception {
    List<Integer> sizes =
        arguments.isEmpty() ? SIZES : arguments.stream().map(Integer::valueOf).toList();
    try (var server = EmbeddedServer.start(ServerHome.bundled(), Map.of("autovacuum", "off"))) {
      String url =
          "jdbc:postgresql://127.0.0.1:%d/postgres?user=%s&password=%s"
              .formatted(server.port(), EmbeddedServer.SUPERUSER, server.password());
      try (Connection plain = DriverManager.getConnection(url);
          Connection rewriting = DriverManager.getConnection(url + "&reWriteBatchedInserts=true")) {
        execute(
            plain,
            "CREATE TABLE reading (id bigint PRIMARY KEY, name text, price numeric, amount int,"
                + " at timestamptz)");
        for (boolean isUpsert : new boolean[] {false, true}) {
          for (int size : sizes) {
            compare(plain, rewriting, size, isUpsert);
          }
        }
      }
    }
  }

  private static void compare(Connection plain, Connection rewriting, int size, boolean isUpsert)
      throws Exception {
    Map<String, Way> ways = ways(isUpsert);
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    for (int round = 0; round <= rounds(size); round++) {
      for (var way : ways.entrySet()) {
        Connection connection = way.getKey().startsWith("rewritten") ? rewriting : plain;
        execute(plain, "TRUNCATE reading");
        if (isUpsert) {
          new Copying().write(plain, rows(0, size / 2, 1));
        }
        List<Reading> rows = rows(0, size, 2);
        long start = System.nanoTime();
        way.getValue().write(connection, rows);
        double rate = size / ((System.nanoTime() - start) / 1e9);
        if (round > 0) {
          rates.computeIfAbsent(way.getKey(), _ -> new ArrayList<>()).add(rate);
        }
      }
    }
    print(size, isUpsert, rates);
  }

  private static List<Reading> rows(int from, int to, int version) {
    var result = new ArrayList<Reading>(to - from);
    for (int i = from; i < to; i++) {
      result.add(Reading.of(i, version));
    }
    return result;
  }

  private static Map<String, Way> ways(boolean isUpsert) {
    String set = isUpsert ? SET : "";
    Map<String, Way> ways = new LinkedHashMap<>();
    ways.put("one by one, one transaction", (c, rows) -> batches(c, INSERT + set, rows, 0));
    ways.put("JDBC batch of 1,000", (c, rows) -> batches(c, INSERT + set, rows, 1_000));
    ways.put("rewritten batch of 1,000", (c, rows) -> batches(c, INSERT + set, rows, 1_000));
    ways.put("rewritten batch of 10,000", (c, rows) -> batches(c, INSERT + set, rows, 10_000));
    ways.put("arrays of 1,000", (c, rows) -> arrays(c, UNNEST + set, rows, 1_000));
    ways.put("arrays of 10,000", (c, rows) -> arrays(c, UNNEST + set, rows, 10_000));
    ways.put("COPY to a temporary table", (c, rows) -> staged(c, set, rows));
    if (!isUpsert) {
      ways.put("COPY", new Copying());
    }
    BulkWriter.Builder<Reading> builder =
        BulkWriter.<Reading>into("reading")
            .column("id", Reading::id)
            .column("name", Reading::name)
            .column("price", Reading::price)
            .column("amount", Reading::amount)
            .column("at", Reading::at);
    BulkWriter<Reading> ours = (isUpsert ? builder.key("id") : builder).build();
    ways.put("ours", (c, rows) -> ours.write(c, rows));
    return ways;
  }

  private static void batches(Connection connection, String sql, List<Reading> rows, int batch)
      throws SQLException {
    connection.setAutoCommit(false);
    try (var insert = connection.prepareStatement(sql)) {
      int waiting = 0;
      for (Reading row : rows) {
        insert.setLong(1, row.id());
        insert.setString(2, row.name());
        insert.setBigDecimal(3, row.price());
        insert.setInt(4, row.amount());
        insert.setTimestamp(5, Timestamp.from(row.at()));
        if (batch == 0) {
          insert.executeUpdate();
        } else {
          insert.addBatch();
          if (++waiting == batch) {
            insert.executeBatch();
            waiting = 0;
          }
        }
      }
      if (waiting > 0) {
        insert.executeBatch();
      }
      connection.commit();
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private static void arrays(Connection connection, String sql, List<Reading> rows, int size)
      throws SQLException {
    connection.setAutoCommit(false);
    try (var insert = connection.prepareStatement(sql)) {
      for (int from = 0; from < rows.size(); from += size) {
        List<Reading> some = rows.subList(from, Math.min(rows.size(), from + size));
        insert.setArray(
            1, connection.createArrayOf("int8", some.stream().map(Reading::id).toArray()));
        insert.setArray(
            2, connection.createArrayOf("text", some.stream().map(Reading::name).toArray()));
        insert.setArray(
            3, connection.createArrayOf("numeric", some.stream().map(Reading::price).toArray()));
        insert.setArray(
            4, connection.createArrayOf("int4", some.stream().map(Reading::amount).toArray()));
        insert.setArray(
            5,
            connection.createArrayOf(
                "timestamptz", some.stream().map(r -> Timestamp.from(r.at())).toArray()));
        insert.executeUpdate();
      }
      connection.commit();
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private static void staged(Connection connection, String set, List<Reading> rows)
      throws SQLException, java.io.IOException {
    connection.setAutoCommit(false);
    try {
      execute(connection, "CREATE TEMPORARY TABLE staged (LIKE reading) ON COMMIT DROP");
      copy(connection, "staged", rows);
      execute(connection, "INSERT INTO reading SELECT * FROM staged" + set);
      connection.commit();
    } finally {
      connection.setAutoCommit(true);
    }
  }

  /** COPY by hand, with the text made at once. */
  private static final class Copying implements Way {
    @Override
    public void write(Connection connection, List<Reading> rows)
        throws SQLException, java.io.IOException {
      copy(connection, "reading", rows);
    }
  }

  private static void copy(Connection connection, String table, List<Reading> rows)
      throws SQLException, java.io.IOException {
    var text = new StringBuilder();
    for (Reading row : rows) {
      text.append(row.id())
          .append('\t')
          .append(row.name())
          .append('\t')
          .append(row.price().toPlainString())
          .append('\t')
          .append(row.amount())
          .append('\t')
          .append(row.at())
          .append('\n');
    }
    connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn(
            "COPY %s FROM STDIN".formatted(table),
            new java.io.ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static double median(List<Double> rates) {
    double[] sorted = rates.stream().mapToDouble(r -> r).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static void print(int size, boolean isUpsert, Map<String, List<Double>> rates) {
    double ours = median(rates.getOrDefault("ours", List.of(0.0)));
    System.out.printf(
        Locale.ROOT,
        "%n%s of %,d rows: median rows a second, lowest to highest, ours by it%n",
        isUpsert ? "upsert" : "insert",
        size);
    rates.forEach((way, its) -> {
      double[] sorted = its.stream().mapToDouble(r -> r).sorted().toArray();
      System.out.printf(
          Locale.ROOT,
          "  %-28s %,10.0f  (%,.0f to %,.0f)  %.2f%n",
          way,
          median(its),
          sorted[0],
          sorted[sorted.length - 1],
          ours / median(its));
    });
    String best =
        rates.entrySet().stream()
            .filter(e -> !e.getKey().equals("ours"))
            .max(java.util.Comparator.comparingDouble(e -> median(e.getValue())))
            .map(Map.Entry::getKey)
            .orElse("");
    System.out.printf(
        Locale.ROOT,
        "  of the best, %s: %.2f%n",
        best,
        ours / median(rates.getOrDefault(best, List.of(1.0))));
  }
}
