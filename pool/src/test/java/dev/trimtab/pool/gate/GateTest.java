package dev.trimtab.pool.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.pool.gate.Gate.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GateTest {

  private static final long LONG = Duration.ofSeconds(20).toNanos();

  private final Gate gate = new Gate(2, 3, System::nanoTime);

  private Thread waiter(Runnable whenIn) throws InterruptedException {
    int before = gate.waiting();
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              if (gate.enter(LONG) == Entry.ENTERED) {
                whenIn.run();
              }
            });
    while (gate.waiting() == before) {
      Thread.sleep(1);
    }
    return thread;
  }

  @Test
  void letsInAsManyAsItMay() {
    assertThat(gate.tryEnter()).isTrue();
    assertThat(gate.tryEnter()).isTrue();
    assertThat(gate.tryEnter()).isFalse();
    assertThat(gate.inside()).isEqualTo(2);

    gate.leave();

    assertThat(gate.inside()).isEqualTo(1);
    assertThat(gate.tryEnter()).isTrue();
  }

  @Test
  void letsThoseWhoWaitInInTheirOrder() throws Exception {
    gate.enter(LONG);
    gate.enter(LONG);
    var order = new ConcurrentLinkedQueue<Integer>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 3; i++) {
      int number = i;
      threads.add(
          waiter(() -> {
            order.add(number);
            gate.leave();
          }));
    }

    gate.leave();
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(order).containsExactly(0, 1, 2);
    assertThat(gate.inside()).isEqualTo(1);
  }

  /** Otherwise a thread that comes back fast would starve those who wait. */
  @Test
  void letsNobodyInWhoComesWhileOthersWait() throws Exception {
    gate.enter(LONG);
    gate.enter(LONG);
    var first = new CountDownLatch(1);
    Thread thread = waiter(first::countDown);

    gate.leave();

    first.await();
    assertThat(gate.tryEnter()).isFalse();
    thread.join();
  }

  @Test
  void turnsAwayWhoComesWhenTooManyWait() throws Exception {
    gate.enter(LONG);
    gate.enter(LONG);
    for (int i = 0; i < 3; i++) {
      waiter(gate::leave);
    }

    assertThat(gate.enter(LONG)).isEqualTo(Entry.FULL);
    assertThat(gate.waiting()).isEqualTo(3);
    gate.leave();
  }

  @Test
  void givesUpAfterItsTimeAndTakesNoPlace() {
    gate.enter(LONG);
    gate.enter(LONG);

    assertThat(gate.enter(1_000_000)).isEqualTo(Entry.TIMED_OUT);

    assertThat(gate.waiting()).isZero();
    gate.leave();
    assertThat(gate.tryEnter()).isTrue();
  }

  @Test
  void givesUpWhenItIsInterrupted() throws Exception {
    gate.enter(LONG);
    gate.enter(LONG);
    var entry = new ConcurrentLinkedQueue<Entry>();
    Thread thread = Thread.ofVirtual().start(() -> entry.add(gate.enter(LONG)));
    while (gate.waiting() == 0) {
      Thread.sleep(1);
    }

    thread.interrupt();
    thread.join();

    assertThat(entry).containsExactly(Entry.INTERRUPTED);
    assertThat(gate.waiting()).isZero();
  }

  @Test
  void aHigherLimitLetsInWhoWaitsAndALowerOneThrowsNobodyOut() throws Exception {
    gate.enter(LONG);
    gate.enter(LONG);
    var in = new CountDownLatch(2);
    waiter(in::countDown);
    waiter(in::countDown);

    gate.limitTo(4);
    in.await();
    gate.limitTo(1);

    assertThat(gate.inside()).isEqualTo(4);
    for (int i = 0; i < 3; i++) {
      gate.leave();
      assertThat(gate.tryEnter()).isFalse();
    }
    gate.leave();
    assertThat(gate.tryEnter()).isTrue();
  }

  /** A place that came free while the last one queued woke nobody. */
  @Test
  void losesNoPlaceAndNobodyUnderContention() throws Exception {
    var crowded = new Gate(3, 1_000, System::nanoTime);
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    var entries = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 50; t++) {
      int number = t;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < 400; i++) {
                  // Some give up at once, which leaves gaps in the queue.
                  if (crowded.enter(number % 5 == 0 ? 1_000 : LONG) == Entry.ENTERED) {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    entries.incrementAndGet();
                    LockSupport.parkNanos(1_000);
                    inside.decrementAndGet();
                    crowded.leave();
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(most.get()).isBetween(1, 3);
    assertThat(entries.get()).isGreaterThanOrEqualTo(40 * 400);
    assertThat(crowded.inside()).isZero();
    assertThat(crowded.waiting()).isZero();
  }

  @Test
  void turnsAwayAllThatWait() throws Exception {
    gate.enter(LONG);
    gate.enter(LONG);
    var outcomes = new ConcurrentLinkedQueue<Entry>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 3; i++) {
      int before = gate.waiting();
      threads.add(Thread.ofVirtual().start(() -> outcomes.add(gate.enter(LONG))));
      while (gate.waiting() == before) {
        Thread.sleep(1);
      }
    }

    gate.turnAway();
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(outcomes).containsOnly(Entry.TURNED_AWAY).hasSize(3);
    assertThat(gate.inside()).isEqualTo(2);
    assertThat(gate.waiting()).isZero();
  }

  /** Of eight times seven without waking anybody; then the place is the next one's. */
  @Test
  void whoComesBackAtOnceStaysForAFewTurnsWhereThatIsAllowed() throws Exception {
    var one = new Gate(1, 3, System::nanoTime);
    one.enter(LONG);
    // Every eighth that leaves makes room, and this is the first.
    one.leave();
    one.letStay(true);
    one.enter(LONG);
    Thread waiting = Thread.ofVirtual().start(() -> one.enter(LONG));
    while (one.waiting() == 0) {
      Thread.sleep(1);
    }

    int stays = 0;
    one.leave();
    while (one.tryEnter()) {
      stays++;
      one.leave();
    }
    waiting.join();

    assertThat(stays).isEqualTo(7);
    assertThat(one.inside()).isEqualTo(1);
  }

  @Test
  void aPlaceKeptForOneWhoDoesNotComeBackIsTheNextOnesAfterAWhile() throws Exception {
    var one = new Gate(1, 3, System::nanoTime);
    one.enter(LONG);
    one.leave();
    one.letStay(true);
    one.enter(LONG);
    Thread waiting = Thread.ofVirtual().start(() -> one.enter(LONG));
    while (one.waiting() == 0) {
      Thread.sleep(1);
    }
    one.leave();

    one.endStays();

    waiting.join();
    assertThat(one.inside()).isEqualTo(1);
  }
}
