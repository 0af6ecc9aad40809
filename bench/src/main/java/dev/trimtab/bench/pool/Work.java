package dev.trimtab.bench.pool;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** What a client does with a connection. */
enum Work {
  /** Waits 5 ms in the server, for nothing that another could take from it. */
  WAIT5 {
    @Override
    void on(Connection connection) throws SQLException {
      run(connection, "SELECT pg_sleep(0.005)");
    }
  },
  /** Looks up a row, computes 5 ms elsewhere while it keeps the connection, looks up another. */
  HOLD5 {
    @Override
    void on(Connection connection) throws SQLException {
      account(connection);
      pause(5);
      account(connection);
    }
  },
  /** Looks up a row by its key. */
  SELECT {
    @Override
    void on(Connection connection) throws SQLException {
      account(connection);
    }
  },
  /** As TPC-B has it: three updates, a look and an insert in one transaction. */
  TPCB {
    @Override
    void on(Connection connection) throws SQLException {
      tpcB(connection);
    }
  },
  /** Adds up 20,000 rows. */
  AGGREGATE {
    @Override
    void on(Connection connection) throws SQLException {
      run(connection, "SELECT sum(balance), count(filler) FROM accounts WHERE id < 20000");
    }
  };

  abstract void on(Connection connection) throws SQLException;

  /** Whether connections mostly wait, so that more of them do more. */
  boolean waits() {
    return this == WAIT5 || this == HOLD5;
  }

  static void run(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    }
  }

  private static void account(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT balance FROM accounts WHERE id = ?")) {
      select.setInt(1, ThreadLocalRandom.current().nextInt(Server.ACCOUNTS));
      try (ResultSet row = select.executeQuery()) {
        row.next();
      }
    }
  }

  private static void pause(int millis) throws SQLException {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", e);
    }
  }

  private static void tpcB(Connection connection) throws SQLException {
    var random = ThreadLocalRandom.current();
    int account = random.nextInt(Server.ACCOUNTS);
    int teller = random.nextInt(Server.TELLERS);
    int branch = random.nextInt(Server.BRANCHES);
    int delta = random.nextInt(-5000, 5000);
    connection.setAutoCommit(false);
    try {
      update(connection, "UPDATE accounts SET balance = balance + ? WHERE id = ?", delta, account);
      account(connection);
      update(connection, "UPDATE tellers SET balance = balance + ? WHERE id = ?", delta, teller);
      update(connection, "UPDATE branches SET balance = balance + ? WHERE id = ?", delta, branch);
      update(
          connection,
          "INSERT INTO history VALUES (?, ?, ?, ?, now())",
          teller,
          branch,
          account,
          delta);
      connection.commit();
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private static void update(Connection connection, String sql, int... values) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        update.setInt(i + 1, values[i]);
      }
      update.executeUpdate();
    }
  }
}
