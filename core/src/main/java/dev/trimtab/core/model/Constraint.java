package dev.trimtab.core.model;

import java.util.List;
import java.util.Optional;

/**
 * A row of {@code pg_constraint}.
 *
 * @param columns the constrained columns, in order
 * @param references the table a foreign key points to
 * @param referencedColumns its columns, in order
 * @param definition {@code pg_get_constraintdef}
 * @param validated whether existing rows are known to obey
 */
public record Constraint(
    Identifier name,
    Kind kind,
    List<Identifier> columns,
    Optional<TableName> references,
    List<Identifier> referencedColumns,
    String definition,
    boolean validated) {

  public Constraint {
    columns = List.copyOf(columns);
    referencedColumns = List.copyOf(referencedColumns);
  }

  /** {@code pg_constraint.contype}. */
  public enum Kind {
    CHECK,
    FOREIGN_KEY,
    PRIMARY_KEY,
    UNIQUE,
    EXCLUSION,
    NOT_NULL,
    TRIGGER
  }
}
