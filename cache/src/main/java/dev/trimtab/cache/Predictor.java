package dev.trimtab.cache;

import dev.trimtab.cache.internal.Followers;
import dev.trimtab.cache.internal.Followers.Place;
import dev.trimtab.cache.internal.Payoff;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Reads ahead within a unit of work: what usually follows a key that is missing is read with it, in
 * one command; what the second level has not either is loaded with it, if it is of the same region,
 * and meanwhile otherwise, a region's keys in one batch.
 */
final class Predictor {

  /** A miss is a round trip anyway; with sixteen more keys it is still one. */
  private static final int READ_AHEAD_MAX = 16;

  /** How a region would load the key that is asked for. */
  enum With {
    OWN_LOADER,
    GIVEN_LOADER
  }

  private final Optional<Link> link;
  private final Executor background;
  private final Followers<Region<?, ?>> followers = new Followers<>();
  private volatile Payoff payoff = Payoff.UNKNOWN;

  /** One per cache and not one per program: a thread may use two caches at once. */
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<@Nullable UnitOfWork> current = new ThreadLocal<>();

  /** Units under way. Zero means that readers look no further. */
  private final AtomicInteger open = new AtomicInteger();

  private final LongAdder units = new LongAdder();
  private final LongAdder readAhead = new LongAdder();
  private final LongAdder used = new LongAdder();

  Predictor(Optional<Link> link, Executor background) {
    this.link = link;
    this.background = background;
  }

  UnitOfWork begin() {
    if (current.get() != null) {
      throw new IllegalStateException("this thread is in a unit of work already; close it first");
    }
    var unit = new UnitOfWork(this);
    current.set(unit);
    open.incrementAndGet();
    return unit;
  }

  void ended(UnitOfWork unit) {
    current.remove();
    open.decrementAndGet();
    units.increment();
    readAhead.add(unit.readAheadCount());
    used.add(unit.usedCount());
    synchronized (this) {
      payoff = payoff.after(unit.readAheadCount(), unit.usedCount());
    }
  }

  boolean isAnyOpen() {
    return open.get() != 0;
  }

  /** Learns from a request, and reads ahead if it missed. */
  void asked(Region<?, ?> region, Object key, With loader, boolean isMiss) {
    UnitOfWork unit = current.get();
    if (unit == null) {
      return;
    }
    var place = new Place<Region<?, ?>>(region, key);
    if (unit.note(place)) {
      followers.seen(place);
      unit.recent().forEach(earlier -> followers.followed(earlier, place));
      unit.remember(place);
    }
    if (isMiss && payoff.isOn()) {
      readAhead(unit, place, loader);
    }
  }

  private void readAhead(UnitOfWork unit, Place<Region<?, ?>> first, With loader) {
    var wanted = new ArrayList<Place<Region<?, ?>>>();
    for (Place<Region<?, ?>> next : followers.after(first, READ_AHEAD_MAX)) {
      if (!unit.isKnown(next) && next.region().isAbsent(next.key())) {
        wanted.add(next);
        unit.addReadAhead(next);
      }
    }
    if (wanted.isEmpty()) {
      return;
    }
    List<Place<Region<?, ?>>> absent = readSecondLevel(first, wanted);
    Map<Region<?, ?>, List<Object>> loads = new HashMap<>();
    for (Place<Region<?, ?>> place : absent) {
      if (!place.equals(first)) {
        loads.computeIfAbsent(place.region(), _ -> new ArrayList<>()).add(place.key());
      }
    }
    Region<?, ?> own = first.region();
    boolean isToBeLoaded =
        loader == With.OWN_LOADER && own.isAbsent(first.key()) && !own.isInTransaction();
    Optional<List<Object>> together =
        isToBeLoaded && own.isLoadedInBatches()
            ? Optional.ofNullable(loads.remove(own))
            : Optional.empty();
    loadMeanwhile(loads);
    together.ifPresent(keys -> {
      keys.addFirst(first.key());
      own.loadAhead(keys);
    });
  }

  private void loadMeanwhile(Map<Region<?, ?>, List<Object>> loads) {
    try {
      loads.forEach((region, keys) -> background.execute(() -> region.loadAhead(keys)));
    } catch (RejectedExecutionException _) {
      // The cache was closed; who reads it all the same is not to hear of it.
      return;
    }
  }

  /** Reads all places by one command; returns those that are not there. */
  private List<Place<Region<?, ?>>> readSecondLevel(
      Place<Region<?, ?>> first, List<Place<Region<?, ?>>> wanted) {
    if (link.isEmpty() || !link.get().isOnline()) {
      return wanted;
    }
    var byText = new HashMap<String, Place<Region<?, ?>>>();
    var all = new ArrayList<>(wanted);
    all.add(first);
    for (Place<Region<?, ?>> place : all) {
      if (place.region().isInSecondLevel()) {
        byText.put(place.region().text(place.key()), place);
      }
    }
    long since = link.get().now();
    var absent = new ArrayList<>(wanted);
    link.get()
        .getAll(byText.keySet())
        .forEach((text, bytes) -> {
          Place<Region<?, ?>> place = byText.get(text);
          if (place != null && place.region().accept(place.key(), bytes, since)) {
            absent.remove(place);
          }
        });
    return absent;
  }

  PredictionStatistics statistics() {
    return new PredictionStatistics(units.sum(), readAhead.sum(), used.sum(), payoff.isOn());
  }
}
