package dev.trimtab.bench.batch;

import dev.trimtab.batch.jdbc.ObservedDataSource;
import dev.trimtab.batch.observe.Finding;
import dev.trimtab.batch.observe.Observer;
import dev.trimtab.bench.cache.measure.Bars;
import dev.trimtab.bench.cache.measure.InTurn;
import dev.trimtab.testkit.FaultyProxy;
import dev.trimtab.twin.EmbeddedServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What findings say would be saved, beside what is when the loop is one statement. */
final class Savings {

  private static final int KEYS = 50;
  private static final int ROUNDS = 30;

  private Savings() {}

  static void compare(Bars bars, EmbeddedServer server) throws Exception {
    try (var proxy = FaultyProxy.to(server.port())) {
      var source = new PGSimpleDataSource();
      source.setUrl(
          "jdbc:postgresql://127.0.0.1:%d/postgres?user=%s&password=%s"
              .formatted(proxy.port(), EmbeddedServer.SUPERUSER, server.password()));
      for (int millis : new int[] {0, 1, 5}) {
        if (millis > 0) {
          proxy.delay(Duration.ofNanos(millis * 500_000L));
        }
        double ratio = ratio(source);
        bars.say("  %d ms: what is said to be saved, by what is saved: %.2f", millis, ratio);
        bars.atMost("off by, at %d ms".formatted(millis), Math.abs(ratio - 1), 0.25);
      }
    }
  }

  private static double ratio(DataSource source) throws SQLException {
    var said = new ArrayList<Double>();
    var loops = new ArrayList<Double>();
    var batches = new ArrayList<Double>();
    var observer =
        new Observer(report ->
            report.findings().stream()
                .filter(f -> f.kind() == Finding.Kind.N_PLUS_ONE)
                .forEach(f -> said.add((double) f.saving().toNanos())));
    try (Connection connection = new ObservedDataSource(source, observer).getConnection()) {
      for (int round = -ROUNDS; round < ROUNDS; round++) {
        if (round == 0) {
          said.clear();
          loops.clear();
          batches.clear();
        }
        observer.call(
            "loop",
            () -> {
              List<Integer> ids = ids(connection);
              long start = System.nanoTime();
              for (int id : ids) {
                read(connection, "SELECT id, note FROM purchase WHERE customer_id = ?", id);
              }
              loops.add((double) (System.nanoTime() - start));
              return null;
            });
        observer.call(
            "batch",
            () -> {
              Object[] ids = ids(connection).toArray();
              long start = System.nanoTime();
              read(
                  connection,
                  "SELECT id, note FROM purchase WHERE customer_id = ANY (?)",
                  connection.createArrayOf("int4", ids));
              batches.add((double) (System.nanoTime() - start));
              return null;
            });
      }
    }
    return median(said) / (median(loops) - median(batches));
  }

  private static double median(List<Double> values) {
    return InTurn.sorted(values)[values.size() / 2];
  }

  private static List<Integer> ids(Connection connection) throws SQLException {
    var result = new ArrayList<Integer>();
    try (var statement =
            connection.prepareStatement("SELECT id FROM customer ORDER BY id LIMIT " + KEYS);
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        result.add(rows.getInt(1));
      }
    }
    return result;
  }

  private static void read(Connection connection, String sql, Object value) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setObject(1, value);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          rows.getInt(1);
        }
      }
    }
  }
}
