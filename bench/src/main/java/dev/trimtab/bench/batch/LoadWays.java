package dev.trimtab.bench.batch;

import dev.trimtab.batch.load.BatchFunction;
import dev.trimtab.batch.load.Batches;
import dev.trimtab.batch.load.LoadLimits;
import dev.trimtab.batch.load.Loader;
import dev.trimtab.batch.load.Together;
import dev.trimtab.bench.cache.measure.Bars;
import dev.trimtab.bench.cache.measure.InTurn;
import dev.trimtab.testkit.FaultyProxy;
import dev.trimtab.twin.EmbeddedServer;
import dev.trimtab.twin.ServerHome;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.dataloader.DataLoader;
import org.dataloader.DataLoaderFactory;

/**
 * Fifty parents with three kinds of children, 450 rows: one query each, four queries by hand, and
 * code that reads like the first and asks like the second.
 *
 * <p>Success, said before running: at most 1.15 times the four queries; against the loop at least 7
 * times at 0 ms of round trip, 30 times at 1 ms, 33 times at 5 ms; at most the time of
 * java-dataloader. In one message at least 90 times at 1 ms and 120 times at 5 ms.
 */
final class LoadWays {

  private static final int PARENTS = 50;
  private static final int KINDS = 3;
  static final int ROWS = PARENTS * KINDS * 3;

  private static final String LOOP = "one query each";
  private static final String BY_HAND = "four queries by hand";
  private static final String OURS = "ours";
  private static final String ONE_MESSAGE = "ours, one message";
  private static final String ONE_QUERY = "one query by hand";

  /** What the loop is to take by ours and by one message, at 0, 1 and 5 ms. */
  private static final double[] FACTORS = {7, 30, 33};

  private static final double[] MESSAGE_FACTORS = {0, 90, 120};

  /** One way to load the tree; returns how many rows it has. */
  private interface Way {
    int load() throws SQLException;
  }

  private final Connection connection;

  LoadWays(Connection connection) {
    this.connection = connection;
  }

  static void main() throws Exception {
    var bars = new Bars();
    try (var server = EmbeddedServer.start(ServerHome.bundled(), Map.of());
        var proxy = FaultyProxy.to(server.port())) {
      try (Connection direct = server.connect("postgres")) {
        prepare(direct);
        new LoadWays(direct).compare(bars, 0);
      }
      String url =
          "jdbc:postgresql://127.0.0.1:%d/postgres?user=%s&password=%s"
              .formatted(proxy.port(), EmbeddedServer.SUPERUSER, server.password());
      try (Connection far = DriverManager.getConnection(url)) {
        for (int millis : new int[] {1, 5}) {
          proxy.delay(Duration.ofNanos(millis * 500_000L));
          new LoadWays(far).compare(bars, millis);
        }
      }
    }
    System.exit(bars.finish());
  }

  static void prepare(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE parent AS SELECT n AS id FROM generate_series(1, 5000) n");
      statement.execute("ALTER TABLE parent ADD PRIMARY KEY (id)");
      for (int i = 0; i < KINDS; i++) {
        statement.execute(
            """
            CREATE TABLE child_%1$d AS
              SELECT n AS id, 1 + n / 3 AS parent, 'child ' || n AS name
              FROM generate_series(0, 14999) n;
            CREATE INDEX ON child_%1$d (parent);
            """
                .formatted(i));
      }
      statement.execute("VACUUM ANALYZE");
    }
  }

  private void compare(Bars bars, int millis) throws Exception {
    Map<String, InTurn.Way> ways = new LinkedHashMap<>();
    ways.put(LOOP, way(this::loop));
    ways.put(BY_HAND, way(this::byHand));
    ways.put("java-dataloader", way(this::dataLoader));
    ways.put(OURS, way(this::ours));
    ways.put(ONE_MESSAGE, way(this::together));
    ways.put(ONE_QUERY, way(this::oneQuery));
    ways.put("nothing, there and back", way(this::nothing));
    // The first tenth prepares the statements and warms the code.
    int rounds = millis == 0 ? 1_500 : millis == 1 ? 100 : 30;
    InTurn.Costs costs = InTurn.measure(rounds, 1, ways);
    bars.say("%n%d ms there and back", millis);
    costs
        .byName()
        .forEach((name, cost) ->
            bars.say(
                "  %-24s median %8.3f ms, best %8.3f; the loop takes %.1f times as long",
                name, cost.medianNanos() / 1e6, cost.bestNanos() / 1e6, costs.median(LOOP, name)));
    String at = " at %d ms".formatted(millis);
    bars.atMost("by four queries by hand" + at, costs.median(OURS, BY_HAND), 1.15);
    bars.atMost("by java-dataloader" + at, costs.median(OURS, "java-dataloader"), 1.0);
    int index = millis == 0 ? 0 : millis == 1 ? 1 : 2;
    bars.atLeast("loop by ours" + at, costs.median(LOOP, OURS), FACTORS[index]);
    if (millis > 0) {
      bars.atLeast(
          "loop by one message" + at, costs.median(LOOP, ONE_MESSAGE), MESSAGE_FACTORS[index]);
    }
  }

  private static InTurn.Way way(Way way) {
    return _ -> {
      int rows = way.load();
      if (rows != ROWS) {
        throw new IllegalStateException("found %d rows".formatted(rows));
      }
      return way;
    };
  }

  /** The least that any statement takes. */
  private int nothing() throws SQLException {
    try (var select = connection.prepareStatement("SELECT " + ROWS);
        var rows = select.executeQuery()) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }

  /** The quickest by hand: all children in one query. */
  private int oneQuery() throws SQLException {
    var text = new StringBuilder("WITH p AS (SELECT id FROM parent WHERE id <= ?)");
    for (int kind = 0; kind < KINDS; kind++) {
      text.append(kind == 0 ? "" : " UNION ALL")
          .append(
              " SELECT %1$d, c.parent, c.name FROM p JOIN child_%1$d c ON c.parent = p.id"
                  .formatted(kind));
    }
    List<Map<Integer, List<String>>> kinds = new ArrayList<>();
    for (int kind = 0; kind < KINDS; kind++) {
      kinds.add(new HashMap<>());
    }
    int count = 0;
    try (var select = connection.prepareStatement(text.toString())) {
      select.setInt(1, PARENTS);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          kinds
              .get(rows.getInt(1))
              .computeIfAbsent(rows.getInt(2), _ -> new ArrayList<>())
              .add(rows.getString(3));
          count++;
        }
      }
    }
    return count;
  }

  private List<Integer> parents() throws SQLException {
    var ids = new ArrayList<Integer>(PARENTS);
    try (var select = connection.prepareStatement("SELECT id FROM parent WHERE id <= ?")) {
      select.setInt(1, PARENTS);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          ids.add(rows.getInt(1));
        }
      }
    }
    return ids;
  }

  int loop() throws SQLException {
    int count = 0;
    for (int id : parents()) {
      for (int kind = 0; kind < KINDS; kind++) {
        try (var select =
            connection.prepareStatement(
                "SELECT name FROM child_%d WHERE parent = ?".formatted(kind))) {
          select.setInt(1, id);
          try (var rows = select.executeQuery()) {
            while (rows.next()) {
              count += rows.getString(1).isEmpty() ? 0 : 1;
            }
          }
        }
      }
    }
    return count;
  }

  private Map<Integer, List<String>> children(int kind, List<Integer> ids) throws SQLException {
    Map<Integer, List<String>> result = new HashMap<>();
    try (var select =
        connection.prepareStatement(
            "SELECT parent, name FROM child_%d WHERE parent = ANY (?)".formatted(kind))) {
      select.setArray(1, connection.createArrayOf("int4", ids.toArray()));
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          result.computeIfAbsent(rows.getInt(1), _ -> new ArrayList<>()).add(rows.getString(2));
        }
      }
    }
    return result;
  }

  int byHand() throws SQLException {
    List<Integer> ids = parents();
    int count = 0;
    for (int kind = 0; kind < KINDS; kind++) {
      Map<Integer, List<String>> children = children(kind, ids);
      for (int id : ids) {
        count += children.getOrDefault(id, List.of()).size();
      }
    }
    return count;
  }

  private int together() throws SQLException {
    var page = new Together();
    var parents = page.ask("SELECT id FROM parent WHERE id <= ?", row -> row.getInt(1), PARENTS);
    var children = new ArrayList<Together.Rows<Map.Entry<Integer, String>>>();
    for (int kind = 0; kind < KINDS; kind++) {
      children.add(
          page.ask(
              "SELECT parent, name FROM child_%d WHERE parent = ANY (ARRAY(SELECT id FROM parent WHERE id <= ?))"
                  .formatted(kind),
              row -> Map.entry(row.getInt(1), row.getString(2)),
              PARENTS));
    }
    page.run(connection);
    int count = 0;
    for (var kind : children) {
      Map<Integer, List<String>> byParent = new HashMap<>();
      kind.all()
          .forEach(child ->
              byParent
                  .computeIfAbsent(child.getKey(), _ -> new ArrayList<>())
                  .add(child.getValue()));
      for (int id : parents.all()) {
        count += byParent.getOrDefault(id, List.of()).size();
      }
    }
    return count;
  }

  /** The same with promises, dispatched by hand when all keys are known. */
  private int dataLoader() throws SQLException {
    var loaders = new ArrayList<DataLoader<Integer, List<String>>>();
    for (int kind = 0; kind < KINDS; kind++) {
      int its = kind;
      loaders.add(
          DataLoaderFactory.newDataLoader(ids -> {
            try {
              Map<Integer, List<String>> all = children(its, ids);
              return CompletableFuture.completedFuture(
                  ids.stream().map(id -> all.getOrDefault(id, List.of())).toList());
            } catch (SQLException e) {
              return CompletableFuture.failedFuture(e);
            }
          }));
    }
    var waiting = new ArrayList<CompletableFuture<List<String>>>();
    for (int id : parents()) {
      loaders.forEach(loader -> waiting.add(loader.load(id)));
    }
    for (var loader : loaders) {
      var _ = loader.dispatch();
    }
    return waiting.stream().mapToInt(future -> future.join().size()).sum();
  }

  private int ours() throws SQLException {
    try (var batches = new Batches(LoadLimits.STANDARD)) {
      var loaders = new ArrayList<Loader<Integer, List<String>>>();
      for (int kind = 0; kind < KINDS; kind++) {
        int its = kind;
        BatchFunction<Integer, List<String>> function =
            (ids, answers) -> children(its, ids).forEach(answers::put);
        loaders.add(batches.loader("child " + kind, function));
      }
      return batches
          .each(
              parents(),
              id -> {
                int count = 0;
                for (var loader : loaders) {
                  count += loader.load(id).size();
                }
                return count;
              })
          .stream()
          .mapToInt(Integer::intValue)
          .sum();
    }
  }
}
