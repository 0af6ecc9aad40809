package dev.trimtab.cache.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a table is, as far as the log's words about it depend on it.
 *
 * @param kind {@code pg_class.relkind}
 * @param persistence {@code pg_class.relpersistence}
 * @param replicaIdentity {@code pg_class.relreplident}
 * @param columns all
 * @param identity those of the index that is the replica identity; none under FULL and NOTHING
 */
record TableFacts(
    TableName name,
    char kind,
    char persistence,
    char replicaIdentity,
    List<String> columns,
    List<String> identity) {

  TableFacts {
    columns = List.copyOf(columns);
    identity = List.copyOf(identity);
  }

  /** Returns why the log would not say what a binding needs, and what helps. */
  Optional<String> problem(TableBinding binding) {
    if (kind != 'r' && kind != 'p') {
      return Optional.of("%s is %s, and the log has no changes of it".formatted(name, kindName()));
    }
    if (persistence != 'p') {
      return Optional.of(
          "%s is %s, and the log has no changes of it"
              .formatted(name, persistence == 'u' ? "unlogged" : "temporary"));
    }
    var unknown = new ArrayList<>(binding.columns());
    unknown.removeAll(columns);
    if (!unknown.isEmpty()) {
      return Optional.of(
          "%s has no column %s; it has %s"
              .formatted(name, String.join(", ", unknown), String.join(", ", columns)));
    }
    // Rows are in partitions, so that theirs is the replica identity that counts.
    return kind == 'p' || replicaIdentity == 'f' ? Optional.empty() : identityProblem(binding);
  }

  private Optional<String> identityProblem(TableBinding binding) {
    if (identity.isEmpty()) {
      return Optional.of(
          "%s has no replica identity, and once published would refuse UPDATE and DELETE: add a primary key, or ALTER TABLE %s REPLICA IDENTITY FULL"
              .formatted(name, name.toSql()));
    }
    var missing = new ArrayList<>(binding.columns());
    missing.removeAll(identity);
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "the log would not say which %s a changed or deleted row of %s had, because its replica identity is (%s): ALTER TABLE %s REPLICA IDENTITY FULL, or USING INDEX with a unique index over NOT NULL columns that has %1$s, too"
            .formatted(
                String.join(", ", missing), name, String.join(", ", identity), name.toSql()));
  }

  private String kindName() {
    return switch (kind) {
      case 'v' -> "a view";
      case 'm' -> "a materialized view";
      case 'f' -> "a foreign table";
      case 'S' -> "a sequence";
      default -> "no table";
    };
  }
}
