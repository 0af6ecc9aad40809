package dev.trimtab.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes and a second level that fails them at the worst moment. */
@SuppressWarnings("NullAway.Init")
class LinkTest {

  private final HeapSecondLevel level = new HeapSecondLevel();
  private Cache here;
  private Cache there;
  private Region<Long, String> mine;
  private Region<Long, String> theirs;

  @BeforeEach
  void open() {
    here = Waiting.online(Cache.builder("shop").secondLevel(level).build());
    there = Waiting.online(Cache.builder("shop").secondLevel(level).build());
    mine = here.region(users());
    theirs = there.region(users());
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  private static RegionSpec<Long, String> users() {
    return RegionSpec.of(KeyPattern.ofLong("user:{id}"), String.class);
  }

  /**
   * What the other node wrote after our stamp was read here after it, and was as new as any: an
   * invalidation that then could not be told left it standing.
   */
  @Test
  void anInvalidationThatCannotBeToldLeavesNothingOldHere() {
    List<Runnable> ways =
        List.of(() -> mine.invalidate(1L), () -> mine.put(1L, "new"), () -> mine.invalidateAll());
    for (Runnable way : ways) {
      level.beforeInvalidating(() -> {
        there.invalidateEntity("user", 2L);
        theirs.invalidate(1L);
        theirs.get(1L, _ -> "old");
        assertThat(mine.get(1L, _ -> "loaded too late")).isEqualTo("old");
        level.goes();
      });
      way.run();
      assertThat(mine.peek(1L).orElse("new")).isEqualTo("new");
      level.comes();
      Waiting.online(here);
      Waiting.online(there);
      assertThat(mine.get(1L, _ -> "new")).isEqualTo("new");
      assertThat(theirs.get(1L, _ -> "new")).isEqualTo("new");
    }
  }

  @Test
  void aValuePutWhileNobodyCanBeToldIsKept() {
    level.goes();
    mine.put(1L, "new");
    assertThat(mine.peek(1L)).contains("new");
    mine.invalidate(1L);
    assertThat(mine.peek(1L)).isEmpty();
  }

  /**
   * A server that restarts with an earlier clock, or after more invalidations than milliseconds.
   */
  @Test
  void aSecondLevelThatBeginsAnewBelowOurNumberStillTellsWhatIsNewer() {
    for (long key = 0; key < 100; key++) {
      mine.invalidate(key);
    }
    level.goes();
    level.beginsAnewAt(1_010);
    level.comes();
    Waiting.online(here);
    Waiting.online(there);
    assertThat(mine.get(1L, _ -> "old")).isEqualTo("old");
    assertThat(theirs.get(1L, _ -> "old")).isEqualTo("old");
    theirs.invalidate(1L);
    assertThat(mine.get(1L, _ -> "new")).isEqualTo("new");
    assertThat(theirs.get(1L, _ -> "new")).isEqualTo("new");
  }

  /** A client library cancels what it has not sent when its connection is closed. */
  @Test
  void anInvalidationThatFailsOutOfTurnIsKeptToo() {
    theirs.get(1L, _ -> "old");
    level.beforeInvalidating(() -> {
      level.goes();
      throw new CancellationException("closed");
    });
    mine.invalidate(1L);
    assertThat(here.health().pendingInvalidations()).isEqualTo(1);
    assertThat(here.health().state()).isEqualTo(Health.State.FIRST_LEVEL_ONLY);
    level.comes();
    Waiting.online(here);
    Waiting.online(there);
    assertThat(theirs.get(1L, _ -> "new")).isEqualTo("new");
  }

  @Test
  void aListenerThatThrowsDoesNotEndTheOnlyWayBack() {
    CacheListener rude =
        new CacheListener() {
          @Override
          public void healthChanged(Health before, Health now) {
            throw new IllegalStateException("against the promise");
          }
        };
    var own = new HeapSecondLevel();
    try (var cache = Cache.builder("shop").secondLevel(own).listener(rude).build()) {
      Waiting.online(cache);
      own.beginsAnewAt(1);
      Waiting.until("it is noticed", () -> cache.statistics().secondLevelLosses() == 1);
      Waiting.online(cache);
    }
  }
}
