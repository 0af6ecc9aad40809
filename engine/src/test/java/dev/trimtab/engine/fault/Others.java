package dev.trimtab.engine.fault;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/** What other sessions do to a run that stands at a boundary. */
final class Others {

  private final Victim victim;
  private final Subject subject;

  Others(Victim victim, Subject subject) {
    this.victim = victim;
    this.subject = subject;
  }

  /** Opens a transaction that a statement has to wait for once it has begun. */
  Connection stayInTheWay(Point point) throws SQLException {
    Connection holder = victim.session();
    holder.setAutoCommit(false);
    run(
        holder,
        switch (point.what()) {
          // As a writer has it.
          case "CREATE INDEX" -> "LOCK TABLE %s IN ROW EXCLUSIVE MODE".formatted(subject.leaf());
          case "DROP INDEX" -> "LOCK TABLE %s IN ACCESS SHARE MODE".formatted(subject.leaf());
          default -> "SELECT id FROM orders WHERE id = 7 FOR UPDATE";
        });
    return holder;
  }

  /** Takes what the run needs next. */
  Connection take(Point point) throws SQLException {
    Connection holder = victim.session();
    holder.setAutoCommit(false);
    run(holder, "SET LOCAL deadlock_timeout = '60s'");
    run(
        holder,
        "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE"
            .formatted(
                point.kind() == Point.Kind.JOURNAL
                    ? "trimtab.transition"
                    : subject == Subject.COUNT ? "orders, items" : subject.table()));
    return holder;
  }

  /** Waits for what the run has; the circle is closed when the run goes on. */
  CompletableFuture<Void> waitForRun(Connection holder) throws Exception {
    var waiting =
        CompletableFuture.runAsync(() -> {
          try {
            run(holder, "SELECT pg_advisory_xact_lock(%d)".formatted(Victim.REACHED));
          } catch (SQLException e) {
            // It was the one that lost.
          }
        });
    while (victim.number(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 77"
                + " AND NOT granted")
        == 0) {
      Thread.sleep(5);
    }
    return waiting;
  }

  void dropTable() {
    victim.execute(
        subject == Subject.COUNT || subject.table().equals("orders")
            ? "DROP TABLE orders, items CASCADE"
            : "DROP TABLE events CASCADE");
  }

  void renameTable() {
    victim.execute("ALTER TABLE %1$s RENAME TO %1$s_old".formatted(subject.table()));
  }

  void dropColumn() {
    victim.execute(
        switch (subject) {
          case PLAIN -> "ALTER TABLE orders DROP COLUMN customer";
          case EXPRESSION, EXTENSION -> "ALTER TABLE orders DROP COLUMN note";
          case DROP -> "ALTER TABLE orders DROP COLUMN placed";
          case PARTITIONED, PARTITIONED_DROP -> "ALTER TABLE events DROP COLUMN kind";
          case COUNT -> "ALTER TABLE items DROP COLUMN order_id";
        });
  }

  void dropIndex() {
    victim.execute("DROP INDEX IF EXISTS subject");
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
