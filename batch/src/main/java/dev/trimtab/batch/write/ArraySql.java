package dev.trimtab.batch.write;

import dev.trimtab.batch.write.Target.Type;
import java.util.ArrayList;

/**
 * The statement that inserts or upserts rows given as one array a column. What is known of the
 * table may be old, so the statement takes no rows unless the columns have the types that it was
 * made for. Nor does it if the path of schemas leads to another table, or an insert would be made
 * something else by a rule.
 *
 * @param write an upsert tells of each row what became of it
 * @param check asks whether it is still that table
 */
record ArraySql(String write, String check) {

  static <T> ArraySql of(TableColumns<T> table, Upsert<T> upsert, Target target) {
    String check = asBefore(table, target);
    String rows = source(table, target) + " WHERE " + check;
    return new ArraySql(
        table.hasKey() ? upsert.onConflict(rows, target) : upsert.insert(rows), "SELECT " + check);
  }

  /** The rows as a query. */
  private static String source(TableColumns<?> table, Target target) {
    return "SELECT %s FROM unnest(%s) AS r(%s)"
        .formatted(
            table.list(name -> {
              Type type = target.type(name);
              return type.isAsText() ? "r.%s::%s".formatted(name, type.sql()) : "r." + name;
            }),
            table.list(name -> {
              Type type = target.type(name);
              return "?::" + (type.isAsText() ? "text" : type.sql()) + "[]";
            }),
            table.list(name -> name));
  }

  /**
   * Asks a row type for its columns, which costs nothing, and not the catalog, which costs as much
   * as 20 rows; but for rules it is asked, where an INSERT does not refuse them as ON CONFLICT
   * does.
   */
  private static String asBefore(TableColumns<?> table, Target target) {
    var claims = new ArrayList<String>();
    claims.add(
        "%s::regclass = %s::regclass"
            .formatted(Names.literal(table.sql()), Long.toString(target.oid())));
    table.columns().stream()
        .map(column -> Names.quoted(column.name()))
        .map(name ->
            "pg_typeof((NULL::%s).%s) = %s::regtype"
                .formatted(target.sql(), name, Long.toString(target.type(name).oid())))
        .forEach(claims::add);
    if (!table.hasKey()) {
      claims.add(
          "NOT (SELECT c.relhasrules FROM pg_catalog.pg_class c WHERE c.oid = %s)"
              .formatted(Long.toString(target.oid())));
    }
    return String.join(" AND ", claims);
  }
}
