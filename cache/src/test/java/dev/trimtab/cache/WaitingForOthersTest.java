package dev.trimtab.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of those who wait for a load that another thread does. */
@Timeout(20)
class WaitingForOthersTest {

  /** Runs once when dice are thrown next: after a refresh is decided on and before it begins. */
  private final AtomicReference<Runnable> whenDecided = new AtomicReference<>(() -> {});

  private final AtomicLong nanos = new AtomicLong(1);

  private Cache cache() {
    var sources =
        new Sources(
            nanos::get,
            InstantSource.system(),
            () -> {
              whenDecided.getAndSet(() -> {}).run();
              return 0.999_999;
            });
    return Cache.builder("shop").sources(sources).build();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  /** A loader that has begun, and fails when it may. */
  private static final class Failing implements Loader<Long, Optional<String>> {

    private final Throwable failure;
    private final CountDownLatch hasBegun = new CountDownLatch(1);
    private final CountDownLatch mayFail = new CountDownLatch(1);

    Failing(Throwable failure) {
      this.failure = failure;
    }

    @Override
    public Optional<String> load(Long key) throws Exception {
      hasBegun.countDown();
      mayFail.await();
      if (failure instanceof Error error) {
        throw error;
      }
      throw (Exception) failure;
    }
  }

  /** Asks on another thread and returns when that waits for somebody else. */
  private static FutureTask<Optional<String>> waiting(Region<Long, String> region, long key) {
    var answer = new FutureTask<>(() -> region.find(key, _ -> Optional.of("new")));
    Thread thread = Thread.ofPlatform().daemon().start(answer);
    Waiting.until(
        "it waits", () -> thread.getState() == Thread.State.TIMED_WAITING || answer.isDone());
    return answer;
  }

  /** A life of 100 s and a load of 5 s, so that a refresh is due after 60. */
  private Region<Long, String> users(Cache cache) {
    Region<Long, String> users =
        cache.region(
            RegionSpec.of(KeyPattern.ofLong("user:{id}"), String.class)
                .livingFor(Duration.ofSeconds(100))
                .taggedBy((id, _) -> List.of(Tag.row("users", id))));
    users.get(
        1L,
        _ -> {
          pass(Duration.ofSeconds(5));
          return "old";
        });
    pass(Duration.ofSeconds(60));
    return users;
  }

  /** The failed refresh once handed out what it was to replace, invalidated or not. */
  @Test
  void whoWaitsForARefreshThatFailsGetsNothingInvalidated() throws Exception {
    try (var cache = cache()) {
      Region<Long, String> users = users(cache);
      var refresh = new Failing(new IllegalStateException("the database is away"));
      whenDecided.set(() -> cache.invalidateTags(List.of(Tag.row("users", 1L))));
      assertThat(users.find(1L, refresh)).contains("old");
      refresh.hasBegun.await();
      FutureTask<Optional<String>> answer = waiting(users, 1L);
      assertThat(answer.isDone()).isFalse();
      refresh.mayFail.countDown();
      assertThat(answer.get()).contains("new");
    }
  }

  @Test
  void whoWaitsForARefreshThatDiesWaitsNoLonger() throws Exception {
    try (var cache = cache()) {
      Region<Long, String> users = users(cache);
      var refresh = new Failing(new NoClassDefFoundError("a test of what comes of this"));
      assertThat(users.find(1L, refresh)).contains("old");
      refresh.hasBegun.await();
      pass(Duration.ofSeconds(60));
      FutureTask<Optional<String>> answer = waiting(users, 1L);
      assertThat(answer.isDone()).isFalse();
      refresh.mayFail.countDown();
      assertThat(answer.get()).contains("new");
    }
  }

  @Test
  void whatFailsAheadFailsNobody() throws Exception {
    try (var cache = Cache.builder("shop").build()) {
      var ahead = new Failing(new IllegalStateException("the database is away"));
      Region<Long, String> users =
          cache.region(
              RegionSpec.of(KeyPattern.ofLong("user:{id}"), String.class)
                  .loadedBy(_ -> Optional.of("Ada")));
      Region<Long, String> projects =
          cache.region(
              RegionSpec.of(KeyPattern.ofLong("user:{id}:projects"), String.class)
                  .loadedBy(key -> key < 1_000 ? Optional.of("early") : ahead.load(key)));
      for (long key = 0; key < 10; key++) {
        try (UnitOfWork _ = cache.unitOfWork()) {
          users.get(key);
          projects.find(key);
        }
      }
      try (UnitOfWork _ = cache.unitOfWork()) {
        users.get(1_000L);
      }
      ahead.hasBegun.await();
      FutureTask<Optional<String>> answer = waiting(projects, 1_000L);
      assertThat(answer.isDone()).isFalse();
      ahead.mayFail.countDown();
      assertThat(answer.get()).contains("new");
    }
  }

  /** A call once waited its time for each key, and three times for one. */
  @Test
  void aCallWaitsForOthersOnceAndThenLoads() throws Exception {
    var builder = Cache.builder("shop");
    Duration waitMax = Duration.ofMillis(200);
    try (var cache = builder.settings(builder.settings().withWaitMax(waitMax)).build()) {
      Region<Long, String> users =
          cache.region(RegionSpec.of(KeyPattern.ofLong("user:{id}"), String.class));
      var slow = new Failing(new IllegalStateException("too late"));
      List<Long> keys = List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
      Thread first =
          Thread.ofPlatform()
              .daemon()
              .start(() ->
                  assertThatThrownBy(() ->
                      users.getAll(
                          keys,
                          _ -> {
                            slow.load(0L);
                            return Map.of();
                          })));
      slow.hasBegun.await();

      long from = System.nanoTime();
      assertThat(users.get(1L, _ -> "own")).isEqualTo("own");
      assertThat(Duration.ofNanos(System.nanoTime() - from))
          .isBetween(waitMax, waitMax.multipliedBy(2));
      from = System.nanoTime();
      Map<Long, String> loaded = new HashMap<>();
      keys.forEach(key -> loaded.put(key, "own"));
      assertThat(users.getAll(keys.subList(1, 10), _ -> loaded)).hasSize(9);
      assertThat(Duration.ofNanos(System.nanoTime() - from))
          .isBetween(waitMax, waitMax.multipliedBy(3));
      slow.mayFail.countDown();
      first.join();
    }
  }

  /** The keys before it were once under way for ever, and everybody waited for them. */
  @Test
  void aKeyThatCannotBeWrittenLeavesNothingUnderWay() {
    KeyParts<Long> parts =
        new KeyParts<>() {
          @Override
          public List<String> toParts(Long key) {
            // 13 has no text.
            return List.of(String.valueOf(key * 100 / (key - 13)));
          }

          @Override
          public Long fromParts(List<String> texts) {
            return Long.valueOf(texts.getFirst());
          }
        };
    try (var cache = Cache.builder("shop").build()) {
      Region<Long, String> users =
          cache.region(RegionSpec.of(KeyPattern.of("user:{id}", parts), String.class));
      assertThatThrownBy(() -> users.getAll(List.of(1L, 2L, 13L), _ -> Map.of()))
          .isInstanceOf(ArithmeticException.class);
      assertThat(users.get(1L, _ -> "Ada")).isEqualTo("Ada");
    }
  }

  /** While loading fails, one call in a second tries, whoever asks. */
  @Test
  void aBatchThatFailsServesWhatExpiredAndPauses() {
    try (var cache = cache()) {
      Region<Long, String> users = users(cache);
      pass(Duration.ofSeconds(60));
      var calls = new AtomicLong();
      BatchLoader<Long, String> failing =
          _ -> {
            calls.incrementAndGet();
            throw new IllegalStateException("the database is away");
          };
      for (int i = 0; i < 5; i++) {
        assertThat(users.getAll(List.of(1L), failing)).containsEntry(1L, "old");
      }
      assertThat(calls).hasValue(1);
    }
  }
}
