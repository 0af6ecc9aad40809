package dev.trimtab.pool.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HikariSourceIT {

  private static final int MANY = 12;

  private final AtomicInteger returned = new AtomicInteger();
  private final HikariSource source = open();

  private HikariSource open() {
    var config = new HikariConfig();
    config.setJdbcUrl(
        "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(TestPostgres.newest().port()));
    config.setUsername("postgres");
    config.setPassword("unused");
    config.setMaximumPoolSize(MANY);
    config.setMinimumIdle(1);
    return new HikariSource(
        config,
        Duration.ofSeconds(5),
        new ConnectionSource.Listener() {
          @Override
          public void returned(long usedMillis) {
            returned.incrementAndGet();
          }

          @Override
          public void opened(long tookMillis) {}

          @Override
          public void broken(SQLException why) {}
        });
  }

  @AfterEach
  void close() {
    source.close();
  }

  private List<Connection> take(int count) throws SQLException {
    var all = new ArrayList<Connection>();
    for (int i = 0; i < count; i++) {
      all.add(source.take());
    }
    return all;
  }

  private static void giveBack(List<Connection> all) throws SQLException {
    for (Connection one : all) {
      one.close();
    }
  }

  /** Who counts what comes back would let one too many in for each that is closed. */
  @Test
  void closesIdleConnectionsAFewAtATimeAndCallsNoneOfThemReturned() throws SQLException {
    giveBack(take(MANY));

    source.closeIdleAbove(4, 3);

    assertThat(source.open()).isEqualTo(MANY - 3);
    source.closeIdleAbove(4, MANY);
    assertThat(source.open()).isEqualTo(4);
    assertThat(returned).hasValue(MANY);
  }

  @Test
  void closesNoneThatIsInUse() throws SQLException {
    List<Connection> all = take(MANY);

    source.closeIdleAbove(4, MANY);

    assertThat(source.open()).isEqualTo(MANY);
    for (Connection one : all) {
      assertThat(one.isValid(1)).isTrue();
    }
    giveBack(all);
  }
}
