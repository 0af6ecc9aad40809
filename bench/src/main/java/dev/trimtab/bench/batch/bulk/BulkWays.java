package dev.trimtab.bench.batch.bulk;

import dev.trimtab.batch.write.BulkWriter;
import dev.trimtab.bench.batch.bulk.HandWritten.Way;
import dev.trimtab.bench.batch.bulk.RowShape.Row;
import dev.trimtab.bench.cache.measure.Bars;
import dev.trimtab.bench.cache.measure.InTurn;
import dev.trimtab.twin.EmbeddedServer;
import dev.trimtab.twin.ServerHome;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Rows of 5 and of 25 columns, inserted and upserted (half of the keys are there) in every usual
 * way and in ours, in turn, in another order each round, into one table, fsync on.
 *
 * <p>Success, said before running: ours at least 0.95 of the best of all ways at every size; at
 * 100,000 rows at least 7.5 times the upsert row by row, 2.2 times a JDBC batch, 1.4 times
 * rewritten inserts.
 */
public final class BulkWays {

  static final String ROW_BY_ROW = "row by row";
  static final String JDBC_BATCH = "JDBC batch of 1,000";
  static final String REWRITTEN = "rewritten of 1,000";

  /** Needs no transaction, so one way less to the server and back. */
  static final String ONE_STATEMENT = "arrays, one statement";

  /** Does what ours promises. It is shown and not compared with: the others promise less. */
  static final String TELLING = "the same, telling of each";

  private static final String OURS = "ours";

  private static final List<Integer> SIZES = List.of(100, 1_000, 10_000, 100_000);
  private static final int LARGE = 100_000;

  /** After so many rows, in thousands, the JVM has compiled all ways; ten were too few. */
  private static final int WARM_UP_ROUNDS = 100;

  /**
   * So many rows go to an empty table, fewer to one that grows: emptying it has the server plan
   * anew what it had planned, which takes as long as writing a hundred rows, and which nobody's
   * table does between two writes.
   */
  private static final int EMPTIED_MIN = 10_000;

  /** Checkpoints and vacuum come when they like, and would meet one way and not the other. */
  private static final Map<String, String> SETTINGS =
      Map.of("autovacuum", "off", "max_wal_size", "8GB", "checkpoint_timeout", "1h");

  private final Bars bars = new Bars();
  private final String url;

  /** Empties and fills the table between runs. */
  private final Connection plain;

  /**
   * One for each way: the driver forgets what it has prepared when a statement of its connection
   * creates something, so that who uses temporary tables would slow down all others.
   */
  private final Map<String, Connection> connections = new HashMap<>();

  private BulkWays(String url, Connection plain) {
    this.url = url;
    this.plain = plain;
  }

  /** Takes {@code narrow} or {@code wide}, without it both, and sizes. */
  public static void main(List<String> arguments) throws Exception {
    List<Integer> sizes =
        arguments.stream().filter(a -> a.matches("\\d+")).map(Integer::valueOf).toList();
    Bars bars;
    try (var server = EmbeddedServer.start(ServerHome.bundled(), SETTINGS)) {
      String url =
          "jdbc:postgresql://127.0.0.1:%d/postgres?user=%s&password=%s"
              .formatted(server.port(), EmbeddedServer.SUPERUSER, server.password());
      try (Connection plain = DriverManager.getConnection(url)) {
        var ways = new BulkWays(url, plain);
        for (RowShape shape : List.of(RowShape.NARROW, RowShape.WIDE)) {
          boolean isOther =
              arguments.stream().anyMatch(List.of("narrow", "wide")::contains)
                  && !arguments.contains(shape.name());
          if (!isOther) {
            ways.compare(shape, sizes.isEmpty() ? SIZES : sizes);
          }
        }
        for (Connection connection : ways.connections.values()) {
          connection.close();
        }
        bars = ways.bars;
      }
    }
    System.exit(bars.finish());
  }

  private void compare(RowShape shape, List<Integer> sizes) throws Exception {
    execute(shape.create());
    for (boolean isUpsert : new boolean[] {false, true}) {
      // What is slow at first is the client's code, not a way to write.
      measure(shape, 1_000, isUpsert, WARM_UP_ROUNDS);
      for (int size : sizes) {
        report(shape, size, isUpsert, measure(shape, size, isUpsert, rounds(shape, size)));
      }
    }
  }

  /** Small ones are short and vary more. */
  private static int rounds(RowShape shape, int size) {
    int rounds = size >= LARGE ? 6 : size >= 10_000 ? 30 : size >= 1_000 ? 60 : 200;
    return shape.equals(RowShape.WIDE) ? rounds / 2 : rounds;
  }

  /** Returns rows a second of each way, by round. */
  private Map<String, List<Double>> measure(RowShape shape, int size, boolean isUpsert, int rounds)
      throws Exception {
    Map<String, Way> ways = new LinkedHashMap<>(new HandWritten(shape).ways(isUpsert));
    BulkWriter<Row> writer = shape.writer(isUpsert);
    ways.put(OURS, writer::write);
    boolean isEmptied = size >= EMPTIED_MIN;
    int from = 0;
    execute("TRUNCATE " + shape.table());
    List<Row> before = shape.rows(0, size / 2, 1);
    List<Row> rows = shape.rows(0, size, 2);
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    ways.keySet().forEach(name -> rates.put(name, new ArrayList<>()));
    List<String> order = new ArrayList<>(ways.keySet());
    var random = new Random(size);
    for (int round = 0; round < rounds; round++) {
      Collections.shuffle(order, random);
      for (String name : order) {
        // Row by row is far behind, and would take most of the time.
        if (name.equals(ROW_BY_ROW) && size >= LARGE && round > 1) {
          continue;
        }
        if (isEmptied) {
          execute("TRUNCATE " + shape.table());
        } else {
          before = shape.rows(from, from + size / 2, 1);
          rows = shape.rows(from, from + size, 2);
          from += size;
        }
        if (isUpsert) {
          HandWritten.copy(plain, shape.table(), before);
        }
        Connection connection = connection(name);
        long start = System.nanoTime();
        ways.getOrDefault(name, (_, _) -> {}).write(connection, rows);
        rates.getOrDefault(name, List.of()).add(size / ((System.nanoTime() - start) / 1e9));
      }
    }
    return rates;
  }

  private Connection connection(String way) throws SQLException {
    Connection known = connections.get(way);
    if (known != null) {
      return known;
    }
    String options = way.startsWith("rewritten") ? "&reWriteBatchedInserts=true" : "";
    Connection fresh = DriverManager.getConnection(url + options);
    connections.put(way, fresh);
    return fresh;
  }

  private void report(RowShape shape, int size, boolean isUpsert, Map<String, List<Double>> rates) {
    String what = "%s of %,d %s rows".formatted(isUpsert ? "upsert" : "insert", size, shape.name());
    double ours = median(rates, OURS);
    bars.say("%n%s: median rows a second, lowest to highest, ours by it", what);
    rates.forEach((way, its) -> {
      double[] sorted = InTurn.sorted(its);
      bars.say(
          "  %-26s %,10.0f  (%,.0f to %,.0f)  %.2f",
          way, median(rates, way), sorted[0], sorted[sorted.length - 1], ours / median(rates, way));
    });
    String best =
        rates.keySet().stream()
            .filter(way -> !way.equals(OURS) && !way.equals(TELLING))
            .max(Comparator.comparingDouble(way -> median(rates, way)))
            .orElseThrow();
    bars.atLeast("%s, of the best, %s".formatted(what, best), ours / median(rates, best), 0.95);
    if (size >= LARGE) {
      double jdbc = ours / median(rates, JDBC_BATCH);
      bars.atLeast("%s, of a JDBC batch".formatted(what), jdbc, 2.2);
      bars.atLeast("%s, of rewritten".formatted(what), ours / median(rates, REWRITTEN), 1.4);
      if (isUpsert) {
        bars.atLeast("%s, of row by row".formatted(what), ours / median(rates, ROW_BY_ROW), 7.5);
      }
    }
  }

  private static double median(Map<String, List<Double>> rates, String way) {
    double[] sorted = InTurn.sorted(rates.getOrDefault(way, List.of()));
    return sorted[sorted.length / 2];
  }

  private void execute(String sql) throws SQLException {
    try (var statement = plain.createStatement()) {
      statement.execute(sql);
    }
  }
}
