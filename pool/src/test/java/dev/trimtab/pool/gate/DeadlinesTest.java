package dev.trimtab.pool.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.pool.gate.Gate.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that wait without a timer of their own. */
@Timeout(60)
class DeadlinesTest {

  private static final long LONG = Duration.ofSeconds(40).toNanos();
  private static final long SHORT = Duration.ofMillis(50).toNanos();

  /** Far above what a busy machine takes to run a thread, and far below {@link #LONG}. */
  private static final Duration LATE = Duration.ofSeconds(20);

  private final Gate gate = new Gate(1, 10_000, System::nanoTime);

  private record Wait(Entry entry, Duration took) {}

  private CompletableFuture<Wait> waiting(Thread.Builder threads, long nanosMax)
      throws InterruptedException {
    var wait = new CompletableFuture<Wait>();
    int before = gate.waiting();
    threads.start(() -> {
      long began = System.nanoTime();
      Entry entry = gate.enter(nanosMax);
      wait.complete(new Wait(entry, Duration.ofNanos(System.nanoTime() - began)));
    });
    while (gate.waiting() == before && !wait.isDone()) {
      Thread.sleep(1);
    }
    return wait;
  }

  private void assertEndsInTime(CompletableFuture<Wait> wait) throws Exception {
    assertThat(wait.get().entry()).isEqualTo(Entry.TIMED_OUT);
    assertThat(wait.get().took()).isBetween(Duration.ofNanos(SHORT), LATE);
  }

  @Test
  void endsTheWaitsOfAllWhoseTimeIsOver() throws Exception {
    gate.tryEnter();
    List<CompletableFuture<Wait>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(waiting(Thread.ofVirtual(), SHORT));
    }

    for (CompletableFuture<Wait> one : all) {
      assertEndsInTime(one);
    }
    assertThat(gate.waiting()).isZero();
  }

  /** Whoever looks for the first sleeps until that one's time is over. */
  @Test
  void endsAWaitThatIsShorterThanTheOneBeforeIt() throws Exception {
    gate.tryEnter();
    CompletableFuture<Wait> first = waiting(Thread.ofVirtual(), LONG);

    assertEndsInTime(waiting(Thread.ofVirtual(), SHORT));

    gate.leave();
    assertThat(first.get().entry()).isEqualTo(Entry.ENTERED);
  }

  /** Nobody looks any more when nobody waits, and then somebody comes. */
  @Test
  void endsWaitsAgainAfterNobodyWaited() throws Exception {
    gate.tryEnter();
    for (int i = 0; i < 5; i++) {
      assertEndsInTime(waiting(Thread.ofVirtual(), SHORT));
      Thread.sleep(2 * Duration.ofNanos(SHORT).toMillis());
    }
  }

  @Test
  void endsTheWaitsOfPlatformThreadsToo() throws Exception {
    gate.tryEnter();
    CompletableFuture<Wait> virtual = waiting(Thread.ofVirtual(), LONG);

    assertEndsInTime(waiting(Thread.ofPlatform().daemon(), SHORT));

    gate.turnAway();
    assertThat(virtual.get().entry()).isEqualTo(Entry.TURNED_AWAY);
  }

  /** Those who come while the queue is looked through may not be overlooked. */
  @Test
  void overlooksNobodyWhoComesWhileOthersTimeOut() throws Exception {
    gate.tryEnter();
    var late = new ConcurrentLinkedQueue<Wait>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 200; t++) {
      var random = new SplittableRandom(t);
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < 20; i++) {
                  long most = random.nextLong(11_000_000, 30_000_000);
                  long began = System.nanoTime();
                  Entry entry = gate.enter(most);
                  Duration took = Duration.ofNanos(System.nanoTime() - began);
                  if (entry != Entry.TIMED_OUT || took.compareTo(LATE) > 0) {
                    late.add(new Wait(entry, took));
                  }
                  LockSupport.parkNanos(random.nextLong(2_000_000));
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(late).isEmpty();
    assertThat(gate.waiting()).isZero();
    assertThat(gate.inside()).isEqualTo(1);
  }
}
