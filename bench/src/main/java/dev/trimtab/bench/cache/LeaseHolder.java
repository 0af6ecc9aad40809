package dev.trimtab.bench.cache;

import dev.trimtab.bench.cache.node.TrimtabNode;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;

/** A process that takes a key's lease, begins to load, and does not come to the end of it. */
final class LeaseHolder {

  /** What a node takes that has loaded nothing yet. */
  static final Duration LEASE = Duration.ofSeconds(2);

  private static final String LOADING = "loading";

  private LeaseHolder() {}

  /** Returns when it began to load, after it was killed ({@code kill -9}). */
  static long killedWhileLoading(String uri, String key) throws Exception {
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LeaseHolder.class.getName(),
                uri,
                key)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader output = holder.inputReader()) {
      if (!LOADING.equals(output.readLine())) {
        throw new IllegalStateException("the holder of the lease did not begin to load");
      }
      return System.nanoTime();
    } finally {
      holder.destroyForcibly().waitFor();
    }
  }

  /** The holder itself; it ends with the process that started it. */
  public static void main(String[] args) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            var _ = System.in.read();
          } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
          } finally {
            Runtime.getRuntime().halt(1);
          }
        });
    var node =
        new TrimtabNode(args[0], Duration.ofHours(1), TrimtabNode.Loads.PER_CLUSTER).connected();
    node.get(
        args[1],
        _ -> {
          System.out.println(LOADING);
          try {
            Thread.sleep(Duration.ofMinutes(1));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return "too late";
        });
  }
}
