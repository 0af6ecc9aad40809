package dev.trimtab.postgres.journal;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.proof.Measurement;
import dev.trimtab.core.proof.Timing;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.TrimtabException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The history of changes, kept in schema {@code trimtab} of the database they are made in, so that
 * it survives us and the machine we run on.
 *
 * <p>A state is written before the step it announces, each in a transaction of its own. The
 * database itself refuses a transition that {@link ChangeState#next()} does not allow.
 */
public final class Journal {

  private static final String SCHEMA =
      """
      CREATE SCHEMA IF NOT EXISTS trimtab;
      CREATE TABLE IF NOT EXISTS trimtab.transition (
        from_state text NOT NULL, to_state text NOT NULL, PRIMARY KEY (from_state, to_state));
      CREATE TABLE IF NOT EXISTS trimtab.change (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        state text NOT NULL,
        kind text NOT NULL,
        table_schema text NOT NULL,
        table_name text NOT NULL,
        index_name text NOT NULL,
        apply_sql text NOT NULL,
        undo_sql text NOT NULL,
        reason text NOT NULL,
        predicted_ratio double precision NOT NULL,
        outcome text,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        table_oid oid);
      CREATE TABLE IF NOT EXISTS trimtab.measurement (
        change_id bigint NOT NULL REFERENCES trimtab.change ON DELETE CASCADE,
        statement_id text NOT NULL,
        calls double precision NOT NULL,
        before_median double precision NOT NULL, before_min double precision NOT NULL,
        before_max double precision NOT NULL, before_runs integer NOT NULL,
        after_median double precision NOT NULL, after_min double precision NOT NULL,
        after_max double precision NOT NULL, after_runs integer NOT NULL,
        PRIMARY KEY (change_id, statement_id));
      CREATE OR REPLACE FUNCTION trimtab.refuse_illegal_transition() RETURNS trigger
      LANGUAGE plpgsql AS $function$
      BEGIN
        IF NEW.state <> OLD.state AND NOT EXISTS (
            SELECT 1 FROM trimtab.transition t
            WHERE t.from_state = OLD.state AND t.to_state = NEW.state) THEN
          RAISE EXCEPTION 'change % cannot go from % to %', OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
        END IF;
        NEW.updated_at := clock_timestamp();
        RETURN NEW;
      END $function$;
      CREATE OR REPLACE TRIGGER refuse_illegal_transition BEFORE UPDATE ON trimtab.change
        FOR EACH ROW EXECUTE FUNCTION trimtab.refuse_illegal_transition();
      """;

  /** A table that was renamed, or moved to another schema, is given the name that it has now. */
  private static final String COLUMNS =
      """
      SELECT /* trimtab */ id, state, kind, index_name, apply_sql, undo_sql, reason,
             predicted_ratio, outcome, created_at, updated_at,
             coalesce(moved.nspname, table_schema) AS table_schema,
             coalesce(moved.relname, table_name) AS table_name
      FROM trimtab.change
      LEFT JOIN LATERAL (
        SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.oid = table_oid AND c.relkind IN ('r', 'p')
          AND to_regclass(format('%I.%I', table_schema, table_name)) IS NULL) moved ON true
      """;

  /** Journals of the first releases do not have it. */
  private static final String TABLE_OID =
      "ALTER TABLE trimtab.change ADD COLUMN IF NOT EXISTS table_oid oid";

  private final Connection connection;

  /** Uses a connection in autocommit mode; it stays open. */
  public Journal(Connection connection) {
    this.connection = connection;
  }

  /** Creates the schema if it is not there. Needs CREATE on the database. */
  public void create() {
    requireWritable();
    try (var statement = connection.createStatement()) {
      if (exists()) {
        if (!knowsTables()) {
          statement.execute(TABLE_OID);
        }
        return;
      }
      // CREATE OR REPLACE TRIGGER came with server 14.
      String schema =
          connection.getMetaData().getDatabaseMajorVersion() >= 14
              ? SCHEMA
              : SCHEMA.replace("CREATE OR REPLACE TRIGGER", "CREATE TRIGGER");
      statement.execute("BEGIN; " + schema);
      try (var insert =
          connection.prepareStatement(
              "INSERT /* trimtab */ INTO trimtab.transition VALUES (?, ?) ON CONFLICT DO NOTHING")) {
        for (ChangeState from : ChangeState.values()) {
          for (ChangeState to : from.next()) {
            insert.setString(1, from.name());
            insert.setString(2, to.name());
            insert.executeUpdate();
          }
        }
      }
      statement.execute("COMMIT");
    } catch (SQLException e) {
      rollBackQuietly();
      throw TrimtabException.from(e, "create the journal, schema trimtab");
    }
  }

  private boolean knowsTables() {
    String sql =
        """
        SELECT /* trimtab */ FROM pg_attribute
        WHERE attrelid = 'trimtab.change'::regclass AND attname = 'table_oid'
        """;
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next();
    } catch (SQLException e) {
      throw TrimtabException.from(e, "look at the journal");
    }
  }

  private void rollBackQuietly() {
    try (var statement = connection.createStatement()) {
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      // The first failure is the one to report.
    }
  }

  /** Returns whether this database has a journal, readable or not. */
  public boolean exists() {
    return rights().exists();
  }

  /**
   * What this session may do with the journal.
   *
   * @param user who it is
   * @param owner whose the journal is; without one, nobody's
   * @param mayWrite whether changes can be entered; where there is no journal, whether one can be
   *     created
   */
  private record Rights(
      boolean exists, String user, Optional<String> owner, boolean mayRead, boolean mayWrite) {}

  /** Asks the catalog by names, because a look into a schema that is closed to us fails. */
  private static final String RIGHTS =
      """
      SELECT /* trimtab */ current_user, pg_get_userbyid(c.relowner) AS owner,
             c.oid IS NOT NULL AS exists,
             has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
               AND has_table_privilege(m.oid, 'SELECT') AS may_read,
             NOT pg_is_in_recovery() AND CASE WHEN c.oid IS NULL
               THEN has_database_privilege(current_database(), 'CREATE')
               ELSE has_schema_privilege(n.oid, 'USAGE')
                 AND has_table_privilege(c.oid, 'INSERT') AND has_table_privilege(c.oid, 'UPDATE')
                 AND has_table_privilege(m.oid, 'INSERT') AND has_table_privilege(m.oid, 'UPDATE')
               END AS may_write
      FROM (VALUES (true)) one
      LEFT JOIN pg_namespace n ON n.nspname = 'trimtab'
      LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = 'change'
      LEFT JOIN pg_class m ON m.relnamespace = n.oid AND m.relname = 'measurement'
      """;

  private Rights rights() {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(RIGHTS)) {
      rows.next();
      return new Rights(
          rows.getBoolean("exists"),
          rows.getString("current_user"),
          Optional.ofNullable(rows.getString("owner")),
          rows.getBoolean("may_read"),
          rows.getBoolean("may_write"));
    } catch (SQLException e) {
      throw TrimtabException.from(e, "look for the journal");
    }
  }

  /** Returns whether this session may enter what it learns; never on a standby. */
  public boolean isWritable() {
    return rights().mayWrite();
  }

  /**
   * Makes sure that changes can be entered, before any work is put into finding them.
   *
   * @throws TrimtabException {@code PRIVILEGE_MISSING}, with the right to ask for
   */
  public void requireWritable() {
    Rights rights = rights();
    if (rights.mayWrite()) {
      return;
    }
    String user = new Identifier(rights.user()).toSql();
    String way =
        rights
            .owner()
            .map(owner ->
                "connect as %s, or: GRANT %s TO %s;"
                    .formatted(owner, new Identifier(owner).toSql(), user))
            .orElseGet(() -> "GRANT CREATE ON DATABASE %s TO %s;".formatted(databaseSql(), user));
    throw new TrimtabException(
        ErrorCode.PRIVILEGE_MISSING,
        "role %s may not %s the journal, schema trimtab. Nothing was changed; %s"
            .formatted(rights.user(), rights.exists() ? "write" : "create", way));
  }

  private String databaseSql() {
    try {
      return new Identifier(connection.getCatalog()).toSql();
    } catch (SQLException e) {
      throw TrimtabException.from(e, "ask for the name of the database");
    }
  }

  private void requireReadable(Rights rights) {
    if (!rights.mayRead()) {
      String user = new Identifier(rights.user()).toSql();
      throw new TrimtabException(
          ErrorCode.PRIVILEGE_MISSING,
          "role %s may not read the journal: GRANT USAGE ON SCHEMA trimtab TO %s; GRANT SELECT ON"
                  .formatted(rights.user(), user)
              + " ALL TABLES IN SCHEMA trimtab TO %s;".formatted(user));
    }
  }

  /** Enters a change that is about to be made, in state {@code PROPOSED}. */
  public Change propose(
      Change.Kind kind,
      TableName table,
      Identifier index,
      String applySql,
      String undoSql,
      String reason,
      double predictedRatio) {
    String sql =
        """
        INSERT /* trimtab */ INTO trimtab.change (state, kind, table_schema, table_name, index_name, apply_sql,
          undo_sql, reason, predicted_ratio, table_oid)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, to_regclass(?)) RETURNING id
        """;
    try (var insert = connection.prepareStatement(sql)) {
      insert.setString(1, ChangeState.PROPOSED.name());
      insert.setString(2, kind.name());
      insert.setString(3, table.schema().value());
      insert.setString(4, table.name().value());
      insert.setString(5, index.value());
      insert.setString(6, applySql);
      insert.setString(7, undoSql);
      insert.setString(8, reason);
      insert.setDouble(9, predictedRatio);
      insert.setString(10, table.toSql());
      try (var rows = insert.executeQuery()) {
        rows.next();
        return find(rows.getLong(1)).orElseThrow();
      }
    } catch (SQLException e) {
      throw TrimtabException.from(e, "enter a change in the journal");
    }
  }

  /**
   * Moves a change on.
   *
   * @param outcome what happened, one sentence; kept with the change
   * @throws TrimtabException with {@code CHANGE_STATE_CORRUPT} if the database refuses the step
   */
  public Change moveTo(Change change, ChangeState state, String outcome) {
    String sql =
        "UPDATE /* trimtab */ trimtab.change SET state = ?, outcome = ? WHERE id = ? AND state = ?";
    try (var update = connection.prepareStatement(sql)) {
      update.setString(1, state.name());
      update.setString(2, outcome);
      update.setLong(3, change.id());
      update.setString(4, change.state().name());
      if (update.executeUpdate() != 1) {
        throw new TrimtabException(
            ErrorCode.CHANGE_STATE_CORRUPT,
            "change %d is no longer %s; someone else moved it. Look at trimtab history."
                .formatted(change.id(), change.state()));
      }
      return find(change.id()).orElseThrow();
    } catch (SQLException e) {
      if ("23514".equals(e.getSQLState())) {
        throw new TrimtabException(
            ErrorCode.CHANGE_STATE_CORRUPT,
            "change %d cannot go from %s to %s".formatted(change.id(), change.state(), state),
            e);
      }
      throw TrimtabException.from(e, "write the journal");
    }
  }

  /** Keeps what was measured; a second measurement of a statement replaces the first. */
  public void record(Change change, List<Measurement> measurements) {
    String sql =
        """
        INSERT /* trimtab */ INTO trimtab.measurement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (change_id, statement_id) DO UPDATE SET calls = excluded.calls,
          before_median = excluded.before_median, before_min = excluded.before_min,
          before_max = excluded.before_max, before_runs = excluded.before_runs,
          after_median = excluded.after_median, after_min = excluded.after_min,
          after_max = excluded.after_max, after_runs = excluded.after_runs
        """;
    try (var insert = connection.prepareStatement(sql)) {
      for (Measurement m : measurements) {
        insert.setLong(1, change.id());
        insert.setString(2, m.statementId());
        insert.setDouble(3, m.calls());
        insert.setDouble(4, m.before().median());
        insert.setDouble(5, m.before().min());
        insert.setDouble(6, m.before().max());
        insert.setInt(7, m.before().runs());
        insert.setDouble(8, m.after().median());
        insert.setDouble(9, m.after().min());
        insert.setDouble(10, m.after().max());
        insert.setInt(11, m.after().runs());
        insert.addBatch();
      }
      insert.executeBatch();
    } catch (SQLException e) {
      throw TrimtabException.from(e, "write measurements to the journal");
    }
  }

  /** Returns a change by its number. */
  public Optional<Change> find(long id) {
    List<Change> found = read(COLUMNS + " WHERE id = " + id);
    return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
  }

  /** Returns all changes, oldest first; none if there is no journal. */
  public List<Change> history() {
    Rights rights = rights();
    if (!rights.exists()) {
      return List.of();
    }
    requireReadable(rights);
    return read(COLUMNS + " ORDER BY id");
  }

  /** Returns changes that something interrupted, oldest first. */
  public List<Change> unfinished() {
    return history().stream().filter(change -> !change.state().isSettled()).toList();
  }

  private List<Change> read(String sql) {
    // One who only reads cannot bring an older journal up to date.
    String known = knowsTables() ? sql : sql.replace("table_oid", "NULL::oid");
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(known)) {
      var changes = new ArrayList<Change>();
      while (rows.next()) {
        changes.add(change(rows));
      }
      return changes;
    } catch (SQLException e) {
      throw TrimtabException.from(e, "read the journal");
    }
  }

  private Change change(ResultSet row) throws SQLException {
    return new Change(
        row.getLong("id"),
        ChangeState.valueOf(row.getString("state")),
        Change.Kind.valueOf(row.getString("kind")),
        TableName.of(row.getString("table_schema"), row.getString("table_name")),
        new Identifier(row.getString("index_name")),
        row.getString("apply_sql"),
        row.getString("undo_sql"),
        row.getString("reason"),
        row.getDouble("predicted_ratio"),
        measurements(row.getLong("id")),
        Optional.ofNullable(row.getString("outcome")),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("updated_at").toInstant());
  }

  private List<Measurement> measurements(long change) throws SQLException {
    String sql =
        """
        SELECT /* trimtab */ statement_id, calls, before_median, before_min, before_max, before_runs,
               after_median, after_min, after_max, after_runs
        FROM trimtab.measurement WHERE change_id = ? ORDER BY calls * before_median DESC, statement_id
        """;
    try (var select = connection.prepareStatement(sql)) {
      select.setLong(1, change);
      try (var rows = select.executeQuery()) {
        var result = new ArrayList<Measurement>();
        while (rows.next()) {
          result.add(
              new Measurement(
                  rows.getString(1),
                  rows.getDouble(2),
                  new Timing(
                      rows.getDouble(3), rows.getDouble(4), rows.getDouble(5), rows.getInt(6)),
                  new Timing(
                      rows.getDouble(7), rows.getDouble(8), rows.getDouble(9), rows.getInt(10))));
        }
        return result;
      }
    }
  }
}
