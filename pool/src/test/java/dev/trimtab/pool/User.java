package dev.trimtab.pool;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** Somebody who works through a pool. */
record User(SelfSizingPool pool) {

  void work() throws SQLException {
    try (Connection connection = pool.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("SELECT 1");
    }
  }

  /** Tries until it works. */
  void awaitWork() throws InterruptedException {
    while (true) {
      try {
        work();
        return;
      } catch (SQLException e) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
    }
  }
}
