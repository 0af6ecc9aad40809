package dev.trimtab.batch.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {

  /** So long that a test which waits for it instead of for all others would be seen. */
  private static final LoadLimits PATIENT = new LoadLimits(10_000, 10_000, Duration.ofMinutes(5));

  private final List<List<Integer>> asked = Collections.synchronizedList(new ArrayList<>());

  private void doubled(List<Integer> keys, BatchFunction.Answers<Integer, Integer> answers) {
    asked.add(keys);
    keys.forEach(key -> answers.put(key, 2 * key));
  }

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void asksOnceForWhatAllAskFor() {
    try (var batches = new Batches(PATIENT)) {
      Loader<Integer, Integer> loader = batches.loader("doubled", this::doubled);

      assertThat(batches.each(numbers(100), loader::load))
          .isEqualTo(numbers(100).stream().map(n -> 2 * n).toList());
    }
    assertThat(asked).hasSize(1);
  }

  @Test
  void asksOnceForEachLevelOfATree() {
    try (var batches = new Batches(PATIENT)) {
      Loader<Integer, Integer> loader = batches.loader("doubled", this::doubled);

      batches.each(
          numbers(50),
          n -> {
            int first = loader.load(1_000 + n);
            int second = loader.load(first);
            return loader.load(second);
          });
    }
    assertThat(asked).hasSize(3).allMatch(keys -> keys.size() == 50);
  }

  /** A key that cannot be looked up once it is asked for. */
  private static final class Odd {
    private boolean isBroken;

    @Override
    public int hashCode() {
      if (isBroken) {
        throw new IllegalStateException("broken");
      }
      return 1;
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }
  }

  @Test
  void keyThatFailsByItselfStrandsNobody() {
    try (var batches = new Batches(PATIENT)) {
      Loader<Odd, Integer> loader =
          batches.loader("odd", (keys, _) -> keys.forEach(key -> key.isBroken = true));

      assertThatThrownBy(() -> batches.each(numbers(2), _ -> loader.load(new Odd())))
          .isInstanceOf(LoadException.class)
          .hasMessageContaining("broken");
    }
  }

  @Test
  void refusesWhatWouldStrandAll() {
    assertThatThrownBy(() -> new LoadLimits(1, 1, Duration.ofSeconds(Long.MAX_VALUE)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void asksForAKeyOnlyOnce() {
    try (var batches = new Batches(PATIENT)) {
      Loader<Integer, Integer> loader = batches.loader("doubled", this::doubled);

      batches.each(numbers(50), n -> loader.load(n % 5) + loader.load(n % 3));
    }
    assertThat(asked.stream().flatMap(List::stream)).hasSize(5);
  }

  @Test
  void doesNotWaitForThoseThatEndWithoutLoading() {
    try (var batches = new Batches(PATIENT)) {
      Loader<Integer, Integer> loader = batches.loader("doubled", this::doubled);

      batches.each(numbers(50), n -> n % 2 == 0 ? loader.load(n) : n);
    }
    assertThat(asked).hasSize(1);
  }

  @Test
  void waitsNoLongerThanTheWindowForSomebodyWhoIsBusy() {
    try (var batches = new Batches(new LoadLimits(100, 100, Duration.ofMillis(1)))) {
      Loader<Integer, Integer> loader = batches.loader("doubled", this::doubled);
      var loaded = new AtomicInteger();

      batches.each(
          numbers(2),
          n -> {
            if (n == 0) {
              loader.load(n);
              return loaded.incrementAndGet();
            }
            while (loaded.get() == 0) {
              LockSupport.parkNanos(100_000);
            }
            return 0;
          });
    }
    assertThat(asked).containsExactly(List.of(0));
  }

  @Test
  void splitsWhatIsTooMuchForOneStatement() {
    try (var batches = new Batches(new LoadLimits(30, 100, Duration.ofMinutes(5)))) {
      Loader<Integer, Integer> loader = batches.loader("doubled", this::doubled);

      batches.each(numbers(70), loader::load);
    }
    assertThat(asked).extracting(List::size).containsExactlyInAnyOrder(30, 30, 10);
  }

  @Test
  void oneKeyFailsAndTheOthersDoNot() {
    try (var batches = new Batches(PATIENT)) {
      Loader<Integer, Integer> loader =
          batches.loader(
              "picky",
              (keys, answers) ->
                  keys.forEach(key -> {
                    if (key == 7) {
                      answers.fail(key, new IllegalStateException("unlucky"));
                    } else if (key != 8) {
                      answers.put(key, key);
                    }
                  }));
      List<String> results =
          batches.each(
              numbers(10),
              n -> {
                try {
                  return String.valueOf(loader.load(n));
                } catch (LoadException e) {
                  return "failed";
                } catch (NoSuchElementException e) {
                  return "none";
                }
              });

      assertThat(results).containsExactly("0", "1", "2", "3", "4", "5", "6", "failed", "none", "9");
    }
  }

  @Test
  void whatFailsAllIsToldToAll() {
    try (var batches = new Batches(PATIENT)) {
      Loader<Integer, Integer> loader =
          batches.loader(
              "broken",
              (_, _) -> {
                throw new java.sql.SQLException("no table");
              });

      assertThatThrownBy(() -> batches.each(numbers(3), loader::load))
          .isInstanceOf(LoadException.class)
          .hasMessage("broken: no table");
    }
  }

  @Test
  void anErrorOfABatchFunctionLeavesNobodyWaiting() {
    try (var batches = new Batches(PATIENT)) {
      Loader<Integer, Integer> loader =
          batches.loader(
              "broken",
              (_, _) -> {
                throw new AssertionError("not so");
              });

      assertThatThrownBy(() -> batches.each(numbers(3), loader::load))
          .isInstanceOf(LoadException.class)
          .hasMessageContaining("not so");
    }
  }

  @Test
  void batchFunctionThatLoadsWhatItIsAskedForIsTold() {
    try (var batches = new Batches(PATIENT)) {
      var own = new CompletableFuture<Loader<Integer, Integer>>();
      own.complete(
          batches.loader(
              "circular", (keys, answers) -> answers.put(0, own.join().load(keys.get(0)))));

      assertThatThrownBy(() -> batches.each(numbers(1), own.join()::load))
          .isInstanceOf(LoadException.class)
          .hasMessageContaining("the key that it is asked for");
    }
  }

  @Test
  void whoIsInterruptedWhileAskingFailsAndEndsAllThatWait() throws Exception {
    var isAsking = new CountDownLatch(1);
    var failures = new LinkedBlockingQueue<RuntimeException>();
    try (var batches = new Batches(PATIENT)) {
      Loader<Integer, Integer> loader =
          batches.loader(
              "slow",
              (_, _) -> {
                isAsking.countDown();
                new CountDownLatch(1).await();
              });
      Thread caller =
          Thread.startVirtualThread(() -> {
            try {
              batches.each(numbers(3), loader::load);
            } catch (LoadException e) {
              failures.add(e);
            }
          });
      isAsking.await();
      caller.interrupt();
      caller.join();
    }
    assertThat(failures).hasSize(1);
  }

  /** Whoever calls is the one who asks, so what belongs to its thread is there. */
  @Test
  void callerIsTheOneWhoAsks() {
    var askers = Collections.synchronizedList(new ArrayList<Thread>());
    try (var batches = new Batches(PATIENT)) {
      Loader<Integer, Integer> loader =
          batches.loader(
              "doubled",
              (keys, answers) -> {
                askers.add(Thread.currentThread());
                doubled(keys, answers);
              });

      batches.each(numbers(5), n -> loader.load(loader.load(n)));
    }
    assertThat(askers).hasSize(2).containsOnly(Thread.currentThread());
  }

  @Test
  void loaderMayUseAnother() {
    try (var batches = new Batches(PATIENT)) {
      Loader<Integer, Integer> inner = batches.loader("inner", this::doubled);
      Loader<Integer, Integer> outer =
          batches.loader(
              "outer", (keys, answers) -> keys.forEach(k -> answers.put(k, inner.load(k) + 1)));

      assertThat(batches.each(numbers(4), outer::load)).containsExactly(1, 3, 5, 7);
    }
  }

  @Test
  void tasksOfTasksWaitForEachOther() {
    try (var batches = new Batches(PATIENT)) {
      Loader<Integer, Integer> loader = batches.loader("doubled", this::doubled);

      batches.each(numbers(5), n -> batches.each(numbers(4), m -> loader.load(10 * n + m)).size());
    }
    assertThat(asked).singleElement().satisfies(keys -> assertThat(keys).hasSize(20));
  }

  @Test
  void loadsOutsideOfAllTasksAtOnce() {
    try (var batches = new Batches(PATIENT)) {
      assertThat(batches.loader("doubled", this::doubled).load(21)).isEqualTo(42);
    }
  }

  @Test
  void doesNotAskForWhatIsPrimed() {
    try (var batches = new Batches(PATIENT)) {
      Loader<Integer, Integer> loader = batches.loader("doubled", this::doubled);
      loader.prime(3, 33);

      assertThat(loader.load(3)).isEqualTo(33);
    }
    assertThat(asked).isEmpty();
  }

  /** Whatever the shape of the loads, every one is answered and none twice. */
  @Test
  void answersEveryLoadOfAnyShape() {
    Seeds.each(random -> {
      asked.clear();
      int tasks = 1 + random.nextInt(12);
      int depth = random.nextInt(4);
      int keys = 1 + random.nextInt(20);
      long seed = random.nextLong();
      try (var batches = new Batches(PATIENT)) {
        Loader<Integer, Integer> loader = batches.loader("doubled", this::doubled);
        List<Integer> sums =
            batches.each(
                numbers(tasks),
                n -> {
                  var own = new java.util.SplittableRandom(seed + n);
                  int sum = 0;
                  for (int i = own.nextInt(depth + 1); i > 0; i--) {
                    int key = own.nextInt(keys);
                    sum += loader.load(key) - 2 * key;
                  }
                  return sum;
                });
        assertThat(sums).containsOnly(0);
      }
      assertThat(asked.stream().flatMap(List::stream).toList()).doesNotHaveDuplicates();
      assertThat(asked.size()).isLessThanOrEqualTo(depth);
    });
  }
}
