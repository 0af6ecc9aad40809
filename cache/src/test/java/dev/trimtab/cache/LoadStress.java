package dev.trimtab.cache;

import dev.trimtab.cache.internal.Generations;
import dev.trimtab.cache.internal.Slots;
import java.time.InstantSource;
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

  private static final RegionSpec<Long, Integer> SPEC =
      RegionSpec.of(KeyPattern.ofLong("row:{id}"), Integer.class)
          .livingFor(Tier.DAY)
          .notRefreshedAhead();

  private LoadStress() {}

  private static Invalidator invalidator(Generations generations) {
    return new Invalidator(
        generations, CacheListener.SILENT, TransactionHook.NONE, Optional.empty());
  }

  private static FirstLevel<Long, Integer> firstLevel(Generations generations, Sources sources) {
    var firstLevel =
        new FirstLevel<>(SPEC, generations, sources, new Recent(), invalidator(generations), false);
    firstLevel.weightMax(1 << 20);
    return firstLevel;
  }

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

  /** A reader finds what was found before, while it is invalidated and something newer is kept. */
  @JCStressTest
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the new value")
  @Outcome(expect = Expect.FORBIDDEN, desc = "the old value, or none")
  @State
  public static class ReadAgainstKeep {

    private static final long KEY = 1;
    private static final long TICK = 1;
    private static final Sources STILL = new Sources(() -> TICK, InstantSource.system(), () -> 0.5);

    /** Shared by all states, which is why each has a slot of its own. */
    private static final Generations GENERATIONS = new Generations();

    private static final AtomicInteger NEXT = new AtomicInteger();

    private final FirstLevel<Long, Integer> firstLevel = firstLevel(GENERATIONS, STILL);
    private final int[] slots = {slotOfOwn()};

    /** The region's slot belongs to all. */
    private int slotOfOwn() {
      int slot = NEXT.getAndIncrement() & (Slots.COUNT - 1);
      return slot == firstLevel.regionSlot() ? slotOfOwn() : slot;
    }

    public ReadAgainstKeep() {
      firstLevel.keep(KEY, entry(0));
      var _ = firstLevel.read(KEY, TICK);
    }

    private Entry<Integer> entry(int value) {
      var life = new Entry.Life(0, 100, 100, 100, 0, 0);
      return new Entry<>(value, GENERATIONS.now(), slots, life, 1);
    }

    @Actor
    public void read() {
      var _ = firstLevel.read(KEY, TICK);
    }

    @Actor
    public void write() {
      GENERATIONS.stampLocally(slots);
      firstLevel.keep(KEY, entry(1));
    }

    @Arbiter
    public void judge(I_Result result) {
      Entry<Integer> entry = firstLevel.read(KEY, TICK);
      result.r1 = entry == null || entry.value == null ? -1 : entry.value;
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

    private static final Sources SOURCES = Sources.system();

    private final Filling<Long, Integer> filling;
    private final AtomicInteger loads = new AtomicInteger();
    private int first;
    private int second;

    public SingleFlight() {
      var builder = Cache.builder("stress");
      filling =
          new Filling<>(
              SPEC,
              firstLevel(GENERATIONS, SOURCES),
              Optional.empty(),
              new Lives<>(SPEC, SOURCES),
              new Filling.Context(
                  GENERATIONS,
                  SOURCES,
                  builder.settings(),
                  CacheListener.SILENT,
                  invalidator(GENERATIONS),
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
