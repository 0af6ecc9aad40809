package dev.trimtab.pool.replica;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import dev.trimtab.pool.PoolListener;
import dev.trimtab.pool.PoolSettings;
import dev.trimtab.testkit.TestReplicas;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real primary and two real replicas; the last test ends the primary. */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicatedPoolIT {

  @TempDir private static Path folder;
  private static TestReplicas servers;
  private static ReplicatedPool pool;

  @BeforeAll
  static void start() throws Exception {
    servers = TestReplicas.start(folder, 2, Map.of());
    servers.execute(0, "CREATE TABLE notes (id serial PRIMARY KEY, text text)");
    List<HikariConfig> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      var config = new HikariConfig();
      config.setJdbcUrl("jdbc:postgresql://127.0.0.1:%d/postgres".formatted(servers.port(i)));
      config.setUsername("postgres");
      config.setPassword("unused");
      all.add(config);
    }
    pool =
        ReplicatedPool.over(
            all,
            ReplicaSettings.STANDARD,
            PoolSettings.STANDARD.named("notes").between(2, 20).startingAt(4),
            PoolListener.SILENT);
    pool.awaitServers(Duration.ofSeconds(20));
  }

  @AfterAll
  static void stop() {
    pool.close();
    servers.close();
  }

  private static int portOf(Connection connection) throws SQLException {
    return (int) number(connection, "SELECT inet_server_port()");
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void write(String text) throws SQLException {
    try (Connection connection = pool.getConnection();
        var insert = connection.prepareStatement("INSERT INTO notes (text) VALUES (?)")) {
      insert.setString(1, text);
      insert.executeUpdate();
    }
  }

  /**
   * As Spring does for {@code @Transactional(readOnly = true)}: told before the first statement.
   */
  @Test
  @Order(1)
  void readsOnAReplicaAndWritesOnThePrimary() throws SQLException {
    for (int i = 0; i < 20; i++) {
      try (Connection connection = pool.getConnection()) {
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        assertThat(portOf(connection)).isIn(servers.port(1), servers.port(2));
        connection.commit();
      }
      try (Connection connection = pool.getConnection()) {
        connection.setAutoCommit(false);
        assertThat(portOf(connection)).isEqualTo(servers.port(0));
        connection.commit();
      }
    }
  }

  @Test
  @Order(2)
  void goesToAnotherServerBetweenTwoTransactionsAndNeverWithinOne() throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      assertThat(portOf(connection)).isEqualTo(servers.port(0));
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> connection.setReadOnly(true))
          .isInstanceOf(SQLException.class)
          .hasMessage("a transaction cannot change whether it only reads");
      connection.commit();
      connection.setReadOnly(true);
      assertThat(portOf(connection)).isNotEqualTo(servers.port(0));
      connection.commit();
      connection.setReadOnly(false);
      assertThat(portOf(connection)).isEqualTo(servers.port(0));
      connection.rollback();
    }
  }

  /** Without the token a good part of these would miss the row just written. */
  @Test
  @Order(3)
  void aUnitOfWorkSeesItsOwnWritesWhereverItReads() throws Exception {
    for (int i = 0; i < 300; i++) {
      String text = "note " + i;
      var unit = UnitOfWork.begin();
      unit.call(() -> {
        write(text);
        return true;
      });
      // Another process that was handed the token.
      var next = UnitOfWork.continuing(unit.token());
      long found =
          next.call(() ->
              pool.read(connection ->
                  number(
                      connection, "SELECT count(*) FROM notes WHERE text = '%s'".formatted(text))));
      assertThat(found).as(text).isEqualTo(1);
    }
  }

  @Test
  @Order(4)
  void readsNothingFromAReplicaWhoseReplayIsPaused() throws Exception {
    servers.execute(1, "SELECT pg_wal_replay_pause()");
    // Asked to pause, it may still replay what comes.
    servers.execute(
        1,
        """
        DO $$ BEGIN
          WHILE pg_get_wal_replay_pause_state() <> 'paused' LOOP PERFORM pg_sleep(0.01); END LOOP;
        END $$
        """);
    write("unseen there");
    Thread.sleep(1_000);
    for (int i = 0; i < 50; i++) {
      assertThat(pool.read(ReplicatedPoolIT::portOf)).isNotEqualTo(servers.port(1));
    }
    servers.execute(1, "SELECT pg_wal_replay_resume()");
    awaitReadsFrom(1);
  }

  private static void awaitReadsFrom(int server) throws Exception {
    while (pool.read(ReplicatedPoolIT::portOf) != servers.port(server)) {
      Thread.sleep(5);
    }
  }

  @Test
  @Order(5)
  void findsTheNewPrimaryAfterOneWasPromoted() throws Exception {
    write("before");
    servers.kill(0);
    servers.execute(2, "SELECT pg_promote()");
    long promoted = System.nanoTime();
    boolean isWritten = false;
    while (!isWritten) {
      try {
        write("after");
        isWritten = true;
      } catch (SQLException e) {
        Thread.sleep(10);
      }
    }
    assertThat(Duration.ofNanos(System.nanoTime() - promoted)).isLessThan(Duration.ofSeconds(20));
    assertThat(pool.primary()).contains("127.0.0.1:%d/postgres".formatted(servers.port(2)));
    // The other replica lost its primary, and is looked at again within a tenth of a second.
    while (!pool.describe().contains("replica, good")) {
      Thread.sleep(10);
    }
    assertThat(pool.describe()).contains("primary, good");
  }
}
