package dev.trimtab.bench.batch;

import java.util.List;

/** Picks one of the questions about {@code batch}. */
public final class BatchBench {

  private BatchBench() {}

  /** Takes the question and what it takes. */
  public static void main(String[] arguments) throws Exception {
    List<String> all = List.of(arguments);
    String what = all.isEmpty() ? "" : all.getFirst();
    switch (what) {
      case "bulk" -> BulkWays.main(all.subList(1, all.size()));
      case "loader" -> LoadWays.main();
      default -> {
        System.err.println(
            """
            bench/run batch bulk [ROWS...]  rows a second of every way to write them, beside ours
            bench/run batch loader          50 parents with three kinds of children, at 0, 1 and 5 ms
            """);
        System.exit(2);
      }
    }
  }
}
