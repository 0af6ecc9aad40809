package dev.trimtab.bench.batch;

import dev.trimtab.bench.batch.bulk.BulkWays;
import java.util.List;

/** Picks one of the questions about {@code batch}. */
public final class BatchBench {

  private BatchBench() {}

  /** Takes the question and what it takes. */
  public static void main(String[] arguments) throws Exception {
    List<String> all = List.of(arguments);
    String what = all.isEmpty() ? "" : all.getFirst();
    switch (what) {
      case "automatic" -> AutomaticWays.main();
      case "corpus" -> CorpusRun.main();
      case "observer" -> ObserverCost.main();
      case "stream" -> Streaming.run(all.subList(1, all.size()));
      case "fuzz" -> FuzzRun.main(all.subList(1, all.size()));
      case "bulk" -> BulkWays.main(all.subList(1, all.size()));
      case "loader" -> LoadWays.main();
      default -> {
        System.err.println(
            """
            bench/run batch automatic       loops as they are and run ahead, at 0, 1 and 5 ms
            bench/run batch fuzz [N] [SEED] random transactions, with loops run ahead and without
            bench/run batch corpus          who tells loops from what looks like one, in 120 traces
            bench/run batch observer        what watching costs a statement, beside other watchers
            bench/run batch bulk [SHAPE] [N] rows a second of every way to write them, beside ours
            bench/run batch stream [ROWS]   ten million rows through 16 MB of heap
            bench/run batch loader          50 parents with three kinds of children, at 0, 1 and 5 ms
            """);
        System.exit(2);
      }
    }
  }
}
