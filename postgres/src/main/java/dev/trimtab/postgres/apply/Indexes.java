package dev.trimtab.postgres.apply;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.model.TableName;
import dev.trimtab.postgres.TrimtabException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What the catalog says of the tables and indexes of changes: {@code pg_class}, {@code pg_index}.
 */
final class Indexes {

  /** What an index of that name is. */
  enum State {
    NONE,
    VALID,
    INVALID,
    /** It is on another table, so it is somebody else's. */
    FOREIGN
  }

  /** Where the table is gone, it may have been renamed and its index with it. */
  private static final String STATE =
      """
      SELECT /* trimtab */ indisvalid, coalesce(indrelid <> to_regclass(?), false)
      FROM pg_index WHERE indexrelid = to_regclass(?)
      """;

  private static final String TABLE =
      """
      SELECT /* trimtab */ n.nspname, c.relname FROM pg_index i
      JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE i.indexrelid = to_regclass(?)
      """;

  private static final String KIND =
      "SELECT /* trimtab */ relkind FROM pg_class WHERE oid = to_regclass(?)";

  private final Connection connection;

  Indexes(Connection connection) {
    this.connection = connection;
  }

  static TableName nameOf(Change change) {
    return change.table().sibling(change.index());
  }

  State state(Change change) {
    try (var select = connection.prepareStatement(STATE)) {
      select.setString(1, change.table().toSql());
      select.setString(2, nameOf(change).toSql());
      try (var rows = select.executeQuery()) {
        if (!rows.next()) {
          return State.NONE;
        }
        if (rows.getBoolean(2)) {
          return State.FOREIGN;
        }
        return rows.getBoolean(1) ? State.VALID : State.INVALID;
      }
    } catch (SQLException e) {
      throw TrimtabException.from(e, "look for index " + nameOf(change));
    }
  }

  /** Returns the table of a change; under the name it has now, if its index is there to tell. */
  TableName tableOf(Change change) {
    if (exists(change.table())) {
      return change.table();
    }
    try (var select = connection.prepareStatement(TABLE)) {
      select.setString(1, nameOf(change).toSql());
      try (var rows = select.executeQuery()) {
        return rows.next() ? TableName.of(rows.getString(1), rows.getString(2)) : change.table();
      }
    } catch (SQLException e) {
      throw TrimtabException.from(e, "look for the table of index " + nameOf(change));
    }
  }

  boolean exists(TableName table) {
    return kind(table).isPresent();
  }

  boolean isPartitioned(TableName table) {
    return kind(table).filter("p"::equals).isPresent();
  }

  private Optional<String> kind(TableName relation) {
    try (var select = connection.prepareStatement(KIND)) {
      select.setString(1, relation.toSql());
      try (var rows = select.executeQuery()) {
        return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw TrimtabException.from(e, "look at " + relation);
    }
  }

  /** The index of a partitioned table cannot be dropped concurrently; its lock is short. */
  String dropSql(TableName index) {
    boolean isPartitioned = kind(index).filter("I"::equals).isPresent();
    return "DROP INDEX %sIF EXISTS %s"
        .formatted(isPartitioned ? "" : "CONCURRENTLY ", index.toSql());
  }
}
