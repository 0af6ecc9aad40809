package dev.trimtab.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.cache.jedis.JedisSecondLevel;
import dev.trimtab.testkit.TestRedis;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A program that has Jedis, and neither Lettuce nor what Lettuce brings. */
class JedisClassPathIT {

  /** Caffeine and JSpecify for the cache, the rest for Jedis. */
  private static final List<String> LIBRARIES =
      List.of("caffeine", "jspecify", "jedis", "commons-pool2", "slf4j-api", "redis-authx-core");

  /** Runs in the child. */
  static final class Program {

    private Program() {}

    public static void main(String[] arguments) throws Exception {
      for (String absent : List.of("io.lettuce.core.RedisClient", "io.netty.channel.Channel")) {
        try {
          Class.forName(absent);
          throw new IllegalStateException(absent + " is on the class path");
        } catch (ClassNotFoundException _) {
          // As it should be.
        }
      }
      try (var here = cache(arguments[0]);
          var there = cache(arguments[0])) {
        Region<Long, String> mine = here.region(users());
        Region<Long, String> theirs = there.region(users());
        theirs.get(1L, _ -> "Ada");
        mine.invalidate(1L);
        while (theirs.peek(1L).isPresent()) {
          Thread.sleep(1);
        }
        System.out.println(theirs.get(1L, _ -> "Grace") + " " + there.health().state());
      }
    }

    private static Cache cache(String uri) throws InterruptedException {
      var cache = Cache.builder("shop").secondLevel(JedisSecondLevel.of(uri)).build();
      while (cache.health().state() != Health.State.UP) {
        Thread.sleep(1);
      }
      return cache;
    }

    private static RegionSpec<Long, String> users() {
      return RegionSpec.of(KeyPattern.ofLong("user:{id}"), String.class);
    }
  }

  @Test
  void twoNodesShareARedisWithoutLettuce() throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(
                entry -> !entry.endsWith(".jar") || LIBRARIES.stream().anyMatch(entry::contains))
            .collect(Collectors.joining(File.pathSeparator));
    try (TestRedis redis = TestRedis.start()) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  classPath,
                  Program.class.getName(),
                  redis.uri())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output.strip()).isEqualTo("Grace UP");
        assertThat(process.waitFor()).isZero();
      } finally {
        process.destroyForcibly();
      }
    }
  }
}
