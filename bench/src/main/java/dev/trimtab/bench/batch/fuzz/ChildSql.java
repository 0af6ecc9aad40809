package dev.trimtab.bench.batch.fuzz;

/** Statements that applications run for a row of another; {@code p} is the parent's table. */
enum ChildSql {
  ALL("SELECT * FROM {c} WHERE r = ? ORDER BY id", 1, false, true),
  UNORDERED("SELECT id, kind FROM {c} WHERE r = ?", 1, false, false),
  COUNTS(
      "SELECT count(*), sum(amount), max(kind), min(amount) FROM {c} WHERE r = ?", 1, false, true),
  JOIN(
      "SELECT c.*, p.* FROM {c} c JOIN {p} p ON p.id = c.r WHERE p.id = ? ORDER BY c.id",
      1,
      false,
      true),
  OUTER_JOIN(
      "SELECT p.id, c.id, c.amount FROM {p} p LEFT JOIN {c} c ON c.r = p.id WHERE p.id = ?"
          + " ORDER BY c.id",
      1,
      false,
      true),
  GROUPS("SELECT kind, count(*) FROM {c} WHERE r = ? GROUP BY kind ORDER BY kind", 1, false, true),
  FIXED("SELECT id, amount FROM {c} WHERE r = ? AND kind = ? ORDER BY id", 1, true, true),
  WITH(
      "WITH x AS (SELECT * FROM {c} WHERE r = ?) SELECT id FROM x WHERE kind <> ?"
          + " UNION ALL SELECT id FROM x ORDER BY 1",
      1,
      true,
      true),
  TWICE(
      "SELECT EXISTS (SELECT 1 FROM {c} WHERE r = ?) AS there,"
          + " (SELECT min(amount) FROM {c} WHERE r = ?) AS least",
      2,
      false,
      true),
  SUBQUERY(
      "SELECT p.id, (SELECT count(*) FROM {c} c WHERE c.r = p.id) FROM {p} p WHERE p.id = ?",
      1,
      false,
      true),
  DISTINCT("SELECT DISTINCT kind FROM {c} WHERE r = ?", 1, false, false),
  QUOTED(
      "SELECT '?' || kind AS \"q?\", amount % 3, id /* ? */ FROM {c} WHERE r = ? ORDER BY id -- ?",
      1, false, true),
  OR_NULL("SELECT id FROM {c} WHERE r = ? OR r IS NULL ORDER BY id", 1, false, true),
  STABLE(
      "SELECT id, now() > timestamptz '2000-01-01' AS later FROM {c} WHERE r = ? ORDER BY id",
      1,
      false,
      true),
  FAILING("SELECT id, 12 / (amount - 7) FROM {c} WHERE r = ? ORDER BY id", 1, false, true),
  NUMBERED("SELECT nextval('s'), id FROM {c} WHERE r = ? ORDER BY id", 1, false, true),
  LOCKING("SELECT id, amount FROM {c} WHERE r = ? ORDER BY id FOR UPDATE", 1, false, true),
  FIRST("SELECT id, amount FROM {c} WHERE r = ? ORDER BY id LIMIT 2", 1, false, true),
  VALUES("VALUES (?, 1), (?, 2)", 2, false, true);

  private final String template;
  private final int keys;
  private final boolean hasFixed;
  private final boolean isOrdered;

  ChildSql(String template, int keys, boolean hasFixed, boolean isOrdered) {
    this.template = template;
    this.keys = keys;
    this.hasFixed = hasFixed;
    this.isOrdered = isOrdered;
  }

  String sql(String parent, String child) {
    return template.replace("{p}", parent).replace("{c}", child);
  }

  int keys() {
    return keys;
  }

  boolean hasFixed() {
    return hasFixed;
  }

  boolean isOrdered() {
    return isOrdered;
  }
}
