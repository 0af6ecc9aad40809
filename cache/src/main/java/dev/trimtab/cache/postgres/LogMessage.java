package dev.trimtab.cache.postgres;

import java.util.List;
import java.util.Optional;

/**
 * A message of pgoutput, protocol version 1, as far as it says what changed.
 *
 * <p>Source: the PostgreSQL manual, "Logical Replication Message Formats".
 */
sealed interface LogMessage {

  /**
   * A transaction begins. The server sends it when the transaction has committed, and all of it in
   * one piece.
   *
   * @param xid the lower 32 bits of its transaction id
   */
  record Begin(long xid) implements LogMessage {}

  /**
   * The transaction ends.
   *
   * @param end position in the log right after it
   */
  record Commit(long end) implements LogMessage {}

  /**
   * What a table looks like; sent before its first change and after each change of its definition.
   *
   * @param id its oid
   * @param columns in the order of the tuples that follow
   */
  record Relation(int id, TableName name, List<Column> columns) implements LogMessage {

    public Relation {
      columns = List.copyOf(columns);
    }
  }

  /**
   * A column.
   *
   * @param isInIdentity whether the old value is sent when a row is changed or deleted
   */
  record Column(String name, boolean isInIdentity) {}

  /** A row came. */
  record Insert(int relation, Tuple row) implements LogMessage {}

  /**
   * A row changed.
   *
   * @param before its replica identity, if a column of that changed; the whole row under REPLICA
   *     IDENTITY FULL
   */
  record Update(int relation, Optional<Tuple> before, Tuple after) implements LogMessage {}

  /** A row went; only its replica identity is sent, or all of it under REPLICA IDENTITY FULL. */
  record Delete(int relation, Tuple before) implements LogMessage {}

  /** Tables were emptied. */
  record Truncate(List<Integer> relations) implements LogMessage {

    public Truncate {
      relations = List.copyOf(relations);
    }
  }

  /** Something that changes no row: a type, an origin, a message. */
  record Other(char type) implements LogMessage {}
}
