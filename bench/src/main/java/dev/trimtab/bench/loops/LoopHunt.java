package dev.trimtab.bench.loops;

import dev.trimtab.core.loop.StatementLoop;
import dev.trimtab.engine.Engine;
import dev.trimtab.engine.EngineListener;
import dev.trimtab.engine.EngineOptions;
import dev.trimtab.engine.Loops;
import dev.trimtab.postgres.Target;
import dev.trimtab.twin.EmbeddedServer;
import dev.trimtab.twin.ServerHome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;

/**
 * Fifty shapes of statements under a drifting load by four clients: fifteen loops over 4 to 30
 * rows, and thirty-five that are none: look-ups as frequent as a list returns rows, pairs that
 * belong together, lists without a loop, and lists whose children are fetched at once.
 *
 * <p>Question: which are called loops? Success, said before running: precision and recall at least
 * 0.95. Beside it the usual rule of one number, many calls of little time. Run with {@code
 * bench/run loops [SECONDS]}.
 */
public final class LoopHunt {

  private static final int LOOPS = 15;
  private static final int LOOKUPS = 12;
  private static final int PAIRS = 10;
  private static final int LISTS = 7;
  private static final int BATCHED = 6;
  private static final int ALL = LOOPS + LOOKUPS + PAIRS + LISTS + BATCHED;
  private static final int CLIENTS = 4;
  private static final int ROWS = 1_000;

  /** The rule of thumb: calls an hour and milliseconds a call. */
  private static final double MANY_CALLS = 100_000;

  private final EmbeddedServer server;
  private volatile boolean isOver;

  private LoopHunt(EmbeddedServer server) {
    this.server = server;
  }

  /** Takes the seconds to look, 60 if none are given. */
  public static void main(String[] arguments) throws Exception {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 60;
    var settings =
        Map.of(
            "shared_preload_libraries", "pg_stat_statements",
            "fsync", "off",
            "autovacuum", "off");
    try (var server = EmbeddedServer.start(ServerHome.bundled(), settings)) {
      new LoopHunt(server).run(seconds);
    }
  }

  /** Rows that a list of a shape returns. */
  private static int width(int shape) {
    return 4 + shape * 26 / ALL;
  }

  private void run(int seconds) throws Exception {
    try (Connection connection = server.connect("postgres");
        var statement = connection.createStatement()) {
      statement.execute("CREATE EXTENSION pg_stat_statements");
      for (int i = 0; i < ALL; i++) {
        statement.execute(
            """
            CREATE TABLE parent_%1$d AS SELECT n AS id, n / %2$d AS page
              FROM generate_series(0, %3$d) n;
            CREATE TABLE child_%1$d AS SELECT n AS id, n AS parent FROM generate_series(0, %3$d) n;
            CREATE INDEX ON parent_%1$d (page);
            CREATE INDEX ON child_%1$d (parent);
            """
                .formatted(i, width(i), ROWS));
      }
      statement.execute("VACUUM ANALYZE");
    }
    try (var clients = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      var working = new ArrayList<java.util.concurrent.Future<?>>();
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        working.add(clients.submit(() -> work(client)));
      }
      Thread.sleep(2_000);
      Loops found;
      try {
        found =
            new Engine(EngineOptions.of(target()).build(), EngineListener.SILENT)
                .loops(Duration.ofSeconds(seconds), Duration.ofSeconds(2));
      } finally {
        isOver = true;
      }
      for (var its : working) {
        its.get();
      }
      report(found);
    }
  }

  private Target target() {
    return Target.parse(
        "postgres://%s@127.0.0.1:%d/postgres".formatted(EmbeddedServer.SUPERUSER, server.port()),
        Map.of("PGPASSWORD", server.password()));
  }

  /** One client: shape after shape by chance, now more of these and then more of those. */
  private Void work(int client) throws SQLException {
    var random = new SplittableRandom(client);
    try (Connection connection = server.connect("postgres")) {
      List<PreparedStatement> lists =
          prepared(connection, "SELECT id FROM parent_%d WHERE page = ?");
      List<PreparedStatement> ones =
          prepared(connection, "SELECT id FROM child_%d WHERE parent = ?");
      List<PreparedStatement> many =
          prepared(connection, "SELECT id FROM child_%d WHERE parent = ANY (?)");
      long began = System.nanoTime();
      while (!isOver) {
        double minutes = (System.nanoTime() - began) / 60e9;
        int shape = random.nextInt(ALL);
        double busy = 0.6 + 0.4 * Math.sin(minutes * 9 + shape % 5);
        if (random.nextDouble() < busy) {
          step(connection, random, shape, lists.get(shape), ones.get(shape), many.get(shape));
        }
      }
    }
    return null;
  }

  private static List<PreparedStatement> prepared(Connection connection, String sql)
      throws SQLException {
    var result = new ArrayList<PreparedStatement>();
    for (int i = 0; i < ALL; i++) {
      result.add(connection.prepareStatement(sql.formatted(i)));
    }
    return result;
  }

  private static void step(
      Connection connection,
      SplittableRandom random,
      int shape,
      PreparedStatement list,
      PreparedStatement one,
      PreparedStatement many)
      throws SQLException {
    int kind = kind(shape);
    if (kind == 1) {
      // As often as the list of this shape returns rows, on the average, but not after it.
      if (random.nextInt(width(shape) + 1) == 0) {
        ids(list, random.nextInt(ROWS / width(shape)));
      } else {
        ids(one, random.nextInt(ROWS));
      }
      return;
    }
    if (kind == 2) {
      ids(one, random.nextInt(ROWS));
      many.setArray(1, connection.createArrayOf("int4", new Object[] {random.nextInt(ROWS)}));
      many.executeQuery().close();
      return;
    }
    List<Integer> ids = ids(list, random.nextInt(ROWS / width(shape)));
    if (kind == 0) {
      for (int id : ids) {
        ids(one, id);
      }
    } else if (kind == 4) {
      many.setArray(1, connection.createArrayOf("int4", ids.toArray()));
      many.executeQuery().close();
    }
  }

  /** 0 a loop, 1 a look-up as frequent as rows, 2 a pair, 3 a list, 4 a list and one fetch. */
  private static int kind(int shape) {
    int[] ends = {LOOPS, LOOKUPS, PAIRS, LISTS, BATCHED};
    int left = shape;
    for (int kind = 0; kind < ends.length; kind++) {
      if (left < ends[kind]) {
        return kind;
      }
      left -= ends[kind];
    }
    throw new IllegalArgumentException("no shape " + shape);
  }

  private static List<Integer> ids(PreparedStatement statement, int value) throws SQLException {
    statement.setInt(1, value);
    var result = new ArrayList<Integer>();
    try (var rows = statement.executeQuery()) {
      while (rows.next()) {
        result.add(rows.getInt(1));
      }
    }
    return result;
  }

  private void report(Loops found) throws SQLException {
    Set<Integer> named = new HashSet<>();
    int wrong = 0;
    for (StatementLoop loop : found.loops()) {
      String child = found.text(loop.child());
      String parent = found.text(loop.parent());
      int shape = Integer.parseInt(child.replaceAll(".*child_(\\d+).*", "$1"));
      boolean isRight = kind(shape) == 0 && parent.contains("parent_" + shape + " ");
      if (isRight) {
        named.add(shape);
      } else {
        wrong++;
        System.out.printf("    wrong: %s over %s%n", child, parent);
      }
    }
    print("counters of %d s".formatted(found.looked().toSeconds()), named.size(), wrong);
    ruleOfThumb(found);
  }

  private void ruleOfThumb(Loops found) throws SQLException {
    double perHour = 3_600.0 / found.looked().toSeconds();
    int right = 0;
    int wrong = 0;
    try (Connection connection = server.connect("postgres");
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT query, calls FROM pg_stat_statements"
                    + " WHERE mean_exec_time < 1 AND query LIKE 'SELECT id FROM%'")) {
      while (rows.next()) {
        if (rows.getLong(2) * perHour < MANY_CALLS) {
          continue;
        }
        String query = rows.getString(1);
        boolean isRight =
            query.contains("child_")
                && !query.contains("ANY")
                && kind(Integer.parseInt(query.replaceAll(".*child_(\\d+).*", "$1"))) == 0;
        right += isRight ? 1 : 0;
        wrong += isRight ? 0 : 1;
      }
    }
    print("many calls of less than 1 ms", right, wrong);
  }

  private static void print(String rule, int right, int wrong) {
    System.out.printf(
        Locale.ROOT,
        "%s: %d of %d loops found, %d that are none; precision %.2f, recall %.2f%n",
        rule,
        right,
        LOOPS,
        wrong,
        right + wrong == 0 ? 0 : (double) right / (right + wrong),
        (double) right / LOOPS);
  }
}
