package dev.trimtab.bench.batch;

import dev.trimtab.bench.batch.fuzz.LoopFuzz;
import dev.trimtab.twin.EmbeddedServer;
import dev.trimtab.twin.ServerHome;
import java.sql.Connection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Random transactions on two equal databases, one through the delegate that runs loops ahead.
 *
 * <p>Success, said before running: of 10,000 transactions none sees anything else.
 */
final class FuzzRun {

  private static final int TRANSACTIONS = 10_000;

  private FuzzRun() {}

  static void main(List<String> arguments) throws Exception {
    int transactions = arguments.isEmpty() ? TRANSACTIONS : Integer.parseInt(arguments.getFirst());
    long seed = arguments.size() > 1 ? Long.parseLong(arguments.get(1)) : 1_000;
    try (var server =
        EmbeddedServer.start(ServerHome.bundled(), Map.of("fsync", "off", "autovacuum", "off"))) {
      try (Connection connection = server.connect("postgres");
          var statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE ahead");
        statement.execute("CREATE DATABASE plain");
      }
      LoopFuzz.Outcome outcome =
          new LoopFuzz(source(server, "ahead"), source(server, "plain")).run(transactions, seed);
      System.out.printf(
          Locale.ROOT,
          "%,d transactions from seed %d: %,d saw something else%n"
              + "%,d executions answered from %,d statements; %,d of %,d loops run ahead in the end%n",
          outcome.transactions(),
          seed,
          outcome.different(),
          outcome.answered(),
          outcome.batches(),
          outcome.ahead(),
          outcome.loops());
      outcome.first().ifPresent(System.out::println);
      if (outcome.different() > 0) {
        System.exit(1);
      }
    }
  }

  private static DataSource source(EmbeddedServer server, String database) {
    var source = new PGSimpleDataSource();
    source.setUrl(
        "jdbc:postgresql://127.0.0.1:%d/%s?user=%s&password=%s"
            .formatted(server.port(), database, EmbeddedServer.SUPERUSER, server.password()));
    return source;
  }
}
