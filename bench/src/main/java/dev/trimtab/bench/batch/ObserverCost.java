package dev.trimtab.bench.batch;

import com.p6spy.engine.spy.P6DataSource;
import dev.trimtab.batch.jdbc.ObservedDataSource;
import dev.trimtab.batch.observe.Observer;
import dev.trimtab.bench.cache.measure.Bars;
import dev.trimtab.bench.cache.measure.InTurn;
import dev.trimtab.twin.EmbeddedServer;
import dev.trimtab.twin.ServerHome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What watching costs a statement: prepare, bind, execute, read a row, close; against a driver
 * without a server, and of a point select on the loopback address.
 *
 * <p>Success, said before running: at most 150 ns and 0 B more when nothing repeats, 1,500 ns when
 * a call site is taken; less than 1 % of a point select.
 */
final class ObserverCost {

  private static final int BATCHES = 300;

  /** Statements of a unit of work; more than this the observer does not tell apart. */
  private static final int DIFFERENT = 100;

  private static final String[] TEXTS =
      IntStream.range(0, DIFFERENT)
          .mapToObj(i -> "SELECT n FROM t" + i + " WHERE id = ?")
          .toArray(String[]::new);

  private ObserverCost() {}

  static void main() throws Exception {
    var bars = new Bars();
    // Its default writes a file; this one is switched off.
    System.setProperty("p6spy.config.appender", "com.p6spy.engine.spy.appender.Slf4JLogger");
    stub(bars);
    loopback(bars);
    System.exit(bars.finish());
  }

  private static void stub(Bars bars) throws Exception {
    var observer = new Observer(_ -> {});
    DataSource stub = StubDriver.source();
    Map<String, InTurn.Way> ways = new LinkedHashMap<>();
    // One operation is a unit of a hundred statements, and so are the figures, by hundred.
    ways.put("bare", way(stub));
    DataSource observed = new ObservedDataSource(stub, observer);
    ways.put("trimtab", i -> observer.call("unit", () -> way(observed).run(i)));
    ways.put("one site", i -> observer.call("unit", () -> same(observed)));
    ways.put("same, bare", _ -> same(stub));
    ways.put("datasource-proxy", way(ProxyDataSourceBuilder.create(stub).countQuery().build()));
    ways.put("p6spy", way(new P6DataSource(stub)));
    InTurn.Costs costs = InTurn.measure(BATCHES, 20, ways);
    costs.byName().keySet().stream()
        .filter(name -> !name.contains("bare"))
        .forEach(name -> {
          String base = name.equals("one site") ? "same, bare" : "bare";
          bars.say(
              "  %-18s %,8.0f ns and %,7.0f B more a statement",
              name,
              more(costs, name, base),
              (costs.of(name).bytes() - costs.of(base).bytes()) / DIFFERENT);
        });
    bars.atMost("nothing repeats, ns", more(costs, "trimtab", "bare"), 150);
    bars.atMost(
        "nothing repeats, B",
        (costs.of("trimtab").bytes() - costs.of("bare").bytes()) / DIFFERENT,
        0.5);
    bars.atMost("a call site is taken, ns", more(costs, "one site", "same, bare"), 1_500);
  }

  private static double more(InTurn.Costs costs, String name, String base) {
    return (costs.of(name).bestNanos() - costs.of(base).bestNanos()) / DIFFERENT;
  }

  private static InTurn.Way way(DataSource source) {
    return i -> {
      try (Connection connection = source.getConnection()) {
        int sum = 0;
        for (int s = 0; s < DIFFERENT; s++) {
          sum += ask(connection, TEXTS[s], i * DIFFERENT + s);
        }
        return sum == 0 ? "" : TEXTS;
      }
    };
  }

  private static Object same(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection()) {
      int sum = 0;
      for (int s = 0; s < DIFFERENT; s++) {
        sum += ask(connection, TEXTS[0], s);
      }
      return sum == 0 ? "" : TEXTS;
    }
  }

  private static int ask(Connection connection, String sql, int id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, id);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getInt(1) : 0;
      }
    }
  }

  /** One session for both: two of them differ by more than what is asked for. */
  private static DataSource always(Connection connection) {
    return new PGSimpleDataSource() {
      private static final long serialVersionUID = 1;

      @Override
      public Connection getConnection() {
        return connection;
      }
    };
  }

  private static void loopback(Bars bars) throws Exception {
    try (var server = EmbeddedServer.start(ServerHome.bundled(), Map.of())) {
      try (Connection direct = server.connect("postgres");
          var statement = direct.createStatement()) {
        statement.execute("CREATE TABLE point AS SELECT n AS id FROM generate_series(1, 10000) n");
        statement.execute("ALTER TABLE point ADD PRIMARY KEY (id)");
      }
      var observer = new Observer(_ -> {});
      try (Connection bare = server.connect("postgres");
          Connection watched = new ObservedDataSource(always(bare), observer).getConnection()) {
        String sql = "SELECT id FROM point WHERE id = ?";
        Map<String, InTurn.Way> ways = new LinkedHashMap<>();
        ways.put("bare", i -> ask(bare, sql, 1 + i % 10_000));
        // Each in a unit of its own, as most are: nothing repeats.
        ways.put("trimtab", i -> observer.call("unit", () -> ask(watched, sql, 1 + i % 10_000)));
        InTurn.Costs costs = InTurn.measure(2_000, 50, ways);
        costs.print(bars, "point select");
        bars.atMost(
            "part of a point select, best batches", costs.best("trimtab", "bare") - 1, 0.01);
        bars.say("  by medians %.3f", costs.median("trimtab", "bare") - 1);
      }
    }
  }
}
