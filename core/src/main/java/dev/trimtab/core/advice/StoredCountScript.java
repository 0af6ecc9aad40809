package dev.trimtab.core.advice;

import dev.trimtab.core.model.CountDefinition;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.SqlLiteral;
import dev.trimtab.core.model.TableName;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The statements that make a stored count, keep it right and take it away.
 *
 * <p>Each runs by itself, in a transaction of its own and under a lock timeout; each can be run
 * again, so that what a crash interrupted is finished by running all of them once more. The order
 * makes the count right while others write:
 *
 * <ol>
 *   <li>A check that changes nothing: the foreign key, an index that finds its rows, and that the
 *       column is free.
 *   <li>The function; it comes before the column, so that a column without it is somebody else's.
 *   <li>The column, empty: NULL means "not yet counted". It has no default, so nothing is
 *       rewritten.
 *   <li>The triggers. {@code CREATE TRIGGER} waits for everybody who is writing to the child (SHARE
 *       ROW EXCLUSIVE, manual 13.3.1); from then on no row comes or goes unnoticed. Adding to NULL
 *       gives NULL, so they change no count yet, but they do lock the parent's row.
 *   <li>The default 0, for parents inserted from now on: their children come after the triggers.
 *       Without deferred constraints no child is older than its parent, which the check makes sure
 *       of.
 *   <li>The backfill, in batches: lock parents that are not counted, <em>then</em> count in another
 *       statement. A writer who had a parent's row before us has committed when we get it, and the
 *       second statement's snapshot (READ COMMITTED takes a new one, manual 13.2.1) sees his rows.
 *       A writer who comes after waits for our commit and adds to our count. In one statement the
 *       snapshot would be older than the lock, and the first writer's rows lost.
 *   <li>The comparison with a full count, in one statement and so in one snapshot: rows and counts
 *       change in the same transactions, so every snapshot has to agree.
 * </ol>
 *
 * <p>All writers lock parents in the order of their keys, so that two statements that touch the
 * same ones do not wait for each other in a circle. Transactions of several statements still can.
 *
 * <p>A parent whose key changes takes a new count at that moment, and the child rows that follow it
 * ({@code ON UPDATE CASCADE}) or leave it move the counts like all others.
 */
final class StoredCountScript {

  private static final Pattern SLOT = Pattern.compile("\\{([a-zA-Z]+)\\}");

  private static final String CHECK =
      """
      DECLARE
        parent oid := to_regclass({parentText});
        child oid := to_regclass({childText});
      BEGIN
        IF parent IS NULL OR child IS NULL OR NOT EXISTS (
            SELECT FROM pg_catalog.pg_constraint c
            WHERE c.contype = 'f' AND c.conrelid = child AND c.confrelid = parent
              AND c.convalidated AND NOT c.condeferrable
              AND c.conkey = ARRAY(SELECT a.attnum FROM pg_catalog.pg_attribute a
                                   WHERE a.attrelid = child AND a.attname = {foreignKeyText})
              AND c.confkey = ARRAY(SELECT a.attnum FROM pg_catalog.pg_attribute a
                                    WHERE a.attrelid = parent AND a.attname = {keyText})) THEN
          RAISE EXCEPTION 'there is no validated, immediate foreign key from %(%) to %(%)',
            {childText}, {foreignKeyText}, {parentText}, {keyText}
            USING ERRCODE = 'undefined_object';
        END IF;
        IF EXISTS (
            SELECT FROM pg_catalog.pg_class c
            WHERE c.oid IN (parent, child) AND (c.relkind <> 'r' OR c.relrowsecurity
              OR EXISTS (SELECT FROM pg_catalog.pg_inherits i
                         WHERE c.oid IN (i.inhparent, i.inhrelid)))) THEN
          RAISE EXCEPTION 'a stored count needs ordinary tables, without row level security and inheritance'
            USING ERRCODE = 'feature_not_supported';
        END IF;
        IF NOT EXISTS (
            SELECT FROM pg_catalog.pg_index i
            JOIN pg_catalog.pg_attribute a ON a.attrelid = child AND a.attnum = i.indkey[0]
            WHERE i.indrelid = child AND i.indisvalid AND a.attname = {foreignKeyText}) THEN
          RAISE EXCEPTION 'no index of % begins with %, and counting would read the table again and again',
            {childText}, {foreignKeyText} USING ERRCODE = 'undefined_object';
        END IF;
        IF to_regprocedure({functionText}) IS NULL AND EXISTS (
            SELECT FROM pg_catalog.pg_attribute a
            WHERE a.attrelid = parent AND a.attname = {columnText} AND NOT a.attisdropped) THEN
          RAISE EXCEPTION 'table % has a column % already', {parentText}, {columnText}
            USING ERRCODE = 'duplicate_object';
        END IF;
      END
      """;

  /**
   * A trigger's queries take a new snapshot each in READ COMMITTED, and wait for a row that another
   * transaction has changed. In the stricter levels they fail with 40001, as any update would.
   *
   * <p>One parent is the rule, and found by its key whatever the planner thinks of arrays: a join
   * with one might read a small parent table as a whole.
   *
   * <p>A TRUNCATE in a stricter level may see counts that are too old to tell which ones are 0, so
   * it writes all of them and lets the server notice.
   */
  private static final String KEEP =
      """
      #variable_conflict use_column
      DECLARE
        trimtab_keys {foreignKeyType}[];
        trimtab_moves bigint[];
      BEGIN
        IF TG_LEVEL = 'ROW' THEN
          NEW.{column} := (SELECT count(*) FROM {child} AS r WHERE r.{foreignKey} = NEW.{key}{and});
          RETURN NEW;
        ELSIF TG_OP = 'TRUNCATE' THEN
          UPDATE {parent} SET {column} = 0
          WHERE {column} <> 0 OR ({column} = 0
            AND current_setting('transaction_isolation') <> 'read committed');
          RETURN NULL;
        ELSIF TG_OP = 'INSERT' THEN
          SELECT array_agg(k), array_agg(n) INTO trimtab_keys, trimtab_moves
          FROM (SELECT {foreignKey} AS k, count(*) AS n FROM trimtab_new
                WHERE {foreignKey} IS NOT NULL{and} GROUP BY {foreignKey}) AS moved;
        ELSIF TG_OP = 'DELETE' THEN
          SELECT array_agg(k), array_agg(n) INTO trimtab_keys, trimtab_moves
          FROM (SELECT {foreignKey} AS k, -count(*) AS n FROM trimtab_old
                WHERE {foreignKey} IS NOT NULL{and} GROUP BY {foreignKey}) AS moved;
        ELSE
          SELECT array_agg(k), array_agg(n) INTO trimtab_keys, trimtab_moves
          FROM (SELECT k, sum(n)::bigint AS n
                FROM (SELECT {foreignKey} AS k, -1 AS n FROM trimtab_old
                      WHERE {foreignKey} IS NOT NULL{and}
                      UNION ALL
                      SELECT {foreignKey}, 1 FROM trimtab_new
                      WHERE {foreignKey} IS NOT NULL{and}) AS one
                GROUP BY k HAVING sum(n) <> 0) AS moved;
        END IF;
        IF cardinality(trimtab_keys) = 1 THEN
          UPDATE {parent} AS p SET {column} = p.{column} + trimtab_moves[1]
          WHERE p.{key} = trimtab_keys[1];
        ELSIF trimtab_keys IS NOT NULL THEN
          PERFORM FROM {parent} AS p WHERE p.{key} = ANY (trimtab_keys)
          ORDER BY p.{key} FOR NO KEY UPDATE OF p;
          UPDATE {parent} AS p SET {column} = p.{column} + moved.n
          FROM unnest(trimtab_keys, trimtab_moves) AS moved (k, n) WHERE p.{key} = moved.k;
        END IF;
        RETURN NULL;
      END
      """;

  /**
   * Fails where the function would, while nobody depends on it: it sees no schema but pg_catalog.
   */
  private static final String REHEARSE =
      """
      BEGIN
        SET LOCAL search_path = pg_catalog, pg_temp;
        PERFORM FROM {child} AS r WHERE r.{foreignKey} IS NOT NULL{and} LIMIT 0;
      END
      """;

  /**
   * A batch begins with 10 parents; one that took longer than 20 ms is halved, because writers wait
   * for it and 50 ms is what they are promised at most, and one that took less than 8 ms is
   * doubled, up to 1,000.
   *
   * <p>Parents that others have locked are passed over and come last, one by one: whoever waits
   * holds no other row. The child is locked first, so that a TRUNCATE is waited for before we hold
   * anything it wants.
   */
  private static final String FILL =
      """
      #variable_conflict use_column
      DECLARE
        trimtab_keys {keyType}[];
        trimtab_from {keyType};
        trimtab_size integer := 10;
        trimtab_took interval;
        trimtab_began timestamptz;
      BEGIN
        LOOP
          COMMIT;
          SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
          SET LOCAL search_path = pg_catalog, pg_temp;
          LOCK TABLE {child} IN ACCESS SHARE MODE;
          trimtab_began := clock_timestamp();
          IF trimtab_from IS NULL THEN
            SELECT p.{key} INTO trimtab_from FROM {parent} AS p ORDER BY p.{key} LIMIT 1;
          END IF;
          SELECT array_agg(k ORDER BY k) INTO trimtab_keys
          FROM (SELECT p.{key} AS k FROM {parent} AS p
                WHERE p.{key} >= trimtab_from AND p.{column} IS NULL
                ORDER BY p.{key} LIMIT trimtab_size FOR NO KEY UPDATE OF p SKIP LOCKED) AS batch;
          IF trimtab_keys IS NULL THEN
            SELECT array_agg(k) INTO trimtab_keys
            FROM (SELECT p.{key} AS k FROM {parent} AS p WHERE p.{column} IS NULL
                  ORDER BY p.{key} LIMIT 1 FOR NO KEY UPDATE OF p) AS batch;
            EXIT WHEN trimtab_keys IS NULL AND NOT EXISTS (
              SELECT FROM {parent} AS p WHERE p.{column} IS NULL);
          END IF;
          UPDATE {parent} AS p
          SET {column} = (SELECT count(*) FROM {child} AS r WHERE r.{foreignKey} = p.{key}{and})
          WHERE p.{key} = ANY (trimtab_keys) AND p.{column} IS NULL;
          trimtab_from := coalesce(trimtab_keys[cardinality(trimtab_keys)], trimtab_from);
          trimtab_took := clock_timestamp() - trimtab_began;
          trimtab_size := CASE
            WHEN trimtab_took > interval '20 milliseconds' THEN greatest(trimtab_size / 2, 1)
            WHEN trimtab_took < interval '8 milliseconds' THEN least(trimtab_size * 2, 1000)
            ELSE trimtab_size END;
        END LOOP;
      END
      """;

  private static final String COMPARE =
      """
      DECLARE
        trimtab_wrong bigint;
      BEGIN
        SET LOCAL search_path = pg_catalog, pg_temp;
        SELECT count(*) INTO trimtab_wrong
        FROM {parent} AS p
        LEFT JOIN (SELECT r.{foreignKey} AS k, count(*) AS n FROM {child} AS r
                   WHERE r.{foreignKey} IS NOT NULL{and} GROUP BY r.{foreignKey}) AS counted
          ON counted.k = p.{key}
        WHERE p.{column} IS DISTINCT FROM coalesce(counted.n, 0);
        IF trimtab_wrong > 0 THEN
          RAISE EXCEPTION '% rows of % have a wrong %',
            trimtab_wrong, {parentText}, {columnText}
            USING ERRCODE = 'check_violation';
        END IF;
      END
      """;

  private final Map<String, String> slots = new HashMap<>();

  StoredCountScript(CountDefinition count, Identifier column) {
    var names = new Names(count, column);
    TableName function = names.of("");
    slots.put("parent", count.parent().toSql());
    slots.put("child", count.child().toSql());
    slots.put("key", count.key().toSql());
    slots.put("keyType", count.keyType());
    slots.put("foreignKey", count.foreignKey().toSql());
    slots.put("foreignKeyType", count.foreignKeyType());
    slots.put("column", column.toSql());
    slots.put("and", count.predicate().map(" AND (%s)"::formatted).orElse(""));
    slots.put("function", function.toSql());
    slots.put("procedure", names.of("_fill").toSql());
    slots.put("parentText", SqlLiteral.of(count.parent().toSql()));
    slots.put("childText", SqlLiteral.of(count.child().toSql()));
    slots.put("keyText", SqlLiteral.of(count.key().value()));
    slots.put("foreignKeyText", SqlLiteral.of(count.foreignKey().value()));
    slots.put("columnText", SqlLiteral.of(column.value()));
    slots.put("functionText", SqlLiteral.of(function.toSql() + "()"));
    slots.put("onInsert", names.of("_insert").name().toSql());
    slots.put("onDelete", names.of("_delete").name().toSql());
    slots.put("onUpdate", names.of("_update").name().toSql());
    slots.put("onTruncate", names.of("_truncate").name().toSql());
    slots.put("onKey", names.of("_key").name().toSql());
  }

  /** Names of what belongs to one stored count, all from one stem of at most 63 bytes. */
  private record Names(CountDefinition count, Identifier column) {

    private static final String MARK = "_trimtab";
    private static final int SUFFIX_MAX = "_truncate".length();

    TableName of(String suffix) {
      String whole = count.parent().name().value() + "_" + column.value();
      return count.child().sibling(new Identifier(shortened(whole) + MARK + suffix));
    }

    /** What is cut off is told apart by a number made of the whole. */
    private static String shortened(String whole) {
      int bytesMax = Identifier.MAX_BYTES - MARK.length() - SUFFIX_MAX;
      if (bytes(whole) <= bytesMax) {
        return whole;
      }
      String end = "_%08x".formatted(whole.hashCode());
      String start = whole;
      while (bytes(start) > bytesMax - end.length()) {
        start = start.substring(0, start.offsetByCodePoints(start.length(), -1));
      }
      return start + end;
    }

    private static int bytes(String text) {
      return text.getBytes(StandardCharsets.UTF_8).length;
    }
  }

  /** Returns the statements to run, in order; the first one changes nothing. */
  List<String> apply() {
    return List.of(
        block("DO", CHECK),
        block(
            """
            CREATE OR REPLACE FUNCTION {function}() RETURNS trigger
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS\
            """,
            KEEP),
        filled("REVOKE ALL ON FUNCTION {function}() FROM PUBLIC"),
        block("DO", REHEARSE),
        filled("ALTER TABLE {parent} ADD COLUMN IF NOT EXISTS {column} bigint"),
        listen("{onInsert} AFTER INSERT", "REFERENCING NEW TABLE AS trimtab_new"),
        listen("{onDelete} AFTER DELETE", "REFERENCING OLD TABLE AS trimtab_old"),
        listen(
            "{onUpdate} AFTER UPDATE",
            "REFERENCING OLD TABLE AS trimtab_old NEW TABLE AS trimtab_new"),
        listen("{onTruncate} AFTER TRUNCATE", ""),
        filled(
            """
            CREATE OR REPLACE TRIGGER {onKey} BEFORE UPDATE OF {key} ON {parent}
            FOR EACH ROW WHEN (OLD.{key} IS DISTINCT FROM NEW.{key})
            EXECUTE FUNCTION {function}()\
            """),
        filled("ALTER TABLE {parent} ALTER COLUMN {column} SET DEFAULT 0"),
        block("CREATE OR REPLACE PROCEDURE {procedure}() LANGUAGE plpgsql AS\n", FILL),
        filled("CALL {procedure}()"),
        block("DO", COMPARE),
        filled("DROP PROCEDURE IF EXISTS {procedure}()"));
  }

  /**
   * Returns the statements that take it all back, wherever it stopped. The function goes last, for
   * the reason that it comes first.
   */
  List<String> undo() {
    return List.of(
        filled("DROP TRIGGER IF EXISTS {onInsert} ON {child}"),
        filled("DROP TRIGGER IF EXISTS {onDelete} ON {child}"),
        filled("DROP TRIGGER IF EXISTS {onUpdate} ON {child}"),
        filled("DROP TRIGGER IF EXISTS {onTruncate} ON {child}"),
        filled("DROP TRIGGER IF EXISTS {onKey} ON {parent}"),
        filled("DROP PROCEDURE IF EXISTS {procedure}()"),
        filled("ALTER TABLE IF EXISTS {parent} DROP COLUMN IF EXISTS {column}"),
        filled("DROP FUNCTION IF EXISTS {function}()"));
  }

  private String listen(String what, String transition) {
    return filled(
        "CREATE OR REPLACE TRIGGER %s ON {child} %s\nFOR EACH STATEMENT EXECUTE FUNCTION {function}()"
            .formatted(what, transition));
  }

  private String block(String head, String body) {
    String text = "\n" + filled(body);
    String quote = "$trimtab$";
    for (int number = 1; text.contains(quote); number++) {
      quote = "$trimtab%d$".formatted(number);
    }
    return filled(head) + " " + quote + text + quote;
  }

  /** Fills all slots in one pass: what a name or predicate says is never taken for a slot. */
  private String filled(String template) {
    Matcher slot = SLOT.matcher(template);
    return slot.replaceAll(match ->
        Matcher.quoteReplacement(Objects.requireNonNull(slots.get(match.group(1)), match.group())));
  }
}
