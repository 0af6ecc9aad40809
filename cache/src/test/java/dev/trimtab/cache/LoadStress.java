package dev.trimtab.cache;

import dev.trimtab.cache.internal.Generations;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Races of the parts on which the cache's promise rests; run by {@link StressIT}. */
public final class LoadStress {

  private LoadStress() {}

  /** The row is read, then written and invalidated by another thread, or the other way round. */
  @JCStressTest
  @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "the old value, and judged good")
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the new value, judged good")
  @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "the old value, judged stale")
  @Outcome(id = "3", expect = Expect.ACCEPTABLE, desc = "the new value, judged stale")
  @State
  public static class LoadAgainstInvalidation {

    private static final int[] SLOTS = {3};

    private final Generations generations = new Generations(8);
    private volatile int database;
    private int loaded;
    private long since;

    @Actor
    public void load() {
      since = generations.now();
      loaded = database;
    }

    @Actor
    public void write() {
      database = 1;
      generations.stampLocally(SLOTS);
    }

    @Arbiter
    public void judge(I_Result result) {
      boolean isGood = generations.isValid(SLOTS, since);
      result.r1 = loaded + (isGood ? 0 : 2);
    }
  }

  /** The same when the invalidation is heard from another node. */
  @JCStressTest
  @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "the old value, and judged good")
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the new value, judged good")
  @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "the old value, judged stale")
  @Outcome(id = "3", expect = Expect.ACCEPTABLE, desc = "the new value, judged stale")
  @State
  public static class LoadAgainstMessage {

    private static final int[] SLOTS = {3};

    private final Generations generations = new Generations(8);
    private volatile int database;
    private int loaded;
    private long since;

    @Actor
    public void load() {
      since = generations.now();
      loaded = database;
    }

    @Actor
    public void hear() {
      database = 1;
      generations.stampShared(SLOTS, 1);
      generations.advanceTo(1);
    }

    @Arbiter
    public void judge(I_Result result) {
      boolean isGood = generations.isValid(SLOTS, since);
      result.r1 = loaded + (isGood ? 0 : 2);
    }
  }

  /** A reader notes that he has looked; what is stamped meanwhile must still be seen afterwards. */
  @JCStressTest
  @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "stale, and read as good afterwards")
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "seen to be stale")
  @State
  public static class LookAgainstInvalidation {

    private static final int[] SLOTS = {3};
    private static final int REGION_SLOT = 4;

    private final Generations generations = new Generations(8);
    private final Entry<String> entry =
        new Entry<>("old", 0, SLOTS, new Entry.Life(0, 0, 0, 0, 0, 0), 1);

    private boolean isGood() {
      return entry.isStillValid(generations, REGION_SLOT);
    }

    @Actor
    public boolean read() {
      return isGood();
    }

    @Actor
    public void invalidate() {
      generations.stampLocally(SLOTS);
    }

    @Arbiter
    public void judge(I_Result result) {
      result.r1 = isGood() ? 0 : 1;
    }
  }

  /** Two threads ask for a key that is missing: one loads, both get what it brought. */
  @JCStressTest
  @Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "one load, for both")
  @Outcome(expect = Expect.FORBIDDEN, desc = "two loads, or different values")
  @State
  public static class SingleFlight {

    /** Nothing is ever invalidated here, so all states may share its eight megabytes. */
    private static final Generations GENERATIONS = new Generations();

    private final Filling<Long, Integer> filling;
    private final AtomicInteger loads = new AtomicInteger();
    private int first;
    private int second;

    public SingleFlight() {
      var spec =
          RegionSpec.of(KeyPattern.ofLong("row:{id}"), Integer.class)
              .livingFor(Tier.DAY)
              .notRefreshedAhead();
      Sources sources = Sources.system();
      var builder = Cache.builder("stress");
      var invalidator =
          new Invalidator(
              GENERATIONS, CacheListener.SILENT, TransactionHook.NONE, Optional.empty());
      var firstLevel = new FirstLevel<>(spec, GENERATIONS, sources.ticker(), invalidator, false);
      firstLevel.weightMax(1 << 20);
      filling =
          new Filling<>(
              spec,
              firstLevel,
              Optional.empty(),
              new Lives<>(spec, sources),
              new Filling.Context(
                  GENERATIONS,
                  sources,
                  builder.settings(),
                  CacheListener.SILENT,
                  invalidator,
                  new Loads(8, builder.settings().waitMax()),
                  Runnable::run));
    }

    private int load() {
      Entry<Integer> entry = filling.fill(1L, _ -> Loaded.of(loads.incrementAndGet()));
      return entry.value == null ? -1 : entry.value;
    }

    @Actor
    public void one() {
      first = load();
    }

    @Actor
    public void other() {
      second = load();
    }

    @Arbiter
    public void judge(II_Result result) {
      result.r1 = loads.get();
      result.r2 = first + second;
    }
  }
}
