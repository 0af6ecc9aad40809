package dev.trimtab.cli;

import dev.trimtab.cli.report.Systems.Row;
import dev.trimtab.cli.report.Systems.Verdict;
import dev.trimtab.core.proof.Timing;
import dev.trimtab.scenarios.PooledRequests;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * What the emissions system claimed for its connection pool, beside a fixed pool of the usual ten
 * and one that finds its size, with more and more clients.
 */
final class PoolRows {

  /** With how many clients the claim is measured. */
  static final List<Integer> CLIENTS = List.of(50, 200, 500);

  /** HikariCP's default. */
  private static final int FIXED = 10;

  private static final String CLAIMED = "25 -> 44 queries/s";
  private static final double CLAIM = 44 / 25.0;

  private final PooledRequests requests;
  private final List<Integer> clientCounts;
  private final IntConsumer progress;

  /**
   * Prepares.
   *
   * @param clientCounts with how many clients to measure
   * @param progress hears of every number of clients before it is measured
   */
  PoolRows(PooledRequests requests, List<Integer> clientCounts, IntConsumer progress) {
    this.requests = requests;
    this.clientCounts = List.copyOf(clientCounts);
    this.progress = progress;
  }

  List<Row> all() throws InterruptedException {
    var rows = new ArrayList<Row>();
    for (int clients : clientCounts) {
      progress.accept(clients);
      Timing fixed = Timing.of(requests.throughFixed(FIXED, clients));
      Timing ours = Timing.of(requests.throughSelfSizing(FIXED, clients));
      rows.add(
          new Row(
              "throughput through a pool, %d clients".formatted(clients),
              CLAIMED,
              Row.PER_SECOND,
              Optional.of(fixed),
              Optional.of(ours),
              Verdict.of(ours.median() / fixed.median() / CLAIM),
              ""));
    }
    return List.copyOf(rows);
  }
}
