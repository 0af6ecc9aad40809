package dev.trimtab.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import dev.trimtab.pool.lane.Leak;
import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LanesIT {

  private final TestPostgres postgres = TestPostgres.newest();
  private final BlockingQueue<Leak> leaks = new LinkedBlockingQueue<>();

  private SelfSizingPool open(PoolSettings settings) {
    var config = new HikariConfig();
    config.setJdbcUrl("jdbc:postgresql://127.0.0.1:%d/postgres".formatted(postgres.port()));
    config.setUsername("postgres");
    config.setPassword("unused");
    return SelfSizingPool.over(
        config,
        settings,
        new PoolListener() {
          @Override
          public void leaked(Leak leak) {
            leaks.add(leak);
          }
        });
  }

  private static void sleep(DataSource source, double seconds) {
    try (Connection connection = source.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("SELECT pg_sleep(%s)".formatted(seconds));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Thread repeat(AtomicBoolean isOver, Runnable work) {
    return Thread.ofVirtual()
        .start(() -> {
          while (!isOver.get()) {
            work.run();
          }
        });
  }

  /** Without a lane the eight places would be taken by eight of the twenty slow ones. */
  @Test
  void leavesPlacesForTheQuickWhereSlowOnesKnowThatTheyAre() throws Exception {
    try (var pool = open(PoolSettings.STANDARD.named("lanes").between(8, 8).startingAt(8))) {
      var isOver = new AtomicBoolean();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        threads.add(repeat(isOver, () -> sleep(pool.slowLane(), 0.5)));
      }
      TimeUnit.MILLISECONDS.sleep(300);
      assertThat(pool.describe()).contains("in the slow lane 6 in use, 14 waiting");
      long began = System.nanoTime();
      sleep(pool, 0);
      assertThat(System.nanoTime() - began).isLessThan(400_000_000L);
      isOver.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(pool.describe()).startsWith("lanes: 0 in use").doesNotContain("slow lane");
    }
  }

  @Test
  void findsByItselfWhichAreSlow() throws Exception {
    try (var pool = open(PoolSettings.STANDARD.named("found").between(8, 8).startingAt(8))) {
      var isOver = new AtomicBoolean();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        threads.add(repeat(isOver, () -> sleep(pool, 0.3)));
        threads.add(repeat(isOver, () -> sleep(pool, 0.001)));
        threads.add(repeat(isOver, () -> sleep(pool, 0.001)));
      }
      while (!pool.describe().contains("in the slow lane 6 in use")) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      isOver.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(pool.describe()).startsWith("found: 0 in use").doesNotContain("slow lane");
    }
  }

  /**
   * The first one forgotten makes it suspicious; of the second it is seen where it was asked for.
   */
  @Test
  void namesThePlaceWhereAForgottenConnectionWasAskedFor() throws Exception {
    try (var pool =
        open(
            PoolSettings.STANDARD
                .named("leaky")
                .between(8, 8)
                .startingAt(8)
                .waitingFor(Duration.ofMillis(500))
                .suspectingLeaksAfter(Duration.ofSeconds(1)))) {
      List<Connection> forgotten = new ArrayList<>();
      forgotten.add(pool.getConnection());
      Leak leak = null;
      while (leak == null) {
        if (forgotten.size() < 3) {
          TimeUnit.MILLISECONDS.sleep(1_500);
          forgotten.add(pool.getConnection());
        }
        leak = leaks.poll(3, TimeUnit.SECONDS);
      }
      assertThat(leak.heldFor()).isGreaterThan(Duration.ofSeconds(1));
      assertThat(leak.toString()).contains("has been in use for", "asked for it here");
      for (Connection one : forgotten) {
        one.close();
      }
      assertThat(pool.describe()).startsWith("leaky: 0 in use");
    }
  }
}
