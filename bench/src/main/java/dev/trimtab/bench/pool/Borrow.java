package dev.trimtab.bench.pool;

import dev.trimtab.bench.cache.measure.Bars;
import dev.trimtab.bench.cache.measure.InTurn;
import dev.trimtab.bench.cache.measure.InTurn.Costs;
import java.sql.Connection;
import java.util.LinkedHashMap;
import javax.sql.DataSource;

/** Question: what does it cost to borrow a connection and give it back, with nothing in between? */
final class Borrow {

  private static final int SIZE = 10;
  private static final int BATCHES = 400;
  private static final int OPERATIONS = 500;

  private static final double HIKARI_BAR = 1.5;
  private static final double FLEXY_BAR = 0.2;

  /** The counter of bytes is exact to a few per thousand operations. */
  private static final double BYTES_BAR = 0.5;

  private Borrow() {}

  static void run(Bars bars) throws Exception {
    try (var server = Server.start(100);
        var hikari = Pools.hikari(server.url(), SIZE);
        var agroal = Pools.agroal(server.url(), SIZE);
        var flexy = Pools.flexy(server.url(), SIZE, SIZE + 1);
        var ours = Pools.ours(server.url(), SIZE)) {
      var ways = new LinkedHashMap<String, InTurn.Way>();
      ways.put("trimtab", way(ours.source()));
      ways.put("hikari", way(hikari.source()));
      ways.put("agroal", way(agroal.source()));
      ways.put("flexy", way(flexy.source()));
      Costs costs = InTurn.measure(BATCHES, OPERATIONS, ways);
      costs.print(bars, "borrow and return");
      bars.atMost("borrow × HikariCP", costs.best("trimtab", "hikari"), HIKARI_BAR);
      bars.atMost("borrow × FlexyPool", costs.best("trimtab", "flexy"), FLEXY_BAR);
      bars.atMost(
          "bytes more than HikariCP",
          costs.of("trimtab").bytes() - costs.of("hikari").bytes(),
          BYTES_BAR);
    }
  }

  private static InTurn.Way way(DataSource source) throws Exception {
    Pools.fill(source, 2);
    return _ -> {
      Connection connection = source.getConnection();
      connection.close();
      return connection;
    };
  }
}
