package dev.trimtab.bench.pool;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLongArray;
import javax.sql.DataSource;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Virtual threads that borrow, work and return, one after the other, without a pause. */
final class Clients implements AutoCloseable {

  /** What one client does with a connection. */
  @FunctionalInterface
  interface Use {
    void on(Connection connection) throws SQLException;
  }

  private static final Duration LONGEST = Duration.ofMinutes(2);

  /** Counters on cache lines of their own. */
  private static final int STRIDE = 8;

  private final DataSource source;
  private final AtomicLongArray done;
  private final List<Thread> threads = new ArrayList<>();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile Use use;
  private volatile Histogram times = histogram();
  private volatile boolean isOver;

  /** Open unless they have a pause. */
  private volatile CountDownLatch door = new CountDownLatch(0);

  private Clients(DataSource source, int count, Use use) {
    this.source = source;
    this.use = use;
    this.done = new AtomicLongArray(count * STRIDE);
  }

  static Clients start(DataSource source, int count, Use use) {
    var clients = new Clients(source, count, use);
    for (int i = 0; i < count; i++) {
      int number = i;
      clients.threads.add(Thread.ofVirtual().start(() -> clients.run(number)));
    }
    return clients;
  }

  private static Histogram histogram() {
    return new ConcurrentHistogram(LONGEST.toNanos(), 2);
  }

  private void run(int number) {
    while (!isOver && isThroughTheDoor()) {
      long began = System.nanoTime();
      try (Connection connection = source.getConnection()) {
        use.on(connection);
        done.lazySet(number * STRIDE, done.get(number * STRIDE) + 1);
      } catch (SQLException e) {
        failures.add(String.valueOf(e.getMessage()));
      }
      times.recordValue(Math.min(LONGEST.toNanos(), System.nanoTime() - began));
    }
  }

  private boolean isThroughTheDoor() {
    try {
      door.await();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  void use(Use other) {
    use = other;
  }

  /** Lets them finish what they do, and begin nothing until {@link #goOn}. */
  void pause() {
    door = new CountDownLatch(1);
  }

  void goOn() {
    door.countDown();
  }

  /**
   * What was done in a span of time.
   *
   * @param each how often by each client
   * @param times of one use, the wait included, nanoseconds
   */
  record Done(double seconds, List<Long> each, Histogram times) {

    Done {
      each = List.copyOf(each);
    }

    double rate() {
      return each.stream().mapToLong(Long::longValue).sum() / seconds;
    }

    double millis(double percentile) {
      return times.getValueAtPercentile(percentile) / 1e6;
    }

    /** Returns how even it was: 1 if all did as much (Jain 1984), 1 / n if one did everything. */
    double jain() {
      double sum = 0;
      double squares = 0;
      for (long one : each) {
        sum += one;
        squares += (double) one * one;
      }
      return squares == 0 ? 0 : sum * sum / (each.size() * squares);
    }

    long starved() {
      return each.stream().filter(one -> one <= 1).count();
    }
  }

  /** Lets them work for a while and returns what they did in it. */
  Done during(Duration span) throws InterruptedException {
    times = histogram();
    long[] before = counts();
    long began = System.nanoTime();
    Thread.sleep(span);
    long[] after = counts();
    double seconds = (System.nanoTime() - began) / 1e9;
    for (int i = 0; i < after.length; i++) {
      after[i] -= before[i];
    }
    return new Done(seconds, Arrays.stream(after).boxed().toList(), times.copy());
  }

  private long[] counts() {
    long[] counts = new long[done.length() / STRIDE];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = done.get(i * STRIDE);
    }
    return counts;
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() {
    isOver = true;
    goOn();
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
