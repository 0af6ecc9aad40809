package dev.trimtab.twin;

import dev.trimtab.core.model.Pages;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Collects what {@code pg_class} should say of relations, and writes it in one statement. */
final class SizeUpdate {

  private final Sql sql;
  private final List<String> rows = new ArrayList<>();

  SizeUpdate(Sql sql) {
    this.sql = sql;
  }

  void add(long oid, Pages pages) {
    rows.add(
        "(%d, %d, %s::real, %d)".formatted(oid, pages.counted(), pages.rows(), pages.allVisible()));
  }

  void run() {
    if (!rows.isEmpty()) {
      sql.execute(toSql());
    }
  }

  /** Returns the statement, for a batch with others. */
  String toSql() {
    return """
    UPDATE pg_class SET relpages = v.pages, reltuples = v.rows, relallvisible = v.visible
    FROM (VALUES %s) AS v(oid, pages, rows, visible) WHERE pg_class.oid = v.oid
    """
        .formatted(rows.stream().collect(Collectors.joining(", ")));
  }
}
