package dev.trimtab.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.TestRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that holds a lease is killed while it loads. */
@ParameterizedClass
@EnumSource
class LeaseHolderIT {

  /** What a node takes that has loaded nothing yet is 2 s; the rest is for a busy machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Client client;

  LeaseHolderIT(Client client) {
    this.client = client;
  }

  /** The process: it ends with us, or is killed. */
  static final class Program {

    private Program() {}

    public static void main(String[] arguments) {
      Thread.ofPlatform().daemon().start(Program::endWithParent);
      Waiting.online(cache(Client.valueOf(arguments[1]), arguments[0]))
          .region(users())
          .get(
              7L,
              _ -> {
                System.out.println("loading");
                TimeUnit.MINUTES.sleep(1);
                return "too late";
              });
    }

    private static void endWithParent() {
      try {
        var _ = System.in.read();
      } catch (IOException _) {
        // The same.
      } finally {
        Runtime.getRuntime().halt(1);
      }
    }
  }

  private static Cache cache(Client client, String uri) {
    return Cache.builder("shop").secondLevel(client.to(uri, Duration.ofSeconds(5))).build();
  }

  private static RegionSpec<Long, String> users() {
    return RegionSpec.of(KeyPattern.ofLong("user:{id}"), String.class).loadedOncePerCluster();
  }

  @Test
  @Timeout(60)
  void whoIsKilledWhileItLoadsHoldsNobodyUpLongerThanItsLease() throws Exception {
    try (TestRedis redis = TestRedis.start();
        Cache cache = Waiting.online(cache(client, redis.uri()))) {
      Region<Long, String> users = cache.region(users());
      Process holder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Program.class.getName(),
                  redis.uri(),
                  client.name())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (BufferedReader output = holder.inputReader()) {
        assertThat(output.readLine()).isEqualTo("loading");
      } finally {
        holder.destroyForcibly().waitFor();
      }
      assertThat(redis.send("EXISTS", "trimtab:shop:{v1:user:7}:lease")).contains("1");
      long from = System.nanoTime();
      assertThat(users.get(7L, _ -> "Ada")).isEqualTo("Ada");
      assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(PATIENCE);
    }
  }
}
