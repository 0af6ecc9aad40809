package dev.trimtab.pool.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import dev.trimtab.pool.PoolListener;
import dev.trimtab.pool.PoolSettings;
import dev.trimtab.pool.SelfSizingPool;
import dev.trimtab.testkit.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.Connection;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What we are told through a pooler, with one that does to a new session what PgBouncer does. */
@Timeout(60)
class PoolerIT {

  private final TestPostgres postgres = TestPostgres.newest();

  @Test
  void aServerThatIsAskedDirectlyIsNoPooler() throws Exception {
    try (Connection connection = postgres.connect("postgres")) {
      assertThat(Pooler.isBefore(connection)).isFalse();
    }
  }

  @Test
  void oneThatHidesWhoServesIsAPooler() throws Exception {
    try (var pooler = new NumberOfItsOwn(postgres.port());
        Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres&password=unused"
                    .formatted(pooler.port()))) {
      assertThat(Pooler.isBefore(connection)).isTrue();
    }
  }

  @Test
  void saysWhatCannotBeDoneThereAndWorksAllTheSame() throws Exception {
    var config = new HikariConfig();
    config.setUsername("postgres");
    config.setPassword("unused");
    try (var pooler = new NumberOfItsOwn(postgres.port())) {
      config.setJdbcUrl("jdbc:postgresql://127.0.0.1:%d/postgres".formatted(pooler.port()));
      try (var pool =
          SelfSizingPool.over(
              config, PoolSettings.STANDARD.named("behind").between(2, 9), PoolListener.SILENT)) {
        while (!pool.describe().contains("pooler")) {
          try (Connection connection = pool.getConnection();
              var statement = connection.createStatement()) {
            statement.execute("SELECT 1");
          }
          Thread.sleep(10);
        }
        assertThat(pool.describe())
            .contains("Behind a connection pooler", "LISTEN", "prepareThreshold=0");
      }
    }
  }

  /** Tells every client another process number than that of the process which serves it. */
  private static final class NumberOfItsOwn implements AutoCloseable {

    /** {@code BackendKeyData}: a letter, a length of twelve, a process number, a secret key. */
    private static final byte[] KEY_DATA = {'K', 0, 0, 0, 12};

    private static final byte OTHER = 0x7F;

    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int upstream;

    NumberOfItsOwn(int upstream) throws IOException {
      this.upstream = upstream;
      Thread.ofVirtual().start(this::accept);
    }

    int port() {
      return door.getLocalPort();
    }

    private void accept() {
      try {
        while (true) {
          Socket client = door.accept();
          var server = new Socket(InetAddress.getLoopbackAddress(), upstream);
          Thread.ofVirtual().start(() -> pass(client, server, false));
          Thread.ofVirtual().start(() -> pass(server, client, true));
        }
      } catch (IOException e) {
        // The door was closed, which is how this ends.
        return;
      }
    }

    private static void pass(Socket from, Socket to, boolean isAnswer) {
      byte[] buffer = new byte[16 * 1024];
      boolean isNew = isAnswer;
      try (from;
          to;
          InputStream in = from.getInputStream();
          OutputStream out = to.getOutputStream()) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          int at = isNew ? keyData(buffer, n) : -1;
          if (at >= 0) {
            buffer[at + KEY_DATA.length] = OTHER;
            isNew = false;
          }
          out.write(buffer, 0, n);
        }
      } catch (IOException e) {
        // One side has gone, and the other is closed with it.
        return;
      }
    }

    private static int keyData(byte[] buffer, int count) {
      for (int i = 0; i + KEY_DATA.length < count; i++) {
        if (java.util.Arrays.equals(buffer, i, i + KEY_DATA.length, KEY_DATA, 0, KEY_DATA.length)) {
          return i;
        }
      }
      return -1;
    }

    @Override
    public void close() throws IOException {
      door.close();
    }
  }
}
