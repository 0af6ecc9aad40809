package dev.trimtab.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import dev.trimtab.pool.PoolException.Kind;
import dev.trimtab.testkit.FaultyProxy;
import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a network and a server can do to a pool, with a real server behind a network that fails. */
@Timeout(60)
class FaultsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final TestPostgres postgres = TestPostgres.newest();
  private final FaultyProxy network = FaultyProxy.to(postgres.port());
  private final SelfSizingPool pool = open("jdbc:postgresql://127.0.0.1:%d/postgres", "postgres");

  private final User user = new User(pool);

  private SelfSizingPool open(String url, String user) {
    var config = new HikariConfig();
    config.setJdbcUrl(url.formatted(network.port()));
    config.setUsername(user);
    config.setPassword("unused");
    return SelfSizingPool.over(
        config,
        PoolSettings.STANDARD.named("frail").between(2, 8).startingAt(4).waitingFor(PATIENCE),
        PoolListener.SILENT);
  }

  @AfterEach
  void close() {
    pool.close();
    network.close();
  }

  private Kind failure() throws InterruptedException {
    while (true) {
      try {
        user.work();
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (PoolException e) {
        if (e.kind() == Kind.AWAY) {
          assertThat((Throwable) e)
              .hasMessageContaining("in use of")
              .hasMessageContaining("has not answered for")
              .hasMessageContaining("looked at every 150 ms");
          return e.kind();
        }
      } catch (SQLException e) {
        // A connection broke in use, which is how a user hears of it first.
        TimeUnit.MILLISECONDS.sleep(5);
      }
    }
  }

  @Test
  void leavesAServerThatRefusesAndComesBackToIt() throws Exception {
    user.awaitWork();
    network.refuse();
    assertThat(failure()).isEqualTo(Kind.AWAY);
    long began = System.nanoTime();
    assertThatThrownBy(user::work).isInstanceOf(PoolException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PATIENCE);
    network.pass();
    user.awaitWork();
  }

  @Test
  void comesBackAfterAReset() throws Exception {
    user.awaitWork();
    network.reset();
    assertThat(failure()).isEqualTo(Kind.AWAY);
    network.pass();
    user.awaitWork();
  }

  /** Without being cut this thread would wait for as long as the network believes in the server. */
  @Test
  void cutsWhoWaitsForAnAnswerFromABlackHole() throws Exception {
    user.awaitWork();
    var inFlight =
        CompletableFuture.supplyAsync(() -> {
          try (Connection connection = pool.getConnection();
              var statement = connection.createStatement()) {
            statement.execute("SELECT pg_sleep(0.5)");
            return "answered";
          } catch (SQLException e) {
            return "cut";
          }
        });
    TimeUnit.MILLISECONDS.sleep(200);
    network.blackHole();
    assertThat(inFlight.get(30, TimeUnit.SECONDS)).isEqualTo("cut");
    network.pass();
    user.awaitWork();
    assertThat(pool.describe()).startsWith("frail: 0 in use");
  }

  @Test
  void slowConnectsAreNoFailure() throws Exception {
    network.delay(Duration.ofMillis(40));
    user.work();
  }

  @Test
  void saysAtOnceThatAUserMayNotComeInAndLetsTheRightOneIn() throws Exception {
    try (SelfSizingPool other =
        open("jdbc:postgresql://127.0.0.1:%d/postgres", "nobody_of_this_name")) {
      assertThatThrownBy(other::getConnection)
          .isInstanceOf(PoolException.class)
          .hasMessageContaining("nobody_of_this_name");
      other.openAs("postgres", "unused");
      boolean isIn = false;
      while (!isIn) {
        try (Connection connection = other.getConnection()) {
          isIn = connection.isValid(1);
        } catch (PoolException e) {
          TimeUnit.MILLISECONDS.sleep(20);
        }
      }
    }
  }

  @Test
  void saysThatANameCannotBeResolved() {
    try (SelfSizingPool lost = open("jdbc:postgresql://no-such-host.invalid:%d/postgres", "x")) {
      assertThatThrownBy(lost::getConnection)
          .isInstanceOf(PoolException.class)
          .hasMessageContaining("no-such-host.invalid")
          .hasMessageContaining("in use of");
    }
  }

  @Test
  void aClosedPoolTurnsAwayThoseThatWait() throws Exception {
    Connection[] all = new Connection[4];
    for (int i = 0; i < all.length; i++) {
      all[i] = pool.getConnection();
    }
    var waiting =
        CompletableFuture.supplyAsync(() -> {
          try (Connection connection = pool.getConnection()) {
            return "lent " + connection;
          } catch (SQLException e) {
            return String.valueOf(e.getMessage());
          }
        });
    TimeUnit.MILLISECONDS.sleep(100);
    pool.close();
    assertThat(waiting.get(1, TimeUnit.SECONDS)).isEqualTo("the pool frail is closed");
  }
}
