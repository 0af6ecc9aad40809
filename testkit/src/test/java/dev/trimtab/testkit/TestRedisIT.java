package dev.trimtab.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TestRedisIT {

  @Test
  void answersAsRedisDoes() {
    try (var redis = TestRedis.start()) {
      assertThat(redis.send("SET", "key", "größer\r\n")).isEqualTo("OK");
      assertThat(redis.send("GET", "key")).isEqualTo("größer\r\n");
      assertThat(redis.send("GET", "other")).isEqualTo("(nil)");
      assertThat(redis.send("MGET", "key", "other")).isEqualTo("größer\r\n\n(nil)");
      assertThat(redis.send("INCR", "count")).isEqualTo("1");
      assertThat(redis.send("INFO", "server")).contains("redis_version:6.2");
      assertThatThrownBy(() -> redis.send("INCR", "key")).hasMessageStartingWith("ERR value is");
    }
  }

  @Test
  void asksForItsPassword() {
    try (var redis = TestRedis.with().password("sesame").start()) {
      assertThat(redis.send("PING")).isEqualTo("PONG");
      assertThat(redis.uri()).isEqualTo("redis://:sesame@127.0.0.1:" + redis.port());
      assertThatThrownBy(() -> stranger(redis)).hasMessageStartingWith("NOAUTH");
    }
  }

  private static void stranger(TestRedis redis) throws IOException {
    try (var connection = RedisConnection.to(redis.port())) {
      connection.send("GET", "key");
    }
  }

  @Test
  void refusesConnectionsWhenKilledAndComesBackEmptyOnItsPort() {
    try (var redis = TestRedis.start()) {
      redis.send("SET", "key", "value");

      redis.kill();
      assertThatThrownBy(() -> redis.send("PING")).isInstanceOf(UncheckedIOException.class);
      assertThatThrownBy(redis::suspend).hasMessageContaining("was killed");

      redis.restart();
      assertThat(redis.send("GET", "key")).isEqualTo("(nil)");
    }
  }

  @Test
  void hangsWhileSuspendedAndRemembersWhenItGoesOn() {
    try (var redis = TestRedis.start()) {
      redis.send("SET", "key", "value");

      redis.suspend();
      assertThatThrownBy(() -> redis.send("PING")).hasCauseInstanceOf(SocketTimeoutException.class);

      redis.resume();
      assertThat(redis.send("GET", "key")).isEqualTo("value");
    }
  }

  @Test
  void canBeKilledWhileSuspended() {
    try (var redis = TestRedis.start()) {
      redis.suspend();
      redis.restart();
      assertThat(redis.send("PING")).isEqualTo("PONG");
    }
  }

  @Test
  void replicatesAndRefusesWritesAsReplica() throws InterruptedException {
    try (var primary = TestRedis.with().password("sesame").start();
        var replica = TestRedis.with().replicaOf(primary).start()) {
      primary.send("SET", "key", "value");
      for (int i = 0; i < 1_000 && !replica.send("GET", "key").equals("value"); i++) {
        Thread.sleep(10);
      }
      assertThat(replica.send("GET", "key")).isEqualTo("value");
      assertThatThrownBy(() -> replica.send("SET", "key", "other"))
          .hasMessageStartingWith("READONLY");
    }
  }

  @Test
  void refusesWritesWhenFull() {
    try (var redis = TestRedis.with().memoryBytesMax(1).start()) {
      assertThatThrownBy(() -> redis.send("SET", "key", "value")).hasMessageStartingWith("OOM");
    }
  }

  @Test
  void saysWhatRedisSaysOfABadSetting() {
    assertThatThrownBy(() -> TestRedis.with().line("no-such-setting 1").start())
        .hasMessageContaining("no-such-setting");
  }

  /** A shutdown hook would not run here. */
  @Test
  void diesWithAJvmThatIsKilled() throws Exception {
    Process jvm =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Starter.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> words = List.of(jvm.inputReader().readLine().split(" ", -1));
    int port = Integer.parseInt(words.getFirst());
    Path folder = Path.of(words.getLast());
    assertThat(folder).exists();

    jvm.destroyForcibly().waitFor();

    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (Files.exists(folder) && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThat(folder).doesNotExist();
    assertThatThrownBy(() -> RedisConnection.to(port)).isInstanceOf(IOException.class);
  }

  /** Starts a server, says where it is, and waits to be killed. */
  static final class Starter {

    private Starter() {}

    public static void main(String[] args) throws InterruptedException {
      var redis = TestRedis.start();
      System.out.println(
          redis.port() + " " + redis.send("CONFIG", "GET", "dir").split("\n", -1)[1]);
      TimeUnit.MINUTES.sleep(5);
      redis.close();
    }
  }
}
