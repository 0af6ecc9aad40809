package dev.trimtab.postgres.observe;

import dev.trimtab.postgres.OwnSql;

/** What the queries on the catalogs share. */
final class Catalog {

  /**
   * The condition on a schema, {@code n}, that its objects are the user's. Names that begin with
   * {@code pg_} are the server's, temporary schemas included; {@code trimtab} is ours.
   */
  static final String USERS_SCHEMA =
      "n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'trimtab')";

  /**
   * Relations on which an exclusive lock is held or wanted. Functions that lock what they describe
   * would wait for them: {@code pg_relation_size}, {@code pg_get_indexdef}, {@code pg_get_viewdef}
   * and everything that prints an expression over columns. So such relations are left out.
   */
  private static final String LOCKED =
      """
      locked AS MATERIALIZED (
        SELECT relation FROM pg_locks
        WHERE locktype = 'relation' AND mode = 'AccessExclusiveLock' AND pid <> pg_backend_pid()
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))\
      """;

  private Catalog() {}

  /** Puts our mark into a query, and the shared parts where it says their names. */
  static String query(String sql) {
    return OwnSql.marked(sql)
        .replace("USERS_SCHEMA", USERS_SCHEMA)
        .replace("LOCKED_RELATIONS", LOCKED);
  }
}
