package dev.trimtab.batch.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.batch.automatic.AutomaticBatching;
import dev.trimtab.batch.automatic.AutomaticSettings;
import dev.trimtab.batch.observe.Finding;
import dev.trimtab.batch.observe.Report;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BatchMetricsTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void countsStatementsFindingsAndWhatTheyCost() {
    var told = new ArrayList<Report>();
    var listener = new BatchMetrics(registry, "shop").before(told::add);
    var finding =
        new Finding(
            "GET /",
            Finding.Kind.N_PLUS_ONE,
            "SELECT 1",
            Optional.empty(),
            Optional.empty(),
            20,
            Duration.ofMillis(30),
            Duration.ofMillis(5),
            Optional.empty());

    listener.ended(new Report("GET /", 21, List.of(), List.of(finding)));
    listener.ended(new Report("GET /", 3, List.of(), List.of()));

    assertThat(told).hasSize(2);
    assertThat(registry.get("trimtab.batch.statements").tag("source", "shop").summary().max())
        .isEqualTo(21);
    assertThat(registry.get("trimtab.batch.findings").tag("kind", "n_plus_one").counter().count())
        .isEqualTo(1);
    assertThat(
            registry
                .get("trimtab.batch.saving")
                .tag("kind", "n_plus_one")
                .timer()
                .totalTime(TimeUnit.MILLISECONDS))
        .isEqualTo(25);
    assertThat(registry.get("trimtab.batch.findings").tag("kind", "write_loop").counter().count())
        .isZero();
  }

  @Test
  void showsHowFarLoopsAre() {
    var automatic = new AutomaticBatching(AutomaticSettings.STANDARD);
    BatchMetrics.bind(registry, "shop", automatic);
    var parent = new Finding.Parent("SELECT id FROM customer", 1, List.of(1));
    var finding =
        new Finding(
            "GET /",
            Finding.Kind.N_PLUS_ONE,
            "SELECT note FROM purchase WHERE customer_id = ?",
            Optional.empty(),
            Optional.of(parent),
            20,
            Duration.ofMillis(30),
            Duration.ofMillis(5),
            Optional.empty());

    automatic.before(_ -> {}).ended(new Report("GET /", 21, List.of(), List.of(finding)));

    assertThat(registry.get("trimtab.batch.loops").tag("stage", "seen").gauge().value())
        .isEqualTo(1);
    assertThat(registry.get("trimtab.batch.loops").tag("stage", "ahead").gauge().value()).isZero();
    assertThat(registry.get("trimtab.batch.ahead.keys").functionCounter().count()).isZero();
  }
}
