package dev.trimtab.bench.pool;

import dev.trimtab.bench.cache.measure.Bars;
import dev.trimtab.pool.PoolListener;
import dev.trimtab.pool.PoolSettings;
import dev.trimtab.pool.SelfSizingPool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Question: four instances of an application want all of a server's hundred connections; do they
 * share, and is what a killed one had used by the others?
 *
 * <p>Each is a process of its own, which runs {@link #main}.
 */
final class Sharing {

  private static final int INSTANCES = 4;
  private static final int CLIENTS = 80;
  private static final int CONNECTIONS_MAX = 100;
  private static final Duration SETTLING = Duration.ofSeconds(15);
  private static final Duration AFTER_KILL = Duration.ofSeconds(30);

  private static final double EVEN_BAR = 0.15;

  private Sharing() {}

  static void run(Bars bars) throws Exception {
    try (var server = Server.start(CONNECTIONS_MAX)) {
      List<Instance> all = new ArrayList<>();
      try {
        for (int i = 0; i < INSTANCES; i++) {
          all.add(new Instance(server.url()));
        }
        Thread.sleep(SETTLING);
        even(bars, all, "four");
        all.getLast().process.destroyForcibly().waitFor();
        Instance killed = all.removeLast();
        long before = all.stream().mapToLong(one -> one.share).sum();
        Thread.sleep(AFTER_KILL);
        even(bars, all, "three");
        long after = all.stream().mapToLong(one -> one.share).sum();
        long inUse = all.stream().mapToLong(one -> one.limit).sum();
        bars.say(
            "  three may open %d together before, %d after the fourth was killed, and use %d",
            before, after, inUse);
        bars.atLeast("what the killed one had is theirs", after - before, killed.share - 4);
        bars.atMost("errors", all.stream().mapToLong(one -> one.errors).sum() + killed.errors, 0L);
      } finally {
        all.forEach(one -> one.process.destroyForcibly());
      }
    }
  }

  private static void even(Bars bars, List<Instance> all, String what) {
    long least = all.stream().mapToLong(one -> one.share).min().orElse(0);
    long most = all.stream().mapToLong(one -> one.share).max().orElse(0);
    bars.say("  %s instances: %s", what, all.stream().map(one -> one.line).toList());
    bars.atMost(what + " shares differ by", (most - least) / (double) most, EVEN_BAR);
    bars.atMost(what + " together", most * all.size(), (long) CONNECTIONS_MAX);
  }

  /** A process that runs {@link #main}, and what it said last. */
  private static final class Instance {

    private final Process process;
    private volatile String line = "";
    private volatile long limit;
    private volatile long share;
    private volatile long errors;

    Instance(String url) throws IOException {
      process =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElse("java"),
                  "-Xmx128m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Sharing.class.getName(),
                  url)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      Thread.ofVirtual().start(this::read);
    }

    private void read() {
      try (var lines = process.inputReader()) {
        for (String next = lines.readLine(); next != null; next = lines.readLine()) {
          String[] words = next.strip().split(" ", -1);
          if (words.length == 7 && words[0].equals("limit")) {
            line = next.strip();
            limit = Long.parseLong(words[1]);
            share = Long.parseLong(words[3]);
            errors = Long.parseLong(words[6]);
          }
        }
      } catch (IOException e) {
        line = "gone";
      }
    }
  }

  /**
   * One of the instances; works until its parent is gone.
   *
   * @param args the server's URL, from {@link #run}
   */
  public static void main(String[] args) throws Exception {
    var settings = PoolSettings.STANDARD.named("shared");
    try (SelfSizingPool pool = Pools.ours(args[0], settings, PoolListener.SILENT);
        var clients = Clients.start(pool, CLIENTS, Work.WAIT5::on)) {
      var parent = ProcessHandle.current().parent();
      while (parent.isPresent() && parent.get().isAlive()) {
        double rate = clients.during(Duration.ofMillis(500)).rate();
        System.out.printf(
            Locale.ROOT,
            "limit %d share %d %.0f/s errors %d%n",
            pool.limit(),
            pool.statistics().share(),
            rate,
            clients.failures().size());
        parent = ProcessHandle.current().parent();
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }
  }
}
