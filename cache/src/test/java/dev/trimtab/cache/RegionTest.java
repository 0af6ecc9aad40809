package dev.trimtab.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One node, one level. */
class RegionTest {

  private final ManualTime time = new ManualTime();
  private Cache cache = Cache.builder("shop").sources(time.sources()).build();

  @AfterEach
  void close() {
    cache.close();
  }

  private static RegionSpec<Long, String> users() {
    return RegionSpec.of(KeyPattern.ofLong("user:{id}"), String.class)
        .livingFor(Duration.ofSeconds(100))
        .notRefreshedAhead();
  }

  @Test
  void loadsOnceAndAgainAfterEachKindOfInvalidation() {
    Region<Long, String> users =
        cache.region(users().taggedBy((id, _) -> List.of(Tag.row("users", id))));
    List<Runnable> ways =
        List.of(
            () -> users.invalidate(1L),
            users::invalidateAll,
            () -> cache.invalidateTags(List.of(Tag.row("users", 1L))),
            () -> cache.invalidateEntity("user", 1),
            () -> cache.invalidatePattern("user:1"),
            () -> cache.invalidatePattern("us*"),
            () -> cache.flush("a test"));
    for (Runnable way : ways) {
      assertThat(users.get(1L, _ -> "old")).isEqualTo("old");
      assertThat(users.get(1L, _ -> "new")).isEqualTo("old");
      way.run();
      assertThat(users.get(1L, _ -> "new")).isEqualTo("new");
      cache.flush("the next way");
    }
  }

  @Test
  void whatIsNotMeantStays() {
    Region<Long, String> users =
        cache.region(users().taggedBy((id, _) -> List.of(Tag.row("users", id))));
    users.get(1L, _ -> "Ada");
    users.invalidate(2L);
    cache.invalidateTags(List.of(Tag.row("users", 2L), Tag.table("users")));
    cache.invalidateEntity("user", 2);
    cache.invalidateEntity("project", 1);
    cache.invalidatePattern("user:2");
    cache.invalidatePattern("project:*");
    cache.invalidateTenant("acme");
    assertThat(users.peek(1L)).contains("Ada");
  }

  @Test
  void tagsMayDependOnWhatWasLoaded() {
    Region<Long, String> users = cache.region(users());
    Loader<Long, Loaded<String>> loader =
        _ -> Loaded.of("Ada").taggedWith(List.of(Tag.of("city:London")));
    users.findLoaded(1L, loader);
    cache.invalidateTags(List.of(Tag.of("city:Paris")));
    assertThat(users.peek(1L)).isPresent();
    cache.invalidateTags(List.of(Tag.of("city:London")));
    assertThat(users.peek(1L)).isEmpty();
  }

  /** The tag is not known before the value, so nothing could be remembered about it beforehand. */
  @Test
  void aTagKnownOnlyAfterTheLoadIsStillGuarded() {
    Region<Long, String> users = cache.region(users());
    users.findLoaded(
        1L,
        _ -> {
          cache.invalidateTags(List.of(Tag.of("city:London")));
          return Loaded.of("read before that").taggedWith(List.of(Tag.of("city:London")));
        });
    assertThat(users.peek(1L)).isEmpty();
  }

  @Test
  void entriesEndWithTheirLifeLessATenthAtMost() {
    Region<Long, String> users = cache.region(users());
    time.dice(0.999);
    users.get(1L, _ -> "Ada");
    time.dice(0);
    users.get(2L, _ -> "Grace");
    time.pass(Duration.ofSeconds(89));
    assertThat(users.peek(1L)).isPresent();
    time.pass(Duration.ofSeconds(2));
    assertThat(users.peek(1L)).isEmpty();
    assertThat(users.peek(2L)).isPresent();
    time.pass(Duration.ofSeconds(9));
    assertThat(users.peek(2L)).isEmpty();
  }

  @Test
  void anEntryMayHaveALifeOfItsOwn() {
    Region<Long, String> users = cache.region(users());
    users.findLoaded(1L, _ -> Loaded.of("Ada").livingFor(Duration.ofSeconds(10)));
    time.pass(Duration.ofSeconds(11));
    assertThat(users.peek(1L)).isEmpty();
  }

  @Test
  void thatThereIsNoValueIsRememberedForAShorterTime() {
    Region<Long, String> users = cache.region(users().missingFor(Duration.ofSeconds(5)));
    assertThat(users.find(1L, _ -> Optional.empty())).isEmpty();
    assertThat(users.find(1L, _ -> Optional.of("Ada"))).isEmpty();
    assertThatThrownBy(() -> users.get(1L, _ -> "Ada"))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("VALUE_MISSING: v1:user:1 has no value");
    time.pass(Duration.ofSeconds(6));
    assertThat(users.find(1L, _ -> Optional.of("Ada"))).contains("Ada");
  }

  @Test
  void anExpiredEntryIsServedWhileLoadingFailsWithinItsLimit() {
    Region<Long, String> users = cache.region(users().staleIfErrorFor(Duration.ofSeconds(60)));
    users.get(1L, _ -> "Ada");
    time.pass(Duration.ofSeconds(101));
    var attempts = new AtomicInteger();
    Loader<Long, String> failing =
        _ -> {
          attempts.incrementAndGet();
          throw new IllegalStateException("the database is away");
        };
    for (int read = 0; read < 10; read++) {
      assertThat(users.get(1L, failing)).isEqualTo("Ada");
    }
    assertThat(attempts).hasValue(1);
    assertThat(users.statistics().servedStale()).isEqualTo(1);
    time.pass(Duration.ofSeconds(61));
    assertThatThrownBy(() -> users.get(1L, failing)).hasMessage("the database is away");
  }

  @Test
  void anInvalidatedEntryIsNotServedThoughLoadingFails() {
    Region<Long, String> users = cache.region(users());
    users.get(1L, _ -> "Ada");
    users.invalidate(1L);
    assertThatThrownBy(() ->
            users.get(
                1L,
                _ -> {
                  throw new IOException("the database is away");
                }))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining("LOAD_FAILED: loading v1:user:1 failed")
        .hasRootCauseMessage("the database is away");
  }

  @Test
  void manyThreadsLoadAKeyOnce() throws Exception {
    Region<Long, String> users = cache.region(users());
    var loads = new AtomicInteger();
    var answers = new ArrayList<Future<String>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        answers.add(
            threads.submit(() ->
                users.get(
                    1L,
                    _ -> {
                      Thread.sleep(20);
                      return "v" + loads.incrementAndGet();
                    })));
      }
    }
    for (Future<String> answer : answers) {
      assertThat(answer.get()).isEqualTo("v1");
    }
  }

  @Test
  void whoComesAfterAnInvalidationDoesNotWaitForALoadFromBefore() throws Exception {
    Region<Long, String> users = cache.region(users());
    var hasRead = new CountDownLatch(1);
    var mayReturn = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> early =
          threads.submit(() ->
              users.get(
                  1L,
                  _ -> {
                    hasRead.countDown();
                    mayReturn.await();
                    return "old";
                  }));
      hasRead.await();
      users.invalidate(1L);
      assertThat(users.get(1L, _ -> "new")).isEqualTo("new");
      mayReturn.countDown();
      assertThat(early.get()).isEqualTo("old");
      assertThat(users.peek(1L)).contains("new");
    }
  }

  @Test
  void aFailedLoadIsEverybodysFailureAndNobodysMemory() {
    Region<Long, String> users = cache.region(users());
    assertThatThrownBy(() ->
            users.get(
                1L,
                _ -> {
                  throw new IllegalStateException("no");
                }))
        .hasMessage("no");
    assertThat(users.get(1L, _ -> "Ada")).isEqualTo("Ada");
    assertThat(users.statistics().loadFailures()).isEqualTo(1);
  }

  @Test
  void aBatchLoadsWhatIsAbsentAndRemembersWhatIsMissing() {
    Region<Long, String> users = cache.region(users());
    users.get(1L, _ -> "Ada");
    var asked = new ArrayList<Long>();
    BatchLoader<Long, String> loader =
        keys -> {
          asked.addAll(keys);
          return Map.of(2L, "Grace");
        };
    assertThat(users.getAll(List.of(1L, 2L, 3L, 2L), loader))
        .isEqualTo(Map.of(1L, "Ada", 2L, "Grace"));
    assertThat(asked).containsExactly(2L, 3L);
    assertThat(users.getAll(List.of(3L), loader)).isEmpty();
    assertThat(asked).hasSize(2);
  }

  @Test
  void aPutIsReadAndAPutThatWasOvertakenIsNot() {
    Region<Long, String> users =
        cache.region(users().taggedBy((_, _) -> List.of(Tag.table("users"))));
    users.put(1L, "Ada");
    assertThat(users.peek(1L)).contains("Ada");
    cache.invalidateTags(List.of(Tag.table("users")));
    assertThat(users.peek(1L)).isEmpty();
  }

  @Test
  void loadsBeyondTheLimitAreRefusedAfterAWhile() throws Exception {
    cache.close();
    var builder = Cache.builder("shop");
    cache =
        builder
            .settings(builder.settings().withLoadsMax(1).withWaitMax(Duration.ofMillis(20)))
            .build();
    Region<Long, String> users = cache.region(users());
    var isLoading = new CountDownLatch(1);
    var mayReturn = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> slow =
          threads.submit(() ->
              users.get(
                  1L,
                  _ -> {
                    isLoading.countDown();
                    mayReturn.await();
                    return "Ada";
                  }));
      isLoading.await();
      assertThatThrownBy(() -> users.get(2L, _ -> "Grace"))
          .hasMessageContaining("OVERLOADED: 1 loads have been running for 20 ms");
      mayReturn.countDown();
      assertThat(slow.get()).isEqualTo("Ada");
    }
  }

  @Test
  void weightIsBounded() {
    cache.close();
    var builder = Cache.builder("shop");
    cache = builder.settings(builder.settings().withFirstLevelBytesMax(100_000)).build();
    Region<Long, String> users = cache.region(users());
    Region<Long, String> others =
        cache.region(RegionSpec.of(KeyPattern.ofLong("other:{id}"), String.class));
    for (long key = 0; key < 1_000; key++) {
      users.get(key, _ -> "x".repeat(1_000));
      others.get(key, _ -> "x".repeat(1_000));
    }
    assertThat(cache.statistics().weightBytes()).isBetween(50_000L, 100_000L);
  }

  @Test
  void savedTimeIsWhatHitsWouldHaveTaken() {
    Region<Long, String> users = cache.region(users());
    users.get(
        1L,
        _ -> {
          time.pass(Duration.ofMillis(40));
          return "Ada";
        });
    for (int read = 0; read < 3; read++) {
      users.get(1L, _ -> "Ada");
    }
    RegionStatistics statistics = users.statistics();
    assertThat(statistics.savedTime()).isEqualTo(Duration.ofMillis(120));
    assertThat(statistics.hitRate()).isEqualTo(0.75);
    assertThat(cache.statistics().byTier()).containsOnlyKeys(Duration.ofSeconds(100));
  }

  @Test
  void aHotEntryIsLoadedAheadAndAColdOneIsNot() {
    Region<Long, String> users =
        cache.region(
            RegionSpec.of(KeyPattern.ofLong("user:{id}"), String.class)
                .livingFor(Duration.ofSeconds(100)));
    time.dice(0);
    users.get(1L, _ -> "old");
    users.get(2L, _ -> "old");
    for (int read = 0; read < 1_997; read++) {
      time.pass(Duration.ofNanos(49_999_999));
      users.get(1L, _ -> "new");
    }
    users.get(2L, _ -> "new");
    time.pass(Duration.ofMillis(1));
    Waiting.until("the hot one was loaded ahead", () -> users.peek(1L).equals(Optional.of("new")));
    assertThat(users.statistics().refreshes()).isEqualTo(1);
    assertThat(users.peek(2L)).contains("old");
  }

  @Test
  void asksForACodecOnlyWhereOneIsNeeded() {
    Region<Long, Object> things =
        cache.region(RegionSpec.of(KeyPattern.ofLong("thing:{id}"), Object.class));
    assertThat(things.get(1L, _ -> new Object())).isNotNull();
  }

  @Test
  void refusesASecondRegionOfOnePattern() {
    cache.region(users());
    assertThatThrownBy(
            () -> cache.region(RegionSpec.of(KeyPattern.ofLong("user:{uid}"), Integer.class)))
        .hasMessageContaining("declared already");
  }

  @Test
  void theAsyncViewDoesTheSame() {
    Region<Long, String> users = cache.region(users());
    assertThat(users.async().get(1L, _ -> "Ada").join()).isEqualTo("Ada");
    assertThat(users.async().get(1L, _ -> "new")).isCompletedWithValue("Ada");
    users.async().invalidateAll(List.of(1L)).join();
    assertThat(users.async().find(1L, _ -> Optional.empty()).join()).isEmpty();
    assertThat(users.async().getAll(List.of(2L), _ -> Map.of(2L, "Grace")).join()).hasSize(1);
  }

  @Test
  void tenantsShareNothing() {
    var users =
        cache.region(RegionSpec.of(KeyPattern.ofLong("user:{id}").perTenant(), String.class));
    users.get(new Tenanted<>("acme", 1L), _ -> "Ada");
    users.get(new Tenanted<>("initech", 1L), _ -> "Grace");
    cache.invalidateTenant("acme");
    assertThat(users.peek(new Tenanted<>("acme", 1L))).isEmpty();
    cache.invalidateEntity("acme", "user", 1);
    assertThat(users.peek(new Tenanted<>("initech", 1L))).contains("Grace");
    cache.invalidateEntity("initech", "user", 1);
    assertThat(users.peek(new Tenanted<>("initech", 1L))).isEmpty();
  }
}
