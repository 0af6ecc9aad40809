package dev.trimtab.bench.pool;

import com.vladmihalcea.flexypool.FlexyPoolDataSource;
import com.vladmihalcea.flexypool.adaptor.HikariCPPoolAdapter;
import com.vladmihalcea.flexypool.config.FlexyPoolConfiguration;
import com.vladmihalcea.flexypool.strategy.IncrementPoolOnTimeoutConnectionAcquisitionStrategy;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.trimtab.pool.PoolListener;
import dev.trimtab.pool.PoolSettings;
import dev.trimtab.pool.SelfSizingPool;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Makes pools over one server: ours and its rivals. */
final class Pools {

  private static final String USER = "postgres";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** FlexyPool grows by one for each acquisition that is slower than this. */
  private static final long FLEXY_SLOW_MILLIS = 20;

  private Pools() {}

  /** A pool that can be closed. */
  record Lent(String name, DataSource source, AutoCloseable closing) implements AutoCloseable {
    @Override
    public void close() {
      try {
        closing.close();
      } catch (Exception e) {
        throw new IllegalStateException("could not close " + name, e);
      }
    }
  }

  static HikariConfig config(String url) {
    var config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername(USER);
    config.setPassword("unused");
    return config;
  }

  static HikariDataSource hikariSource(String url, int size) {
    HikariConfig config = config(url);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(PATIENCE.toMillis());
    return new HikariDataSource(config);
  }

  static Lent hikari(String url, int size) {
    HikariDataSource source = hikariSource(url, size);
    return new Lent("hikari " + size, source, source);
  }

  static Lent agroal(String url, int size) throws SQLException {
    AgroalDataSource source =
        AgroalDataSource.from(
            new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool ->
                    pool.maxSize(size)
                        .acquisitionTimeout(PATIENCE)
                        .connectionFactoryConfiguration(factory ->
                            factory
                                .jdbcUrl(url)
                                .principal(new NamePrincipal(USER))
                                .credential(new SimplePassword("unused")))));
    return new Lent("agroal " + size, source, source);
  }

  /** FlexyPool over HikariCP, which may grow from a size to another. */
  // The array is made for an argument list of generic type, which FlexyPool only reads.
  @SuppressWarnings("unchecked")
  static Lent flexy(String url, int from, int to) {
    HikariDataSource hikari = hikariSource(url, from);
    FlexyPoolConfiguration<HikariDataSource> configuration =
        new FlexyPoolConfiguration.Builder<>("flexy", hikari, HikariCPPoolAdapter.FACTORY)
            .setJmxEnabled(false)
            .setMetricLogReporterMillis(0)
            .build();
    var strategy =
        new IncrementPoolOnTimeoutConnectionAcquisitionStrategy.Factory<HikariDataSource>(
            to - from, Math.toIntExact(FLEXY_SLOW_MILLIS));
    var source = new FlexyPoolDataSource<>(configuration, strategy);
    return new Lent(
        "flexy " + from,
        source,
        () -> {
          source.close();
          hikari.close();
        });
  }

  static SelfSizingPool ours(String url, PoolSettings settings, PoolListener listener) {
    return SelfSizingPool.over(config(url), settings.waitingFor(PATIENCE), listener);
  }

  static Lent ours(String url, int start) {
    SelfSizingPool pool =
        ours(url, PoolSettings.STANDARD.named("bench").startingAt(start), PoolListener.SILENT);
    return new Lent("trimtab from " + start, pool, pool);
  }

  /** Opens all connections of a pool of a fixed size, so that filling it is not measured. */
  static void fill(DataSource source, int size) throws SQLException {
    List<Connection> all = new ArrayList<>();
    try {
      while (all.size() < size) {
        all.add(source.getConnection());
      }
    } finally {
      for (Connection one : all) {
        one.close();
      }
    }
  }
}
