package dev.trimtab.scenarios;

import dev.trimtab.cache.Cache;
import dev.trimtab.cache.KeyPattern;
import dev.trimtab.cache.Loaded;
import dev.trimtab.cache.Region;
import dev.trimtab.cache.RegionSpec;
import dev.trimtab.cache.RegionStatistics;
import dev.trimtab.cache.Tag;
import dev.trimtab.cache.Tier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Sends the requests of a trace to a database, through a cache or straight, in their order and at
 * their times. Writes are committed, and what they change becomes stale in the cache.
 *
 * <p>A trace of an hour need not take an hour: times and lives are divided by one factor, which
 * leaves everything that a hit rate depends on as it was.
 */
public final class Replay {

  private final Supplier<PageRequest> trace;
  private final Duration duration;
  private final double speed;
  private final Optional<Cache> cache;
  private final Map<String, Region<String, String>> regions = new ConcurrentHashMap<>();
  private final ReentrantLock order = new ReentrantLock();

  private Replay(
      Supplier<PageRequest> trace, Duration duration, double speed, Optional<Cache> cache) {
    this.trace = trace;
    this.duration = duration;
    this.speed = speed;
    this.cache = cache;
  }

  /**
   * Returns a replay without a cache.
   *
   * @param trace requests by growing times; asked by one thread at a time
   * @param duration of the trace, as its own clock counts
   * @param speed how many times faster than that clock
   */
  public static Replay straight(Supplier<PageRequest> trace, Duration duration, double speed) {
    return new Replay(trace, duration, speed, Optional.empty());
  }

  /** Returns a replay through a cache, which gets one region per resource. */
  public static Replay through(
      Cache cache, Supplier<PageRequest> trace, Duration duration, double speed) {
    return new Replay(trace, duration, speed, Optional.of(cache));
  }

  /** A source of connections to the database, in autocommit mode. */
  @FunctionalInterface
  public interface Connections {
    Connection open() throws SQLException;
  }

  /**
   * Runs the trace.
   *
   * @param workers threads that send requests, each over a connection of its own
   * @return how many requests were sent, by resource; writes under {@code writes}
   */
  public Map<String, Long> run(int workers, Connections connections) throws InterruptedException {
    var counts = new ConcurrentHashMap<String, Long>();
    var failure = new AtomicReference<SQLException>();
    long start = System.nanoTime();
    var threads = new Thread[workers];
    for (int i = 0; i < workers; i++) {
      threads[i] =
          Thread.ofVirtual()
              .start(() -> {
                try (Connection connection = connections.open()) {
                  work(connection, start, counts);
                } catch (SQLException e) {
                  failure.set(e);
                }
              });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw ScenarioException.statement("replay", 0, failure.get());
    }
    return counts;
  }

  private void work(Connection connection, long start, Map<String, Long> counts)
      throws SQLException {
    for (PageRequest next = next(); next.at().compareTo(duration) < 0; next = next()) {
      sleepUntil(start + (long) (next.at().toNanos() / speed));
      if (next.isWrite()) {
        write(connection, next);
      } else {
        read(connection, next);
      }
      counts.merge(next.isWrite() ? "writes" : next.resource(), 1L, Long::sum);
    }
  }

  private PageRequest next() {
    order.lock();
    try {
      return trace.get();
    } finally {
      order.unlock();
    }
  }

  private static void sleepUntil(long moment) {
    try {
      TimeUnit.NANOSECONDS.sleep(moment - System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(Connection connection, PageRequest request) throws SQLException {
    if (cache.isEmpty()) {
      select(connection, request);
      return;
    }
    region(cache.get(), request.resource())
        .findLoaded(
            request.key(),
            _ ->
                Loaded.of(select(connection, request))
                    .taggedWith(tags(request))
                    .livingFor(Duration.ofNanos((long) (request.ttl().toNanos() / speed))));
  }

  private void write(Connection connection, PageRequest request) throws SQLException {
    try (PreparedStatement statement = prepared(connection, request)) {
      statement.execute();
    }
    cache.ifPresent(c -> c.invalidateTags(tags(request)));
  }

  private static List<Tag> tags(PageRequest request) {
    return request.tags().stream().map(Tag::of).toList();
  }

  /** Returns the rows as text: what a page would be made of. */
  private static String select(Connection connection, PageRequest request) throws SQLException {
    var text = new StringBuilder();
    try (PreparedStatement statement = prepared(connection, request);
        ResultSet rows = statement.executeQuery()) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        for (int i = 1; i <= columns; i++) {
          text.append(rows.getString(i)).append('\t');
        }
        text.append('\n');
      }
    }
    return text.toString();
  }

  private static PreparedStatement prepared(Connection connection, PageRequest request)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(request.statement().sql());
    for (int i = 0; i < request.parameters().size(); i++) {
      statement.setObject(i + 1, request.parameters().get(i));
    }
    return statement;
  }

  private Region<String, String> region(Cache shared, String resource) {
    return regions.computeIfAbsent(
        resource,
        name ->
            shared.region(
                RegionSpec.of(KeyPattern.ofString(name + ":{request}"), String.class)
                    .livingFor(Tier.DAY)
                    .inFirstLevelOnly()
                    .notRefreshedAhead()));
  }

  /** Returns the statistics of the regions by resource; empty without a cache. */
  public Map<String, RegionStatistics> statistics() {
    return regions.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> entry.getValue().statistics(),
                (a, _) -> a,
                LinkedHashMap::new));
  }
}
