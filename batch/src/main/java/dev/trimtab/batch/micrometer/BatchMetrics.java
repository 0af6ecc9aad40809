package dev.trimtab.batch.micrometer;

import dev.trimtab.batch.automatic.AutomaticBatching;
import dev.trimtab.batch.automatic.LoopState;
import dev.trimtab.batch.observe.Finding;
import dev.trimtab.batch.observe.UnitListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Meters of what units of work ask, counted when they end; a statement pays nothing for them.
 *
 * <p>{@code trimtab.batch.statements} of a unit; {@code .findings} and {@code .saving} (time that
 * one batched run would save) by {@code kind}. Of loops that are run ahead, read when asked for:
 * {@code .loops} by {@code stage}, {@code .ahead.statements}, {@code .ahead.keys}, {@code
 * .ahead.used}. No meter has a statement, a place or the name of a unit for a tag: there are too
 * many of them.
 */
public final class BatchMetrics {

  private final DistributionSummary statements;
  private final Map<Finding.Kind, Counter> findings = new EnumMap<>(Finding.Kind.class);
  private final Map<Finding.Kind, Timer> savings = new EnumMap<>(Finding.Kind.class);

  /**
   * Measures units of work.
   *
   * @param name of the data source, which becomes the tag {@code source}
   */
  public BatchMetrics(MeterRegistry registry, String name) {
    Tags tags = Tags.of("source", name);
    statements =
        DistributionSummary.builder("trimtab.batch.statements").tags(tags).register(registry);
    for (Finding.Kind kind : Finding.Kind.values()) {
      Tags its = tags.and("kind", lower(kind));
      findings.put(kind, Counter.builder("trimtab.batch.findings").tags(its).register(registry));
      savings.put(kind, Timer.builder("trimtab.batch.saving").tags(its).register(registry));
    }
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Returns a listener that counts and then tells the next one. */
  public UnitListener before(UnitListener next) {
    return report -> {
      statements.record(report.executions());
      for (Finding finding : report.findings()) {
        Counter counter = findings.get(finding.kind());
        Timer timer = savings.get(finding.kind());
        if (counter != null && timer != null) {
          counter.increment();
          timer.record(finding.saving());
        }
      }
      next.ended(report);
    };
  }

  /** Measures loops that are run ahead. */
  public static void bind(MeterRegistry registry, String name, AutomaticBatching automatic) {
    Tags tags = Tags.of("source", name);
    for (LoopState.Stage stage : LoopState.Stage.values()) {
      Gauge.builder(
              "trimtab.batch.loops",
              automatic,
              a -> a.loops().stream().filter(loop -> loop.stage() == stage).count())
          .tags(tags.and("stage", lower(stage)))
          .register(registry);
    }
    count(registry, "statements", tags, automatic, LoopState::batches);
    count(registry, "keys", tags, automatic, LoopState::keys);
    count(registry, "used", tags, automatic, LoopState::used);
  }

  private static void count(
      MeterRegistry registry,
      String name,
      Tags tags,
      AutomaticBatching automatic,
      ToLongFunction<LoopState> figure) {
    FunctionCounter.builder(
            "trimtab.batch.ahead." + name,
            automatic,
            a -> a.loops().stream().mapToLong(figure).sum())
        .tags(tags)
        .register(registry);
  }
}
