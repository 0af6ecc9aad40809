package dev.trimtab.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class CacheTransactionTest {

  private static RegionSpec<Long, String> users() {
    return RegionSpec.of(KeyPattern.ofLong("user:{id}"), String.class);
  }

  @Test
  void invalidationsLeaveAfterTheCommit() {
    try (var cache = Cache.builder("shop").build()) {
      Region<Long, String> users = cache.region(users());
      users.get(1L, _ -> "old");
      try (CacheTransaction transaction = cache.begin()) {
        users.invalidate(1L);
        assertThat(readElsewhere(users)).isEqualTo("old");
        transaction.commit();
      }
      assertThat(readElsewhere(users)).isEqualTo("elsewhere");
    }
  }

  @Test
  void noneLeavesAfterARollback() {
    try (var cache = Cache.builder("shop").build()) {
      Region<Long, String> users = cache.region(users());
      users.get(1L, _ -> "old");
      try (CacheTransaction _ = cache.begin()) {
        users.invalidate(1L);
        users.put(1L, "never committed");
      }
      assertThat(users.get(1L, _ -> "new")).isEqualTo("old");
    }
  }

  @Test
  void theTransactionItselfSeesPastWhatItChangedAndKeepsNothing() {
    try (var cache = Cache.builder("shop").build()) {
      Region<Long, String> users = cache.region(users());
      users.get(1L, _ -> "old");
      try (CacheTransaction _ = cache.begin()) {
        assertThat(users.get(1L, _ -> "own")).isEqualTo("old");
        users.invalidate(1L);
        assertThat(users.get(1L, _ -> "own")).isEqualTo("own");
        assertThat(users.getAll(List.of(1L), _ -> java.util.Map.of(1L, "own")))
            .containsValue("own");
        assertThat(users.get(2L, _ -> "uncommitted")).isEqualTo("uncommitted");
      }
      assertThat(users.peek(1L)).contains("old");
      assertThat(users.peek(2L)).isEmpty();
    }
  }

  /** What a unit of work had read ahead was once served to a transaction that had changed it. */
  @Test
  void aTransactionInAUnitOfWorkSeesPastWhatItChanged() {
    try (var cache = Cache.builder("shop").build()) {
      Region<Long, String> users =
          cache.region(users().loadedInBatchesBy(_ -> java.util.Map.of(1L, "own")));
      users.get(1L, _ -> "old");
      try (UnitOfWork _ = cache.unitOfWork();
          CacheTransaction _ = cache.begin()) {
        users.invalidate(1L);
        assertThat(users.get(1L, _ -> "own")).isEqualTo("own");
        assertThat(users.find(1L)).contains("own");
        assertThat(users.peek(1L)).isEmpty();
        assertThat(users.async().get(1L, _ -> "own")).isCompletedWithValue("own");
      }
      assertThat(users.peek(1L)).contains("old");
    }
  }

  /** On another thread they once left before the commit, or in spite of a rollback. */
  @Test
  void whatIsDoneAsynchronouslyBelongsToTheTransactionToo() {
    try (var cache = Cache.builder("shop").build()) {
      Region<Long, String> users = cache.region(users());
      users.get(1L, _ -> "old");
      users.get(2L, _ -> "old");
      try (CacheTransaction _ = cache.begin()) {
        users.async().invalidateAll(List.of(1L)).join();
        users.async().put(2L, "never committed").join();
        assertThat(users.async().get(3L, _ -> "uncommitted")).isCompletedWithValue("uncommitted");
        assertThat(users.async().getAll(List.of(1L), _ -> java.util.Map.of(1L, "own")).join())
            .containsEntry(1L, "own");
      }
      assertThat(users.peek(1L)).contains("old");
      assertThat(users.peek(2L)).contains("old");
      assertThat(users.peek(3L)).isEmpty();
    }
  }

  @Test
  void aFrameworksTransactionDoesTheSame() {
    var callbacks = new ArrayList<Consumer<Boolean>>();
    TransactionHook.Current current = callbacks::add;
    var isActive = new boolean[] {true};
    TransactionHook hook = () -> isActive[0] ? Optional.of(current) : Optional.empty();
    try (var cache = Cache.builder("shop").transactions(hook).build()) {
      Region<Long, String> users = cache.region(users());
      isActive[0] = false;
      users.get(1L, _ -> "old");
      isActive[0] = true;
      users.invalidate(1L);
      cache.invalidateTags(List.of(Tag.table("users")));
      assertThat(callbacks).hasSize(1);
      isActive[0] = false;
      assertThat(users.peek(1L)).contains("old");
      callbacks.getFirst().accept(true);
      assertThat(users.peek(1L)).isEmpty();
    }
  }

  /** What it will make stale is remembered until the commit, and that has a limit. */
  @Test
  void aTransactionThatInvalidatesTooMuchMakesEverythingStale() {
    try (var cache = Cache.builder("shop").build()) {
      Region<Long, String> users = cache.region(users());
      users.get(1L, _ -> "old");
      try (CacheTransaction transaction = cache.begin()) {
        for (long key = 100; key < 12_000; key++) {
          users.invalidate(key);
        }
        assertThat(users.get(1L, _ -> "own")).isEqualTo("own");
        transaction.commit();
      }
      assertThat(cache.statistics().flushes()).isEqualTo(1);
      assertThat(users.peek(1L)).isEmpty();
    }
  }

  @Test
  void oneThreadHasOneTransaction() {
    try (var cache = Cache.builder("shop").build();
        CacheTransaction _ = cache.begin()) {
      assertThatThrownBy(cache::begin).hasMessageContaining("has a cache transaction already");
    }
  }

  private static String readElsewhere(Region<Long, String> users) {
    return CompletableFuture.supplyAsync(() -> users.get(1L, _ -> "elsewhere")).join();
  }
}
