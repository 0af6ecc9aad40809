package dev.trimtab.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.FaultyProxy;
import dev.trimtab.testkit.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a cache does while its second level does what it should not. */
@ParameterizedClass
@EnumSource
class FaultIT {

  /**
   * A loader takes nothing here, so all that a call takes is the cache's doing: 80 ms, and what a
   * busy machine adds. How long it is on a free one is measured by {@code bench/run cache hung}.
   */
  private static final Duration CALL_MAX = Duration.ofSeconds(2);

  private static final Duration RECOVERY_MAX = Duration.ofSeconds(10);

  private final Client client;

  FaultIT(Client client) {
    this.client = client;
  }

  private Cache cache(String uri) {
    return Cache.builder("shop").secondLevel(client.to(uri)).build();
  }

  private static RegionSpec<Long, String> users() {
    return RegionSpec.of(KeyPattern.ofLong("user:{id}"), String.class)
        .taggedBy((id, _) -> List.of(Tag.row("users", id)));
  }

  private static Duration timed(Runnable call) {
    long from = System.nanoTime();
    call.run();
    return Duration.ofNanos(System.nanoTime() - from);
  }

  private static void awaitDown(Cache cache) {
    Waiting.until("the second level is given up", () -> cache.health().state() != Health.State.UP);
  }

  private static void awaitUp(Cache cache) {
    Waiting.until(
        "the second level is back: " + cache.health(),
        RECOVERY_MAX,
        () -> cache.health().state() == Health.State.UP);
  }

  @Test
  void startsWithoutRedisAndUsesItWhenItComes() {
    try (TestRedis redis = TestRedis.start()) {
      redis.kill();
      try (Cache cache = cache(redis.uri())) {
        Region<Long, String> users = cache.region(users());
        assertThat(users.get(1L, _ -> "Ada")).isEqualTo("Ada");
        users.invalidate(1L);
        assertThat(users.get(1L, _ -> "Grace")).isEqualTo("Grace");
        redis.restart();
        Waiting.online(cache);
        assertThat(cache.health().pendingInvalidations()).isZero();
      }
    }
  }

  @Test
  void aHungRedisCostsAFewCallsATimeoutAndThenNothing() {
    try (TestRedis redis = TestRedis.start();
        Cache cache = Waiting.online(cache(redis.uri()))) {
      Region<Long, String> users = cache.region(users());
      users.get(0L, _ -> "warm");
      redis.suspend();
      try {
        for (long key = 1; key <= 3; key++) {
          long asked = key;
          assertThat(timed(() -> users.get(asked, _ -> "Ada"))).isLessThan(CALL_MAX);
        }
        // Three calls in a row were too late, and what was sent without an answer does not count.
        assertThat(cache.health().state()).isEqualTo(Health.State.FIRST_LEVEL_ONLY);
        int slow = 0;
        for (long key = 10; key < 1_010; key++) {
          long asked = key;
          slow += timed(() -> users.get(asked, _ -> "Ada")).toMillis() >= 80 ? 1 : 0;
        }
        // Nobody waits for Redis any more; a pause of the machine may look like it.
        assertThat(slow).isLessThan(10);
      } finally {
        redis.resume();
      }
      awaitUp(cache);
    }
  }

  @Test
  void whatIsInvalidatedWhileRedisHangsIsStaleEverywhereAfterwards() {
    try (TestRedis redis = TestRedis.start();
        Cache here = Waiting.online(cache(redis.uri()));
        Cache there = Waiting.online(cache(redis.uri()))) {
      Region<Long, String> mine = here.region(users());
      Region<Long, String> theirs = there.region(users());
      mine.get(1L, _ -> "old");
      Waiting.until("it is there", () -> theirs.get(1L, _ -> "old").equals("old"));
      redis.suspend();
      try {
        assertThat(timed(() -> here.invalidateTags(List.of(Tag.row("users", 1L)))))
            .isLessThan(CALL_MAX);
        assertThat(mine.get(1L, _ -> "new")).isEqualTo("new");
        assertThat(here.health().pendingInvalidations()).isEqualTo(1);
      } finally {
        redis.resume();
      }
      awaitUp(here);
      awaitUp(there);
      Waiting.until("the other one heard", () -> theirs.get(1L, _ -> "new").equals("new"));
      assertThat(mine.get(1L, _ -> "newer")).isNotEqualTo("old");
    }
  }

  @Test
  void aKilledRedisThatComesBackEmptyLosesNoInvalidation() {
    try (TestRedis redis = TestRedis.start();
        Cache here = Waiting.online(cache(redis.uri()));
        Cache there = Waiting.online(cache(redis.uri()))) {
      Region<Long, String> mine = here.region(users());
      Region<Long, String> theirs = there.region(users());
      mine.get(1L, _ -> "old");
      theirs.get(1L, _ -> "old");
      redis.kill();
      awaitDown(here);
      awaitDown(there);
      here.invalidateTags(List.of(Tag.row("users", 1L)));
      redis.restart();
      awaitUp(here);
      awaitUp(there);
      assertThat(theirs.get(1L, _ -> "new")).isEqualTo("new");
      assertThat(mine.get(1L, _ -> "new")).isEqualTo("new");
    }
  }

  @Test
  void moreInvalidationsThanCanWaitBecomeAFlush() {
    try (TestRedis redis = TestRedis.start();
        Cache here = Waiting.online(cache(redis.uri()));
        Cache there = Waiting.online(cache(redis.uri()))) {
      Region<Long, String> mine = here.region(users());
      Region<Long, String> theirs = there.region(users());
      theirs.get(1L, _ -> "old");
      redis.suspend();
      try {
        here.invalidateTags(List.of(Tag.row("users", 1L)));
        for (long key = 100; key < 12_000; key++) {
          mine.invalidate(key);
        }
        assertThat(here.health().pendingInvalidations()).isEqualTo(1);
      } finally {
        redis.resume();
      }
      awaitUp(here);
      awaitUp(there);
      Waiting.until("the other one heard", () -> theirs.get(1L, _ -> "new").equals("new"));
    }
  }

  @Test
  void whatWasMissedWhileConnectionsWereKilledIsAskedFor() {
    try (TestRedis redis = TestRedis.start();
        Cache here = Waiting.online(cache(redis.uri()));
        Cache there = Waiting.online(cache(redis.uri()))) {
      Region<Long, String> mine = here.region(users());
      Region<Long, String> theirs = there.region(users());
      for (int round = 0; round < 10; round++) {
        String now = "v" + round;
        theirs.get(1L, _ -> now);
        redis.send("CLIENT", "KILL", "TYPE", "normal");
        redis.send("CLIENT", "KILL", "TYPE", "pubsub");
        mine.invalidate(1L);
        awaitUp(here);
        awaitUp(there);
        String next = "v" + (round + 1);
        Waiting.until("the new value is read", () -> theirs.get(1L, _ -> next).equals(next));
      }
    }
  }

  @Test
  void aFullRedisIsReadAndNeverWrong() {
    try (TestRedis redis =
            TestRedis.with().memoryBytesMax(3L << 20).line("maxmemory-policy noeviction").start();
        Cache here = Waiting.online(cache(redis.uri()));
        Cache there = Waiting.online(cache(redis.uri()))) {
      Region<Long, String> mine = here.region(users());
      Region<Long, String> theirs = there.region(users());
      mine.get(1L, _ -> "old");
      theirs.get(1L, _ -> "old");
      String random = noise(60_000);
      for (long key = 100; key < 200; key++) {
        assertThat(mine.get(key, _ -> random)).isEqualTo(random);
      }
      here.invalidateTags(List.of(Tag.row("users", 1L)));
      assertThat(mine.get(1L, _ -> "new")).isEqualTo("new");
      Waiting.until("the other one heard", () -> theirs.get(1L, _ -> "new").equals("new"));
    }
  }

  private static String noise(int length) {
    var random = new java.util.SplittableRandom(1);
    return random
        .ints(length, ' ', '~')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void aReplicaThatRefusesWritesIsNoSecondLevel() {
    try (TestRedis primary = TestRedis.start();
        TestRedis replica = TestRedis.with().replicaOf(primary).start();
        Cache cache = cache(replica.uri())) {
      assertFirstLevelOnly(cache, "READONLY");
    }
  }

  @Test
  void aWrongPasswordIsSaidAndNotFatal() {
    try (TestRedis redis = TestRedis.with().password("right").start();
        Cache cache = cache(redis.uri().replace("right", "wrong"))) {
      assertFirstLevelOnly(cache, "WRONGPASS");
    }
  }

  private static void assertFirstLevelOnly(Cache cache, String word) {
    Region<Long, String> users = cache.region(users());
    Waiting.until(
        "the reason says " + word + ": " + cache.health(),
        () -> cache.health().reason().contains(word));
    assertThat(cache.health().state()).isEqualTo(Health.State.FIRST_LEVEL_ONLY);
    assertThat(users.get(1L, _ -> "Ada")).isEqualTo("Ada");
    users.invalidate(1L);
    assertThat(users.get(1L, _ -> "Grace")).isEqualTo("Grace");
  }

  @Test
  void aNetworkThatSwallowsEverythingIsNoticedAndLeft() {
    assertRecovers(FaultyProxy::blackHole);
  }

  @Test
  void aNetworkThatResetsEverythingIsNoticedAndLeft() {
    assertRecovers(FaultyProxy::reset);
  }

  @Test
  void aNetworkThatRefusesEverythingIsNoticedAndLeft() {
    assertRecovers(proxy -> {
      proxy.refuse();
      proxy.closeAll();
    });
  }

  @Test
  void aNetworkThatIsTooSlowIsLeft() {
    assertRecovers(proxy -> proxy.delay(Duration.ofMillis(400)));
  }

  private void assertRecovers(java.util.function.Consumer<FaultyProxy> fault) {
    try (TestRedis redis = TestRedis.start();
        FaultyProxy proxy = FaultyProxy.to(redis.port());
        Cache here = Waiting.online(cache("redis://127.0.0.1:" + proxy.port()));
        Cache there = Waiting.online(cache(redis.uri()))) {
      Region<Long, String> mine = here.region(users());
      Region<Long, String> theirs = there.region(users());
      var row = new AtomicInteger(1);
      Supplier<String> database = () -> "v" + row.get();
      mine.get(1L, _ -> database.get());
      fault.accept(proxy);
      for (long key = 10; key < 14; key++) {
        long asked = key;
        assertThat(timed(() -> mine.get(asked, _ -> "Ada"))).isLessThan(CALL_MAX);
      }
      awaitDown(here);
      row.incrementAndGet();
      theirs.invalidate(1L);
      row.incrementAndGet();
      mine.invalidate(1L);
      assertThat(mine.get(1L, _ -> database.get())).isEqualTo("v3");
      proxy.pass();
      awaitUp(here);
      assertThat(mine.get(1L, _ -> database.get())).isEqualTo("v3");
      Waiting.until("the other one heard", () -> theirs.get(1L, _ -> database.get()).equals("v3"));
    }
  }
}
