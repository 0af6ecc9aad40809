package dev.trimtab.engine.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.journal.Journal;
import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A database whose own triggers stop a run of ours at a boundary: one on the journal, and an event
 * trigger that sees every statement that defines something. They wait at a gate, an advisory lock
 * that the test holds. Nothing of ours knows of them.
 */
final class Victim implements AutoCloseable {

  static final String OWNER = "fault_owner";

  static final String TEMPLATE = "fault_template";

  /** A run that has come to the boundary holds this, and waits for the gate. */
  static final int REACHED = 77;

  private static final int GATE = 78;

  private static final String SCHEMA =
      """
      CREATE TABLE orders (id int PRIMARY KEY, customer int NOT NULL, placed int NOT NULL,
        note text NOT NULL);
      INSERT INTO orders SELECT i, i % 500, i % 900, 'Note ' || md5(i::text)
        FROM generate_series(1, 6000) i;
      CREATE TABLE items (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders);
      INSERT INTO items SELECT i, 1 + i % 300 FROM generate_series(1, 3000) i;
      CREATE INDEX items_order ON items (order_id);
      CREATE TABLE events (at int, kind int) PARTITION BY RANGE (at);
      CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (1000);
      CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM (1000) TO (4000);
      INSERT INTO events SELECT i, i % 3 FROM generate_series(0, 3999) i;
      """;

  private static final String TRAPS =
      """
      CREATE SCHEMA fault;
      CREATE TABLE fault.trap (what text, nth int);
      CREATE SEQUENCE fault.seen;
      CREATE FUNCTION fault.reach(reached text) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER AS $$
      DECLARE
        armed fault.trap;
        patience text := current_setting('lock_timeout');
      BEGIN
        SELECT * INTO armed FROM fault.trap;
        IF armed.what IS NOT DISTINCT FROM reached
            AND current_setting('application_name') = 'trimtab' THEN
          IF nextval('fault.seen') <> armed.nth + 1 THEN
            RETURN;
          END IF;
          PERFORM pg_advisory_xact_lock(77);
          PERFORM set_config('lock_timeout', '0', true);
          PERFORM pg_advisory_xact_lock(78);
          PERFORM set_config('lock_timeout', patience, true);
        END IF;
      END $$;
      CREATE FUNCTION fault.on_statement() RETURNS event_trigger
      LANGUAGE plpgsql SECURITY DEFINER AS $$
      BEGIN
        PERFORM fault.reach(tg_tag);
      END $$;
      CREATE EVENT TRIGGER fault_statement ON ddl_command_start
        EXECUTE FUNCTION fault.on_statement();
      CREATE FUNCTION fault.on_journal() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER AS $$
      BEGIN
        PERFORM fault.reach(NEW.state);
        RETURN NEW;
      END $$;
      CREATE TRIGGER a_trap BEFORE INSERT OR UPDATE ON trimtab.change
        FOR EACH ROW EXECUTE FUNCTION fault.on_journal();
      """;

  private final TestPostgres server;
  private final String name;
  private final List<Connection> open = new ArrayList<>();
  private Optional<Connection> watching = Optional.empty();

  private Victim(TestPostgres server, String name) {
    this.server = server;
    this.name = name;
  }

  /** Makes what all victims are copied from. */
  static void prepare(TestPostgres server) throws SQLException {
    server.execute(
        "postgres",
        """
        CREATE ROLE fault_owner LOGIN;
        GRANT pg_monitor TO fault_owner;
        ALTER ROLE fault_owner SET deadlock_timeout = '50ms';
        """);
    server.execute("postgres", "CREATE DATABASE fault_template OWNER fault_owner");
    server.execute(TEMPLATE, "GRANT ALL ON SCHEMA public TO fault_owner");
    try (var owner = DriverManager.getConnection(server.url(TEMPLATE, OWNER));
        var statement = owner.createStatement()) {
      statement.execute(SCHEMA);
      new Journal(owner).create();
    }
    server.execute(TEMPLATE, TRAPS);
    server.execute(TEMPLATE, "VACUUM ANALYZE");
  }

  static Victim create(TestPostgres server, Subject subject, String name) {
    server.execute(
        "postgres", "CREATE DATABASE %s OWNER fault_owner TEMPLATE fault_template".formatted(name));
    var victim = new Victim(server, name);
    if (subject.isDrop()) {
      server.execute(
          name,
          subject.recommendation() instanceof dev.trimtab.core.advice.Recommendation.DropIndex drop
              ? "SET ROLE fault_owner; " + drop.fullSql().replace("ON ONLY ", "ON ")
              : "");
    }
    return victim;
  }

  String url() {
    return server.url(name, OWNER);
  }

  Target target() {
    return Target.parse(url(), Map.of());
  }

  void execute(String sql) {
    server.execute(name, sql);
  }

  /** Sets a trap: the run stops there, once. */
  void arm(Point point) {
    // The first number of a sequence is logged, which a concurrent drop takes for a transaction.
    execute(
        "SELECT nextval('fault.seen'); INSERT INTO fault.trap VALUES ('%s', %d)"
            .formatted(point.what(), point.nth()));
    try {
      Connection gate = session();
      try (var statement = gate.createStatement()) {
        statement.execute("SELECT pg_advisory_lock(%d)".formatted(GATE));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What our sessions get, and others do not. */
  private void setting(String change) {
    execute("ALTER ROLE fault_owner IN DATABASE %s %s".formatted(name, change));
  }

  /** Makes what is scarce as scarce as a fault wants it, for sessions of ours that come. */
  void limit(Fault fault) {
    switch (fault) {
      case STATEMENT_TIMEOUT -> setting("SET statement_timeout = '100ms'");
      case SORT_SPACE -> {
        setting("SET maintenance_work_mem = '64kB'");
        setting("SET temp_file_limit = '8kB'");
      }
      case DISK_FULL -> setting("SET default_tablespace = 'small'");
      case KILL,
          TERMINATE,
          CUT,
          CRASH,
          CANCEL,
          LOCK_TIMEOUT,
          DEADLOCK,
          DROP_TABLE,
          RENAME_TABLE,
          ALTER_TABLE,
          DROP_INDEX -> {}
    }
  }

  /** Somebody has made room. */
  void unlimit(Fault fault) {
    if (fault == Fault.SORT_SPACE || fault == Fault.DISK_FULL) {
      setting("RESET ALL");
    }
  }

  /** Lets everything pass from now on. */
  void disarm() {
    execute("TRUNCATE fault.trap");
  }

  /** Opens the gate. */
  void release() throws SQLException {
    try (var statement = open.getFirst().createStatement()) {
      statement.execute("SELECT pg_advisory_unlock(%d)".formatted(GATE));
    }
  }

  /** Returns a session of somebody else's; closed with this. */
  Connection session() throws SQLException {
    Connection connection = server.connect(name);
    open.add(connection);
    return connection;
  }

  /** Returns the session of ours that waits at the gate, once it does; 0 if none does. */
  int pidAtGate() throws SQLException {
    return number(
        """
        SELECT coalesce(max(pid), 0) FROM pg_locks
        WHERE locktype = 'advisory' AND objid = 78 AND NOT granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """);
  }

  /**
   * Returns the session of ours that waits for a transaction of somebody else's; 0 if none does.
   */
  int pidWithin() throws SQLException {
    return number(
        """
        SELECT coalesce(max(l.pid), 0) FROM pg_locks l
        JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE NOT l.granted AND a.application_name = 'trimtab' AND a.datname = current_database()
          AND l.locktype IN ('virtualxid', 'transactionid', 'tuple')
        """);
  }

  int number(String sql) throws SQLException {
    return Integer.parseInt(texts(sql).getFirst());
  }

  List<String> texts(String sql) throws SQLException {
    try (var statement = watch().createStatement();
        var rows = statement.executeQuery(sql)) {
      var result = new ArrayList<String>();
      while (rows.next()) {
        result.add(rows.getString(1));
      }
      return result;
    }
  }

  /** The session that looks, opened again after the server was gone. */
  private Connection watch() throws SQLException {
    Connection now = watching.filter(connection -> isOpen(connection)).orElse(null);
    if (now == null) {
      now = server.connect(name);
      watching = Optional.of(now);
    }
    return now;
  }

  private static boolean isOpen(Connection connection) {
    try {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  private static final String OURS =
      """
      SELECT concat_ws(' ', pid, state, query) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'trimtab'
      """;

  /** No session of ours, and so no lock, is left, no invalid index, and no half partition. */
  void isTidy() throws Exception {
    for (int i = 0; i < 100 && !texts(OURS).isEmpty(); i++) {
      Thread.sleep(50);
    }
    assertThat(texts(OURS)).as("sessions of ours").isEmpty();
    assertThat(texts("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"))
        .as("invalid indexes")
        .isEmpty();
    assertThat(
            texts(
                """
                SELECT mode || ' ' || coalesce(relation::regclass::text, locktype) FROM pg_locks
                WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database())
                  AND pid <> pg_backend_pid()
                """))
        .as("locks")
        .isEmpty();
  }

  /** Ends everybody else's sessions, as they end before the locks are counted. */
  void endOthers() throws SQLException {
    for (Connection connection : open) {
      // One whose server was stopped closes, too.
      connection.close();
    }
    open.clear();
  }

  @Override
  public void close() throws SQLException {
    endOthers();
    watch().close();
    server.execute("postgres", "DROP DATABASE %s WITH (FORCE)".formatted(name));
  }
}
