package dev.trimtab.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import dev.trimtab.pool.micrometer.PoolMetrics;
import dev.trimtab.testkit.TestPostgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PoolMetricsIT {

  private final TestPostgres postgres = TestPostgres.newest();

  @Test
  void showsWhatThePoolDoes() throws Exception {
    var config = new HikariConfig();
    config.setJdbcUrl("jdbc:postgresql://127.0.0.1:%d/postgres".formatted(postgres.port()));
    config.setUsername("postgres");
    config.setPassword("unused");
    var registry = new SimpleMeterRegistry();
    try (var pool =
        SelfSizingPool.over(
            config,
            PoolSettings.STANDARD.named("metered").between(1, 1).waitingFor(Duration.ofMillis(300)),
            PoolListener.SILENT)) {
      new PoolMetrics(pool).bindTo(registry);
      pool.getConnection().close();
      try (Connection only = pool.getConnection()) {
        Assertions.assertThatThrownBy(pool::getConnection).isInstanceOf(PoolException.class);
        assertThat(only.isClosed()).isFalse();
        assertThat(registry.get("trimtab.pool.in.use").tag("pool", "metered").gauge().value())
            .isEqualTo(1);
      }

      assertThat(registry.get("trimtab.pool.returned").functionCounter().count()).isEqualTo(2);
      assertThat(
              registry
                  .get("trimtab.pool.failures")
                  .tag("kind", "TIMED_OUT")
                  .functionCounter()
                  .count())
          .isEqualTo(1);
      assertThat(registry.get("trimtab.pool.limit").gauge().value()).isEqualTo(1);
      assertThat(pool.statistics().opens().count()).isPositive();
    }
  }
}
