package dev.trimtab.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SelfSizingPoolIT {

  private final TestPostgres postgres = TestPostgres.newest();
  private final ConcurrentLinkedQueue<PoolException.Kind> failures = new ConcurrentLinkedQueue<>();
  private final SelfSizingPool pool =
      open(PoolSettings.STANDARD.named("orders").between(1, 20).waitingFor(Duration.ofSeconds(2)));

  private HikariConfig hikari() {
    var config = new HikariConfig();
    config.setJdbcUrl("jdbc:postgresql://127.0.0.1:%d/postgres".formatted(postgres.port()));
    config.setUsername("postgres");
    config.setPassword("unused");
    return config;
  }

  private SelfSizingPool open(PoolSettings settings) {
    return SelfSizingPool.over(
        hikari(),
        settings,
        new PoolListener() {
          @Override
          public void failed(PoolException.Kind kind) {
            failures.add(kind);
          }
        });
  }

  @AfterEach
  void close() {
    pool.close();
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void lendsAConnectionAndTakesItBack() throws SQLException {
    try (Connection connection = pool.getConnection()) {
      execute(connection, "SELECT 1");
      assertThat(pool.describe()).startsWith("orders: 1 in use");
    }
    assertThat(pool.describe()).startsWith("orders: 0 in use");
  }

  /** Closing twice must not let two in. */
  @Test
  void aConnectionThatIsClosedTwiceComesBackOnce() throws SQLException {
    try (Connection other = pool.getConnection()) {
      Connection connection = pool.getConnection();
      connection.close();
      connection.close();
      assertThat(other.isClosed()).isFalse();
      assertThat(pool.describe()).startsWith("orders: 1 in use");
    }
  }

  /** HikariCP throws it away without a word, so its place would be lost. */
  @Test
  void aConnectionThatBreaksGivesItsPlaceBack() throws SQLException {
    for (int i = 0; i < 30; i++) {
      try (Connection connection = pool.getConnection()) {
        assertThatThrownBy(
                () -> execute(connection, "SELECT pg_terminate_backend(pg_backend_pid())"))
            .isInstanceOf(SQLException.class);
      }
    }
    assertThat(pool.describe()).startsWith("orders: 0 in use");
  }

  @Test
  void aStatementThatFailsKeepsItsConnection() throws SQLException {
    try (Connection connection = pool.getConnection()) {
      assertThatThrownBy(() -> execute(connection, "SELECT 1 / 0"))
          .hasMessageContaining("division by zero");
      execute(connection, "SELECT 1");
    }
  }

  @Test
  void saysWithNumbersThatThereIsNone() throws SQLException {
    try (var small =
            open(
                PoolSettings.STANDARD
                    .named("small")
                    .between(1, 1)
                    .waitingFor(Duration.ofMillis(300)));
        Connection only = small.getConnection()) {
      assertThatThrownBy(small::getConnection)
          .isInstanceOf(PoolException.class)
          .hasMessageStartingWith("small: no connection after 30")
          .hasMessageContaining("1 in use of 1 that may be, 0 idle, 0 waiting")
          .hasMessageContaining("The limit has not moved yet.");
      assertThat(only.isClosed()).isFalse();
    }
    assertThat(failures).containsExactly(PoolException.Kind.TIMED_OUT);
  }

  @Test
  void saysWhatTheServerSaysWhenItIsNotThere() {
    var config = hikari();
    config.setJdbcUrl("jdbc:postgresql://127.0.0.1:1/postgres");
    try (var lost =
        SelfSizingPool.over(
            config,
            PoolSettings.STANDARD.named("lost").waitingFor(Duration.ofMillis(400)),
            PoolListener.SILENT)) {
      assertThatThrownBy(lost::getConnection)
          .isInstanceOf(PoolException.class)
          .hasMessageStartingWith("lost: ")
          .hasMessageContaining("refused")
          .hasMessageContaining("that may be, 0 idle, 0 waiting");
    }
  }

  /** Two hundred that only wait: the usual ten would be all there ever are. */
  @Test
  void growsWhereConnectionsOnlyWait() throws Exception {
    var isOver = new AtomicBoolean();
    var errors = new ConcurrentLinkedQueue<Exception>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 200; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                while (!isOver.get()) {
                  try (Connection connection = pool.getConnection()) {
                    execute(connection, "SELECT pg_sleep(0.005)");
                  } catch (SQLException e) {
                    errors.add(e);
                  }
                }
              }));
    }

    while (pool.limit() < 20) {
      Thread.sleep(20);
    }
    isOver.set(true);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(errors).isEmpty();
    assertThat(pool.describe()).contains("0 in use of 20", "Last move", "of max_connections 60");
  }

  @Test
  void refusesSettingsThatContradictEachOther() {
    assertThatThrownBy(() -> PoolSettings.STANDARD.between(5, 4))
        .hasMessage("need 1 <= min <= max, got min=5 max=4");
    assertThatThrownBy(() -> PoolSettings.STANDARD.named("a#b")).hasMessageContaining("no #");
    assertThatThrownBy(() -> PoolSettings.STANDARD.waitingFor(Duration.ZERO))
        .hasMessageContaining("positive patience");
    assertThatThrownBy(() -> PoolSettings.STANDARD.suspectingLeaksAfter(Duration.ofSeconds(5)))
        .hasMessage("what is in use for PT5S is no leak where others wait as long as PT5S");
    assertThatThrownBy(() ->
            SelfSizingPool.over(new HikariConfig(), PoolSettings.STANDARD, PoolListener.SILENT))
        .hasMessage("a pool needs a jdbcUrl or a data source to open with");
  }
}
