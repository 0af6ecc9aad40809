package dev.trimtab.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A program that has Caffeine and JSpecify, and none of the libraries that are optional. */
class BareClassPathIT {

  /** Runs in the child, where asking for Lettuce would fail. */
  static final class Program {

    private Program() {}

    public static void main(String[] arguments) {
      for (String absent :
          List.of(
              "io.lettuce.core.RedisClient",
              "redis.clients.jedis.Connection",
              "tools.jackson.databind.ObjectMapper",
              "io.micrometer.core.instrument.MeterRegistry",
              "org.postgresql.Driver")) {
        try {
          Class.forName(absent);
          throw new IllegalStateException(absent + " is on the class path");
        } catch (ClassNotFoundException _) {
          // As it should be.
        }
      }
      try (var cache = Cache.builder("shop").build()) {
        Region<Long, String> users =
            cache.region(RegionSpec.of(KeyPattern.ofLong("user:{id}"), String.class));
        users.get(1L, _ -> "Ada");
        users.invalidate(1L);
        System.out.println(users.get(1L, _ -> "Grace") + " " + cache.health().state());
      }
    }
  }

  @Test
  void worksWithoutAnyOfTheOptionalLibraries() throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry ->
                entry.contains("caffeine") || entry.contains("jspecify") || !entry.endsWith(".jar"))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                Program.class.getName())
            .redirectErrorStream(true)
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
