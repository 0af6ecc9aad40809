package dev.trimtab.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Two caches of one name on one Redis, as in two processes. */
@ParameterizedClass
@EnumSource
class TwoNodesIT {

  /** A command that a busy machine delays is not what is tested here. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static TestRedis redis;

  private final Client client;
  private Cache here;
  private Cache there;

  TwoNodesIT(Client client) {
    this.client = client;
  }

  @BeforeAll
  static void startRedis() {
    redis = TestRedis.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void open() {
    redis.send("FLUSHALL");
    here = node();
    there = node();
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  private Cache node() {
    return Waiting.online(
        Cache.builder("shop").secondLevel(client.to(redis.uri(), PATIENCE)).build());
  }

  private static RegionSpec<Long, String> users() {
    return RegionSpec.of(KeyPattern.ofLong("user:{id}"), String.class)
        .taggedBy((id, _) -> List.of(Tag.row("users", id), Tag.table("users")));
  }

  @Test
  void oneNodeReadsWhatTheOtherLoaded() {
    Region<Long, String> mine = here.region(users());
    Region<Long, String> theirs = there.region(users());
    assertThat(mine.get(1L, _ -> "Ada")).isEqualTo("Ada");
    Waiting.until("it is in the second level", () -> keyCount() == 1);

    assertThat(theirs.get(1L, _ -> "somebody else")).isEqualTo("Ada");
    assertThat(theirs.statistics().secondLevelHits()).isEqualTo(1);
    assertThat(theirs.statistics().loads()).isZero();
  }

  @Test
  void anInvalidationReachesTheOtherNode() {
    Region<Long, String> mine = here.region(users());
    Region<Long, String> theirs = there.region(users());
    List<Runnable> ways =
        List.of(
            () -> mine.invalidate(1L),
            mine::invalidateAll,
            () -> here.invalidateTags(List.of(Tag.table("users"))),
            () -> here.invalidateTags(List.of(Tag.row("users", 1L))),
            () -> here.invalidateEntity("user", 1L),
            () -> here.invalidatePattern("user:1*"),
            () -> here.flush("a test"));
    for (Runnable way : ways) {
      mine.get(1L, _ -> "old");
      theirs.get(1L, _ -> "old");
      way.run();
      assertThat(mine.peek(1L)).isEmpty();
      Waiting.until("the other one heard", () -> theirs.peek(1L).isEmpty());
      assertThat(theirs.get(1L, _ -> "new")).isEqualTo("new");
      here.invalidateEntity("user", 1L);
      Waiting.until("the other one heard", () -> theirs.peek(1L).isEmpty());
    }
  }

  @Test
  void whatWasFetchedBeforeAnInvalidationIsNotServedAfterIt() throws Exception {
    Region<Long, String> mine = here.region(users());
    Region<Long, String> theirs = there.region(users());
    var hasRead = new CountDownLatch(1);
    var mayReturn = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> slow =
          threads.submit(() ->
              theirs.get(
                  1L,
                  _ -> {
                    hasRead.countDown();
                    mayReturn.await();
                    return "old";
                  }));
      hasRead.await();
      here.invalidateTags(List.of(Tag.row("users", 1L)));
      mayReturn.countDown();
      assertThat(slow.get()).isEqualTo("old");
    }
    Waiting.until("it was heard", () -> theirs.peek(1L).isEmpty());
    assertThat(mine.get(1L, _ -> "new")).isEqualTo("new");
    assertThat(theirs.get(1L, _ -> "new")).isEqualTo("new");
  }

  @Test
  void aPutIsSeenByTheOtherNode() {
    Region<Long, String> mine = here.region(users());
    Region<Long, String> theirs = there.region(users());
    theirs.get(1L, _ -> "old");
    mine.put(1L, "new");
    assertThat(mine.peek(1L)).contains("new");
    Waiting.until("the other one heard", () -> theirs.peek(1L).isEmpty());
    Waiting.until(
        "it is in the second level",
        () -> redis.send("GET", "trimtab:shop:{v1:user:1}").contains("new"));
    assertThat(theirs.get(1L, _ -> "loaded")).isEqualTo("new");
  }

  @Test
  void aBatchIsOneReadAndOneLoad() {
    Region<Long, String> mine = here.region(users());
    Region<Long, String> theirs = there.region(users());
    var keys = new ArrayList<Long>();
    for (long key = 0; key < 100; key++) {
      keys.add(key);
    }
    BatchLoader<Long, String> loader =
        asked -> {
          Map<Long, String> found = new LinkedHashMap<>();
          asked.forEach(key -> found.put(key, "v" + key));
          return found;
        };
    mine.getAll(keys.subList(0, 75), loader);
    Waiting.until("they are in the second level", () -> keyCount() == 75);
    theirs.getAll(keys.subList(0, 50), loader);
    long commands = there.statistics().secondLevelCommands();
    long loads = theirs.statistics().loads();

    assertThat(theirs.getAll(keys, loader)).hasSize(100).containsEntry(99L, "v99");

    assertThat(theirs.statistics().loads() - loads).isEqualTo(1);
    assertThat(theirs.statistics().loadedKeys()).isEqualTo(25);
    // One MGET, and the puts of what was loaded, which nobody waits for.
    assertThat(there.statistics().secondLevelCommands() - commands).isEqualTo(1 + 25);
  }

  @Test
  void aStampedeOverTwoNodesLoadsOnce() throws Exception {
    var loads = new AtomicInteger();
    var nodes =
        List.of(
            here.region(users().loadedOncePerCluster()),
            there.region(users().loadedOncePerCluster()));
    var start = new CountDownLatch(1);
    var answers = new ArrayList<Future<String>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        Region<Long, String> node = nodes.get(i % 2);
        answers.add(
            threads.submit(() -> {
              start.await();
              return node.get(
                  7L,
                  _ -> {
                    loads.incrementAndGet();
                    Thread.sleep(50);
                    return "Ada";
                  });
            }));
      }
      start.countDown();
      for (Future<String> answer : answers) {
        assertThat(answer.get()).isEqualTo("Ada");
      }
    }
    assertThat(loads).hasValue(1);
  }

  @Test
  void aLeaseEndsWithItsHolder() {
    redis.send("SET", "trimtab:shop:{v1:user:7}:lease", "a node that died", "PX", "1000");
    Region<Long, String> mine = here.region(users().loadedOncePerCluster());
    long from = System.nanoTime();
    assertThat(mine.get(7L, _ -> "Ada")).isEqualTo("Ada");
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void nothingIsKnownOfWhatIsMissingAfterItCame() {
    Region<Long, String> mine = here.region(users());
    Region<Long, String> theirs = there.region(users());
    assertThat(mine.find(5L, _ -> Optional.empty())).isEmpty();
    Waiting.until("it is in the second level", () -> keyCount() == 1);
    assertThat(theirs.find(5L, _ -> Optional.of("too late"))).isEmpty();
    here.invalidateTags(List.of(Tag.row("users", 5L)));
    Waiting.until("it was heard", () -> there.statistics().heard() > 0);
    assertThat(theirs.find(5L, _ -> Optional.of("Ada"))).contains("Ada");
  }

  /** A node that begins later has heard nothing of what was invalidated before. */
  @Test
  void aNewNodeAsksForGenerationsThatItDidNotHear() {
    Region<Long, String> mine = here.region(users());
    mine.get(1L, _ -> "stale");
    mine.get(2L, _ -> "good");
    Waiting.until("they are in the second level", () -> keyCount() == 2);
    here.invalidateTags(List.of(Tag.row("users", 1L)));
    try (Cache late = node()) {
      Region<Long, String> theirs = late.region(users());
      assertThat(theirs.get(1L, _ -> "new")).isEqualTo("new");
      assertThat(theirs.get(2L, _ -> "loaded again")).isEqualTo("good");
    }
  }

  /**
   * A flood of puts once filled the queue of commands, and the next invalidation ended the session.
   */
  @Test
  void aFloodOfPutsEndsNoSession() {
    Region<Long, String> mine = here.region(users());
    for (long key = 0; key < 20_000; key++) {
      mine.get(key, _ -> "value");
    }
    here.invalidateTags(List.of(Tag.row("users", 1L)));
    assertThat(here.health().state()).isEqualTo(Health.State.UP);
    assertThat(here.statistics().secondLevelLosses()).isZero();
  }

  /**
   * Java ends what an interrupted virtual thread reads from a socket, and the connection with it.
   */
  @Test
  void whoIsInterruptedIsAnsweredAndStaysInterrupted() throws Exception {
    Region<Long, String> mine = here.region(users());
    Region<Long, String> theirs = there.region(users());
    mine.get(1L, _ -> "Ada");
    Waiting.until("it is in the second level", () -> keyCount() == 1);
    var value = new AtomicReference<String>();
    var isInterrupted = new AtomicBoolean();
    Thread.ofVirtual()
        .start(() -> {
          Thread.currentThread().interrupt();
          value.set(theirs.get(1L, _ -> "somebody else"));
          isInterrupted.set(Thread.currentThread().isInterrupted());
        })
        .join();
    assertThat(value).hasValue("Ada");
    assertThat(isInterrupted).isTrue();
    assertThat(there.statistics().secondLevelLosses()).isZero();
  }

  private static long keyCount() {
    String size = redis.send("DBSIZE").replaceAll("\\D", "");
    // The generations are a key, too.
    return Long.parseLong(size) - 1;
  }
}
