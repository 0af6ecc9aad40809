package dev.trimtab.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import dev.trimtab.testkit.GuardedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that looks at passwords (SCRAM), and one that is changed while the pool is at work. */
@Timeout(60)
class PasswordRotationIT {

  private static final String OLD = "the-word-of-last-month";
  private static final String NEW = "the-word-of-this-month";

  @TempDir private Path folder;
  private GuardedPostgres server;
  private SelfSizingPool pool;
  private User user;

  @BeforeEach
  void start() throws Exception {
    server = GuardedPostgres.start(folder, Map.of());
    server.execute("postgres", "CREATE ROLE clerk LOGIN PASSWORD '" + OLD + "'");
    var config = new HikariConfig();
    config.setJdbcUrl("jdbc:postgresql://127.0.0.1:%d/postgres".formatted(server.port()));
    config.setUsername("clerk");
    config.setPassword(OLD);
    pool =
        SelfSizingPool.over(
            config,
            PoolSettings.STANDARD.named("rotated").between(2, 8).startingAt(4),
            PoolListener.SILENT);
    user = new User(pool);
    user.work();
  }

  @AfterEach
  void stop() throws Exception {
    pool.close();
    server.close();
  }

  private void rotate() throws SQLException {
    server.execute("postgres", "ALTER ROLE clerk PASSWORD '" + NEW + "'");
  }

  private void endAllSessions() throws SQLException {
    server.execute(
        "postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'clerk'");
  }

  private PoolException refusal() throws InterruptedException {
    while (true) {
      try {
        user.work();
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (PoolException e) {
        return e;
      } catch (SQLException e) {
        // The statement's own: its session was ended.
      }
    }
  }

  @Test
  void aPasswordThatIsToldBeforehandChangesWithoutAnError() throws Exception {
    rotate();
    pool.openAs("clerk", NEW);
    user.work();
    endAllSessions();
    for (int i = 0; i < 20; i++) {
      try {
        user.work();
      } catch (SQLException e) {
        // A session that was ended tells its user so; none is told of a wrong password.
        assertThat(e.getSQLState()).isNotEqualTo("28P01");
        assertThat(String.valueOf(e.getMessage())).doesNotContain("password");
      }
    }
    user.awaitWork();
  }

  @Test
  void sessionsThatAreOpenOutliveThePassword() throws Exception {
    try (Connection before = pool.getConnection()) {
      rotate();
      assertThat(before.isValid(5)).isTrue();
    }
  }

  @Test
  void saysWhatIsWrongWithTheOldOneAndWorksWithTheNew() throws Exception {
    rotate();
    endAllSessions();
    String refusal = String.valueOf(refusal().getMessage());
    assertThat(refusal).contains("password authentication failed", "clerk", "in use of");
    assertThat(refusal + pool.describe()).doesNotContain(OLD, NEW);
    pool.openAs("clerk", NEW);
    user.awaitWork();
  }
}
