package dev.trimtab.bench.cache;

import dev.trimtab.bench.cache.measure.Bars;
import dev.trimtab.bench.cache.node.TrimtabNode;
import dev.trimtab.testkit.FaultyProxy;
import dev.trimtab.testkit.TestRedis;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Question: what survives ten minutes of everything that can go wrong with Redis? Two nodes read
 * and write under load while a real server is killed, stopped, restarted empty, filled, made a
 * replica, locked behind another password, its clients killed, and the network in front of it slow,
 * hung or gone.
 *
 * <p>The model: a key's versions only grow. A node that wrote a version itself must never read an
 * older one; another node must not, once the writer's call returned a while ago and the node was
 * not cut off meanwhile. How long a cut-off node may serve what it has is a setting, ten seconds
 * here, so that is what the model allows while faults last; after each fault nothing stale is
 * allowed.
 */
final class Faults {

  private static final int KEYS = 200;
  private static final int READERS = 2;

  /** News take a round trip; on a busy machine threads that bring them wait for their turn. */
  private static final Duration HEARD = Duration.ofMillis(500);

  /** A call that takes longer than this hangs. */
  private static final Duration HANG = Duration.ofSeconds(2);

  private static final Duration FAULT = Duration.ofMillis(1_500);

  /** After a fault both nodes have so long to hear of everything again. */
  private static final Duration RECOVERY = Duration.ofMillis(2_500);

  private static final int THREADS_MORE_MAX = 10;
  private static final long HEAP_MORE_MAX_BYTES = 64L << 20;
  private static final Duration TTL = Duration.ofSeconds(20);

  private final TestRedis redis = TestRedis.start();
  private final FaultyProxy proxy = FaultyProxy.to(redis.port());
  private final List<TrimtabNode> nodes;
  private final AtomicIntegerArray versions = new AtomicIntegerArray(KEYS);
  private final AtomicReferenceArray<@Nullable Told> told = new AtomicReferenceArray<>(KEYS);
  private final AtomicBoolean isCalm = new AtomicBoolean(true);
  private final AtomicBoolean isDone = new AtomicBoolean();
  private final LongAdder calls = new LongAdder();
  private final LongAdder wrongOwn = new LongAdder();
  private final LongAdder wrongOther = new LongAdder();
  private final LongAdder hangs = new LongAdder();
  private final LongAdder thrown = new LongAdder();
  private final AtomicLong longestNanos = new AtomicLong();

  /** A version whose invalidation had returned at a moment, and the one before. */
  private record Told(int version, long at, @Nullable Told before) {}

  private Faults() {
    String uri = "redis://127.0.0.1:" + proxy.port();
    nodes =
        List.of(new TrimtabNode(uri, TTL).connected(), TrimtabNode.overJedis(uri, TTL).connected());
  }

  /** Runs it; the first argument is how many seconds, 600 if absent. */
  static void run(Bars bars, String... args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 600;
    var faults = new Faults();
    try {
      faults.run(bars, Duration.ofSeconds(seconds));
    } finally {
      faults.nodes.forEach(TrimtabNode::close);
      faults.proxy.close();
      faults.redis.close();
    }
  }

  private void run(Bars bars, Duration duration) throws Exception {
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < READERS; i++) {
      TrimtabNode node = nodes.get(i % nodes.size());
      int seed = i;
      threads.add(Thread.ofPlatform().start(() -> read(node, seed)));
    }
    threads.add(Thread.ofPlatform().start(this::write));
    Thread.sleep(RECOVERY);
    int threadsBefore = ManagementFactory.getThreadMXBean().getThreadCount();
    long heapBefore = heap();
    int faults = faults(bars, System.nanoTime() + duration.toNanos());
    int threadsAfter = ManagementFactory.getThreadMXBean().getThreadCount();
    isDone.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    long heapAfter = heap();
    bars.say(
        "  %d faults, %,d calls, %,d threw; longest call %,.0f ms; threads %d to %d, heap %,d to %,d kB",
        faults,
        calls.sum(),
        thrown.sum(),
        longestNanos.get() / 1e6,
        threadsBefore,
        threadsAfter,
        heapBefore >> 10,
        heapAfter >> 10);
    bars.atMost("wrong values at the node that wrote", wrongOwn.sum(), 0);
    bars.atMost("wrong values at the other node, outside of faults", wrongOther.sum(), 0);
    bars.atMost("calls that hung", hangs.sum(), 0);
    bars.atMost("calls that threw", thrown.sum(), 0);
    bars.atMost("more threads", threadsAfter - threadsBefore, THREADS_MORE_MAX);
    bars.atMost("more heap, bytes", heapAfter - heapBefore, HEAP_MORE_MAX_BYTES);
  }

  private static long heap() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(50);
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  private int faults(Bars bars, long end) throws Exception {
    var random = new SplittableRandom(20_261_126);
    var kinds = new java.util.TreeMap<String, Integer>();
    int count = 0;
    while (System.nanoTime() < end) {
      Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
      isCalm.set(false);
      fault.begin(redis, proxy);
      Thread.sleep(random.nextLong(FAULT.toMillis()) + 100);
      fault.end(redis, proxy);
      Thread.sleep(RECOVERY);
      isCalm.set(true);
      Thread.sleep(random.nextLong(500));
      kinds.merge(fault.name(), 1, Integer::sum);
      count++;
    }
    bars.say("  %s", kinds);
    return count;
  }

  /** What can happen to a server and to the way there. */
  private enum Fault {
    KILL {
      @Override
      void begin(TestRedis redis, FaultyProxy proxy) {
        redis.kill();
      }

      @Override
      void end(TestRedis redis, FaultyProxy proxy) {
        redis.restart();
      }
    },
    SUSPEND {
      @Override
      void begin(TestRedis redis, FaultyProxy proxy) {
        redis.suspend();
      }

      @Override
      void end(TestRedis redis, FaultyProxy proxy) {
        redis.resume();
      }
    },
    RESTART_EMPTY {
      @Override
      void begin(TestRedis redis, FaultyProxy proxy) {
        redis.restart();
      }
    },
    KILL_CLIENTS {
      @Override
      void begin(TestRedis redis, FaultyProxy proxy) throws InterruptedException {
        for (int i = 0; i < 5; i++) {
          redis.send("CLIENT", "KILL", "TYPE", "normal");
          redis.send("CLIENT", "KILL", "TYPE", "pubsub");
          Thread.sleep(20);
        }
      }
    },
    FULL {
      @Override
      void begin(TestRedis redis, FaultyProxy proxy) {
        redis.send("CONFIG", "SET", "maxmemory", "1");
      }

      @Override
      void end(TestRedis redis, FaultyProxy proxy) {
        redis.send("CONFIG", "SET", "maxmemory", "0");
      }
    },
    READ_ONLY {
      @Override
      void begin(TestRedis redis, FaultyProxy proxy) {
        // A primary that is not there makes it a replica without one.
        redis.send("REPLICAOF", "127.0.0.1", "1");
      }

      @Override
      void end(TestRedis redis, FaultyProxy proxy) {
        redis.send("REPLICAOF", "NO", "ONE");
      }
    },
    FLUSHED {
      @Override
      void begin(TestRedis redis, FaultyProxy proxy) {
        redis.send("FLUSHALL");
      }
    },
    SLOW {
      @Override
      void begin(TestRedis redis, FaultyProxy proxy) {
        proxy.delay(Duration.ofMillis(60));
      }
    },
    HUNG {
      @Override
      void begin(TestRedis redis, FaultyProxy proxy) {
        proxy.blackHole();
      }
    },
    RESET {
      @Override
      void begin(TestRedis redis, FaultyProxy proxy) {
        proxy.reset();
      }
    },
    REFUSED {
      @Override
      void begin(TestRedis redis, FaultyProxy proxy) {
        proxy.refuse();
      }
    },
    CLOSED {
      @Override
      void begin(TestRedis redis, FaultyProxy proxy) {
        proxy.closeAll();
      }
    };

    abstract void begin(TestRedis redis, FaultyProxy proxy) throws InterruptedException;

    void end(TestRedis redis, FaultyProxy proxy) {
      proxy.pass();
    }
  }

  /** One writer per key, so that versions are in order; the nodes take turns. */
  private void write() {
    var random = new SplittableRandom(1);
    while (!isDone.get()) {
      int key = random.nextInt(KEYS);
      TrimtabNode node = nodes.get(key % nodes.size());
      int version = versions.get(key) + 1;
      // The truth first, as a database commits first; the cache hears of it then.
      versions.set(key, version);
      timed(() -> node.region().invalidate("key" + key));
      int read = timed(() -> value(node, key));
      told.set(key, new Told(version, System.nanoTime(), trimmed(told.get(key))));
      if (read < version) {
        wrongOwn.increment();
      }
      pause();
    }
  }

  private void read(TrimtabNode node, int seed) {
    var random = new SplittableRandom(100 + seed);
    while (!isDone.get()) {
      int key = random.nextInt(KEYS);
      boolean wasCalm = isCalm.get();
      int least = heardBy(key, System.nanoTime() - HEARD.toNanos());
      int read = timed(() -> value(node, key));
      if (wasCalm && isCalm.get() && read < least) {
        wrongOther.increment();
      }
      if (random.nextInt(50) == 0) {
        pause();
      }
    }
  }

  /** What everybody must have heard of since that moment. */
  private int heardBy(int key, long moment) {
    for (@Nullable Told each = told.get(key); each != null; each = each.before()) {
      if (each.at() <= moment) {
        return each.version();
      }
    }
    return 0;
  }

  /** One version that is long known is enough to compare with. */
  private static @Nullable Told trimmed(@Nullable Told newest) {
    boolean isOld = newest != null && System.nanoTime() - newest.at() > HEARD.toNanos();
    return newest != null && isOld ? new Told(newest.version(), newest.at(), null) : newest;
  }

  private int value(TrimtabNode node, int key) {
    return Integer.parseInt(node.get("key" + key, _ -> Integer.toString(versions.get(key))));
  }

  private void timed(Runnable call) {
    timed(() -> {
      call.run();
      return 0;
    });
  }

  private int timed(java.util.function.IntSupplier call) {
    long start = System.nanoTime();
    int result = Integer.MAX_VALUE;
    try {
      result = call.getAsInt();
    } catch (RuntimeException e) {
      thrown.increment();
    }
    long took = System.nanoTime() - start;
    calls.increment();
    longestNanos.accumulateAndGet(took, Math::max);
    if (took > HANG.toNanos()) {
      hangs.increment();
    }
    return result;
  }

  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
