package dev.trimtab.cache.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Learns which keys are asked for after which, and says which probably come next.
 *
 * <p>Two ways of knowing: this very key was followed by that very key; or, for keys never seen,
 * keys of this region are usually followed by the same key in that region ({@code user:17}, then
 * {@code user:17:projects}). Bounded in every direction; the rarest follower makes room for a new
 * one. Thread-safe.
 *
 * @param <R> region
 */
public final class Followers<R> {

  /** A key of a region. */
  public record Place<R>(R region, Object key) {}

  /** Keys whose followers are remembered: 400 bytes each at most. */
  private static final int PLACES_MAX = 20_000;

  private static final int FOLLOWERS_MAX = 8;

  /** Fewer observations are an anecdote. */
  private static final int SEEN_MIN = 2;

  /** Read two keys ahead in vain for one that is used, and nothing is won. */
  private static final double PROBABILITY_MIN = 0.5;

  /** Old habits count half after so many observations. */
  private static final int SEEN_MAX = 64;

  private final Cache<Place<R>, Habit<Place<R>>> byPlace =
      Caffeine.newBuilder().maximumSize(PLACES_MAX).executor(Runnable::run).build();
  private final Map<R, Habit<R>> byRegion = new ConcurrentHashMap<>();

  /** How often something was seen, and what then. */
  private static final class Habit<T> {

    private int seen;
    private final Map<T, Integer> next = new HashMap<>();

    synchronized void seen() {
      if (++seen > SEEN_MAX) {
        seen /= 2;
        next.replaceAll((_, count) -> count / 2);
      }
    }

    synchronized void followedBy(T follower) {
      if (next.size() >= FOLLOWERS_MAX && !next.containsKey(follower)) {
        rarest().ifPresent(next::remove);
      }
      next.merge(follower, 1, Integer::sum);
    }

    private Optional<T> rarest() {
      return next.entrySet().stream().min(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    }

    synchronized Map<T, Double> probable() {
      var found = new HashMap<T, Double>();
      if (seen >= SEEN_MIN) {
        next.forEach((follower, count) -> {
          double probability = Math.min(1, (double) count / seen);
          if (probability >= PROBABILITY_MIN) {
            found.put(follower, probability);
          }
        });
      }
      return found;
    }
  }

  /** Notes that a key was asked for in a unit of work. */
  public void seen(Place<R> place) {
    habit(place).seen();
    habitOf(place.region()).seen();
  }

  /** Notes that a key was asked for after another in the same unit; at most once per unit. */
  public void followed(Place<R> earlier, Place<R> later) {
    habit(earlier).followedBy(later);
    if (earlier.key().equals(later.key()) && !earlier.region().equals(later.region())) {
      habitOf(earlier.region()).followedBy(later.region());
    }
  }

  private Habit<Place<R>> habit(Place<R> place) {
    return byPlace.get(place, _ -> new Habit<>());
  }

  private Habit<R> habitOf(R region) {
    return byRegion.computeIfAbsent(region, _ -> new Habit<>());
  }

  /** Returns what probably follows a key, the chain of the most probable included; not itself. */
  public List<Place<R>> after(Place<R> first, int countMax) {
    var found = new ArrayList<Place<R>>();
    Set<Place<R>> known = new HashSet<>(Set.of(first));
    record Step<R>(Place<R> place, double probability) {}
    var open = new ArrayDeque<>(List.of(new Step<>(first, 1)));
    while (!open.isEmpty() && found.size() < countMax) {
      Step<R> step = open.removeFirst();
      for (Map.Entry<Place<R>, Double> next : probable(step.place()).entrySet()) {
        double probability = step.probability() * next.getValue();
        if (probability >= PROBABILITY_MIN && found.size() < countMax && known.add(next.getKey())) {
          found.add(next.getKey());
          open.add(new Step<>(next.getKey(), probability));
        }
      }
    }
    return found;
  }

  private Map<Place<R>, Double> probable(Place<R> place) {
    var found = new HashMap<Place<R>, Double>();
    Habit<R> ofRegion = byRegion.get(place.region());
    if (ofRegion != null) {
      ofRegion
          .probable()
          .forEach((region, chance) -> found.put(new Place<>(region, place.key()), chance));
    }
    Habit<Place<R>> ofPlace = byPlace.getIfPresent(place);
    if (ofPlace != null) {
      ofPlace.probable().forEach((follower, chance) -> found.merge(follower, chance, Math::max));
    }
    return found;
  }
}
