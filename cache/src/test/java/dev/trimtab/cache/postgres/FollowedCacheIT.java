package dev.trimtab.cache.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.cache.Cache;
import dev.trimtab.cache.KeyPattern;
import dev.trimtab.cache.Region;
import dev.trimtab.cache.RegionSpec;
import dev.trimtab.cache.Tag;
import dev.trimtab.cache.Tier;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cache whose entries follow the rows they came from. */
@Timeout(60)
@SuppressWarnings("NullAway.Init")
class FollowedCacheIT {

  private static final int ROWS = 50;
  private static final int CHANGES = 2_000;

  private LogicalPostgres postgres;
  private Cache cache;
  private Region<Long, String> region;
  private DatabaseInvalidation invalidation;

  @BeforeEach
  void follow() {
    postgres = LogicalPostgres.start();
    postgres.execute("CREATE TABLE items (id bigint PRIMARY KEY, version int NOT NULL)");
    postgres.execute("INSERT INTO items SELECT i, 0 FROM generate_series(0, 49) i");
    cache = Cache.builder("items").build();
    region =
        cache.region(
            RegionSpec.of(KeyPattern.ofLong("item:{id}"), String.class)
                .livingFor(Tier.DAY)
                .taggedBy((id, _) -> List.of(Tag.of("item:" + id))));
    invalidation =
        DatabaseInvalidation.of("items", postgres.address())
            .bind(TableBinding.of("public.items", "item:{id}"))
            .start(StaleTarget.of(cache));
  }

  @AfterEach
  void close() {
    invalidation.close();
    cache.close();
    postgres.close();
  }

  private String version(long id) {
    return postgres.ask("SELECT version FROM items WHERE id = " + id);
  }

  /** The loader read the old row, and is slower than the news of the new one. */
  @Test
  void doesNotKeepWhatWasReadBeforeACommitAndArrivesAfterIt() throws Exception {
    var hasRead = new CountDownLatch(1);
    var mayReturn = new CountDownLatch(1);
    Thread slow =
        Thread.ofVirtual()
            .start(() ->
                region.get(
                    7L,
                    id -> {
                      String old = version(id);
                      hasRead.countDown();
                      mayReturn.await();
                      return old;
                    }));
    hasRead.await();
    postgres.execute("UPDATE items SET version = 1 WHERE id = 7");
    Heard.await(() -> invalidation.status().transactions() == 1);
    mayReturn.countDown();
    slow.join();

    assertThat(region.get(7L, this::version)).isEqualTo("1");
  }

  /** Readers load all the time, so that every moment between a commit and its news is tried. */
  @Test
  void holdsNoOldVersionAfterManyChangesUnderLoad() throws Exception {
    var isDone = new AtomicBoolean();
    var readers = new ArrayList<Thread>();
    for (int i = 0; i < 2; i++) {
      int seed = i;
      readers.add(Thread.ofVirtual().start(() -> read(seed, isDone)));
    }
    var random = new SplittableRandom(7);
    try (Connection connection = postgres.server().connect(postgres.database());
        var update =
            connection.prepareStatement("UPDATE items SET version = version + 1 WHERE id = ?")) {
      for (int i = 0; i < CHANGES; i++) {
        update.setLong(1, random.nextInt(ROWS));
        update.executeUpdate();
      }
    }
    Heard.await(() -> invalidation.status().transactions() == CHANGES);
    assertThat(invalidation.status().transactions()).isEqualTo(CHANGES);
    isDone.set(true);
    for (Thread reader : readers) {
      reader.join();
    }
    for (long id = 0; id < ROWS; id++) {
      assertThat(region.get(id, this::version)).isEqualTo(version(id));
    }
  }

  private void read(int seed, AtomicBoolean isDone) {
    var random = new SplittableRandom(seed);
    try (Connection connection = postgres.server().connect(postgres.database());
        var select = connection.prepareStatement("SELECT version FROM items WHERE id = ?")) {
      while (!isDone.get()) {
        String version =
            region.get(
                (long) random.nextInt(ROWS),
                id -> {
                  select.setLong(1, id);
                  try (var row = select.executeQuery()) {
                    row.next();
                    return row.getString(1);
                  }
                });
        assertThat(version).isNotNull();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
