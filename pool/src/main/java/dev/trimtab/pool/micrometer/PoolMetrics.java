package dev.trimtab.pool.micrometer;

import dev.trimtab.pool.PoolException;
import dev.trimtab.pool.PoolStatistics;
import dev.trimtab.pool.SelfSizingPool;
import dev.trimtab.pool.source.FailureKind;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Meters of a pool, read when asked for; a borrow pays nothing for them.
 *
 * <p>{@code trimtab.pool.limit}, {@code .share}, {@code .in.use}, {@code .open}, {@code .waiting};
 * {@code .returned}, {@code .moves}, {@code .failures} by {@code kind}, {@code .broken} by {@code
 * kind}; {@code .use.time}, {@code .wait.time} and {@code .open.time} by {@code part} ({@code
 * half}, {@code most}: 99 of 100, {@code longest}).
 */
public final class PoolMetrics implements MeterBinder {

  private final SelfSizingPool pool;

  /** Measures a pool; its name becomes the tag {@code pool}. */
  public PoolMetrics(SelfSizingPool pool) {
    this.pool = pool;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Tags tags = Tags.of("pool", pool.name());
    gauge(registry, "limit", tags, PoolStatistics::limit);
    gauge(registry, "share", tags, PoolStatistics::share);
    gauge(registry, "in.use", tags, PoolStatistics::inUse);
    gauge(registry, "open", tags, PoolStatistics::open);
    gauge(registry, "waiting", tags, PoolStatistics::waiting);
    count(registry, "returned", tags, PoolStatistics::returned);
    count(registry, "moves", tags, PoolStatistics::moves);
    for (PoolException.Kind kind : PoolException.Kind.values()) {
      count(
          registry,
          "failures",
          tags.and("kind", kind.name()),
          s -> s.failures().getOrDefault(kind, 0L));
    }
    for (FailureKind kind : FailureKind.values()) {
      count(
          registry,
          "broken",
          tags.and("kind", kind.name()),
          s -> s.broken().getOrDefault(kind, 0L));
    }
    time(registry, "use.time", tags, PoolStatistics::useMean);
    times(registry, "wait.time", tags, PoolStatistics::waits);
    times(registry, "open.time", tags, PoolStatistics::opens);
  }

  private void gauge(
      MeterRegistry registry, String name, Tags tags, ToDoubleFunction<PoolStatistics> value) {
    Gauge.builder("trimtab.pool." + name, pool, p -> value.applyAsDouble(p.statistics()))
        .tags(tags)
        .register(registry);
  }

  private void count(
      MeterRegistry registry, String name, Tags tags, ToDoubleFunction<PoolStatistics> value) {
    FunctionCounter.builder("trimtab.pool." + name, pool, p -> value.applyAsDouble(p.statistics()))
        .tags(tags)
        .register(registry);
  }

  private void times(
      MeterRegistry registry,
      String name,
      Tags tags,
      Function<PoolStatistics, PoolStatistics.Times> times) {
    time(registry, name, tags.and("part", "half"), s -> times.apply(s).p50());
    time(registry, name, tags.and("part", "most"), s -> times.apply(s).p99());
    time(registry, name, tags.and("part", "longest"), s -> times.apply(s).max());
  }

  private void time(
      MeterRegistry registry, String name, Tags tags, Function<PoolStatistics, Duration> time) {
    TimeGauge.builder(
            "trimtab.pool." + name,
            pool,
            TimeUnit.NANOSECONDS,
            p -> time.apply(p.statistics()).toNanos())
        .tags(tags)
        .register(registry);
  }
}
