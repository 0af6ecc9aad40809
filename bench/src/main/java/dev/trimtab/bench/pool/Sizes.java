package dev.trimtab.bench.pool;

import dev.trimtab.pool.SelfSizingPool;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAdder;
import javax.sql.DataSource;

/** Looks at the limit of a pool of ours ten times a second, until the mean is asked for. */
final class Sizes {

  private static final long EVERY_MILLIS = 100;

  private final SelfSizingPool pool;
  private final Thread thread;
  private final DoubleAdder sum = new DoubleAdder();
  private final AtomicInteger count = new AtomicInteger();

  Sizes(DataSource source) throws SQLException {
    pool = source.unwrap(SelfSizingPool.class);
    thread = Thread.ofPlatform().daemon().start(this::look);
  }

  private void look() {
    try {
      while (true) {
        sum.add(pool.limit());
        count.incrementAndGet();
        Thread.sleep(EVERY_MILLIS);
      }
    } catch (InterruptedException e) {
      return;
    }
  }

  /** Returns the mean of the looks so far and looks no more. */
  double mean() throws InterruptedException {
    if (count.get() == 0) {
      Thread.sleep(EVERY_MILLIS);
    }
    thread.interrupt();
    thread.join();
    return sum.sum() / Math.max(1, count.get());
  }

  /** Returns the line of the pool's own words about its last move. */
  String words() {
    return pool.describe().lines().skip(1).findFirst().orElse("");
  }
}
