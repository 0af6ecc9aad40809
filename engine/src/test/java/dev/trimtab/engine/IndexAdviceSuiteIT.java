package dev.trimtab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.advice.Budget;
import dev.trimtab.core.advice.IndexAdvisor;
import dev.trimtab.core.advice.Recommendation;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.workload.Statement;
import dev.trimtab.core.workload.Workload;
import dev.trimtab.postgres.observe.Observer;
import dev.trimtab.testkit.TestPostgres;
import dev.trimtab.twin.Twin;
import dev.trimtab.twin.TwinPlanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Statements with the index that a careful person would build for each, or none, and why. The bar
 * is 38 right of the first 40, and every further case counts as well: at most two wrong in all.
 */
class IndexAdviceSuiteIT {

  private static final double WRONG_SHARE_MAX = 0.05;

  /**
   * One line of the suite.
   *
   * @param expected what the definition of one recommendation must match, as a regular expression;
   *     "none" if there must be none
   */
  private record Case(String kind, String sql, String expected, String why) {}

  private static List<Case> multiColumnOrder() {
    String kind = "multi-column order";
    return List.of(
        new Case(
            kind,
            "SELECT * FROM purchase WHERE customer_id = 77 AND placed_at > '2021-01-01'",
            "\"customer_id\"",
            "equality before range"),
        new Case(
            kind,
            "SELECT id, note FROM purchase WHERE shop_id = 3 ORDER BY placed_at DESC LIMIT 10",
            "\\(\"shop_id\", \"placed_at\"",
            "equality, then the order"),
        new Case(
            kind,
            "SELECT * FROM purchase WHERE shop_id = 3 AND status = 'open' ORDER BY placed_at LIMIT 20",
            "(shop_id|status).*\"placed_at\"",
            "both equalities before the order"),
        new Case(
            kind,
            "SELECT * FROM purchase WHERE status = 'held' AND total > 990",
            "(\"status\", \"total\"|\"total\".*WHERE)",
            "equality before range, or the range of the few"),
        new Case(
            kind,
            "SELECT c.name, p.note FROM customer c JOIN purchase p ON p.customer_id = c.id WHERE c.email = 'User5@example.org'",
            "\\(\"customer_id\"",
            "the join column"));
  }

  private static List<Case> partial() {
    String kind = "partial";
    return List.of(
        new Case(
            kind,
            "SELECT id FROM purchase WHERE shipped_at IS NULL ORDER BY placed_at LIMIT 50",
            "WHERE .*shipped_at IS NULL",
            "2 % of the rows"),
        new Case(
            kind,
            "SELECT * FROM customer WHERE vip ORDER BY created_at DESC LIMIT 10",
            "WHERE \"?vip|\"vip\", \"created_at\"",
            "2 % are vip"),
        new Case(
            kind,
            "SELECT id, name FROM customer WHERE deleted_at IS NOT NULL",
            "WHERE .*deleted_at IS NOT NULL|\\(\"deleted_at\"",
            "1 % are deleted"),
        new Case(
            kind,
            "SELECT customer_id, total FROM purchase WHERE status = 'held' AND total > 900",
            "WHERE .*status = 'held'|\"status\", \"total\"",
            "one status of three, always the same"),
        new Case(
            kind,
            "SELECT count(*) FROM purchase WHERE shipped_at IS NULL AND shop_id = $1",
            "WHERE .*shipped_at IS NULL",
            "few rows are not shipped, whatever the shop"));
  }

  private static List<Case> covering() {
    String kind = "covering";
    return List.of(
        new Case(
            kind,
            "SELECT sum(total) FROM purchase WHERE shop_id = 1",
            "\"shop_id\".*\"total\"",
            "many rows, one small column more"),
        new Case(
            kind,
            "SELECT customer_id, total FROM purchase WHERE placed_at BETWEEN '2021-01-01' AND '2021-06-01'",
            "\"placed_at\".*(\"customer_id\"|\"total\")|\"placed_at\"",
            "a long range, two columns"),
        new Case(
            kind,
            "SELECT customer_id, sum(total) FROM purchase WHERE shop_id < 5 GROUP BY customer_id",
            "\"shop_id\".*INCLUDE|\"shop_id\".*\"customer_id\"",
            "a wide range that reads two columns"),
        new Case(
            kind,
            "SELECT value FROM reading WHERE sensor = 7",
            "\"sensor\".*\"value\"",
            "a thousand scattered rows"),
        new Case(
            kind,
            "SELECT max(total) FROM purchase WHERE customer_id = $1",
            "\"customer_id\"",
            "a handful of rows"));
  }

  private static List<Case> expression() {
    String kind = "expression";
    return List.of(
        new Case(
            kind,
            "SELECT * FROM customer WHERE lower(email) = 'user5@example.org'",
            "lower\\(email\\)",
            "the stored case differs"),
        new Case(
            kind,
            "SELECT * FROM customer WHERE lower(email) = lower($1)",
            "lower\\(email\\)",
            "the same with a parameter"),
        new Case(
            kind,
            "SELECT * FROM document WHERE attributes ->> 'colour' = 'c7'",
            "attributes ->> 'colour'",
            "one field of the document"),
        new Case(
            kind,
            "SELECT * FROM document WHERE (attributes ->> 'size')::int = 500",
            "attributes ->> 'size'",
            "a cast field"),
        new Case(
            kind,
            "SELECT * FROM customer WHERE upper(country) = 'C3' AND substr(name, 6, 4) = 'abcd'",
            "substr\\(name, 6, 4\\)",
            "the selective one of two expressions"));
  }

  private static List<Case> sortDirection() {
    String kind = "DESC and NULLS";
    return List.of(
        new Case(
            kind,
            "SELECT * FROM purchase ORDER BY placed_at DESC LIMIT 10",
            "\"placed_at\"",
            "an ascending index is read backwards"),
        new Case(
            kind,
            "SELECT * FROM purchase ORDER BY shop_id, placed_at DESC LIMIT 10",
            "\"shop_id\", \"placed_at\" DESC|\"shop_id\" DESC, \"placed_at\"",
            "mixed directions"),
        new Case(
            kind,
            "SELECT * FROM purchase ORDER BY shipped_at DESC NULLS LAST LIMIT 10",
            "\"shipped_at\" DESC NULLS LAST|\"shipped_at\" NULLS FIRST",
            "nulls at the other end"),
        new Case(
            kind,
            "SELECT * FROM purchase WHERE shop_id = 5 ORDER BY total DESC, placed_at ASC LIMIT 5",
            "\"shop_id\".*(\"total\" DESC, \"placed_at\"|\"total\")",
            "equality, then mixed directions"),
        new Case(kind, "SELECT max(total) FROM purchase", "\"total\"", "the last entry"));
  }

  private static List<Case> gin() {
    return List.of(
        new Case(
            "GIN array",
            "SELECT id FROM document WHERE tags @> ARRAY['t7']",
            "gin.*\"tags\"",
            "contains an element"),
        new Case(
            "GIN array",
            "SELECT id FROM document WHERE tags && ARRAY['t7', 't8']",
            "gin.*\"tags\"",
            "overlaps"),
        new Case(
            "GIN array",
            "SELECT id FROM document WHERE numbers @> ARRAY[42]",
            "gin.*\"numbers\"",
            "contains a number"),
        new Case(
            "GIN array",
            "SELECT id FROM document WHERE tags @> $1",
            "gin.*\"tags\"",
            "contains a parameter"),
        new Case(
            "GIN array",
            "SELECT id FROM document WHERE tags @> ARRAY['t1', 't2'] AND id > 100",
            "gin.*\"tags\"",
            "contains both"),
        new Case(
            "GIN jsonb",
            "SELECT id FROM document WHERE attributes @> '{\"colour\": \"c7\"}'",
            "gin.*\"attributes\"",
            "contains a pair"),
        new Case(
            "GIN jsonb",
            "SELECT id FROM document WHERE attributes @> '{\"maker\": {\"city\": \"x5\"}}'",
            "gin.*\"attributes\"",
            "contains a nested pair"),
        new Case(
            "GIN jsonb",
            "SELECT id FROM document WHERE attributes ? 'weight'",
            "gin.*\"attributes\"",
            "has a key that is rare"),
        new Case(
            "GIN jsonb",
            "SELECT id FROM document WHERE attributes @@ '$.size == 7'",
            "gin.*\"attributes\"",
            "a path predicate"),
        new Case(
            "GIN jsonb",
            "SELECT id FROM document WHERE attributes ?| ARRAY['weight', 'height']",
            "gin.*\"attributes\"",
            "has any of the keys"),
        new Case(
            "GIN full text",
            "SELECT id FROM document WHERE to_tsvector('english', body) @@ to_tsquery('english', 'word2999')",
            "gin.*to_tsvector",
            "a rare word"),
        new Case(
            "GIN full text",
            "SELECT id FROM document WHERE to_tsvector('simple', body) @@ plainto_tsquery('simple', 'word2999 word2998')",
            "gin.*to_tsvector",
            "two rare words"),
        new Case(
            "GIN full text",
            "SELECT id FROM document WHERE to_tsvector('english', title) @@ to_tsquery('english', $1)",
            "gin.*to_tsvector",
            "a parameter"),
        new Case(
            "GIN full text",
            "SELECT id FROM document WHERE to_tsvector('english', title || ' ' || body) @@ to_tsquery('english', 'word2999')",
            "gin.*to_tsvector",
            "two columns as one text"),
        new Case(
            "GIN full text",
            "SELECT id FROM document WHERE to_tsvector('english', body) @@ websearch_to_tsquery('english', 'word2999')",
            "gin.*to_tsvector",
            "a web search"),
        new Case(
            "GIN trigram",
            "SELECT id FROM customer WHERE name ILIKE '%abcde%'",
            "gin.*\"name\" .*gin_trgm_ops",
            "a part, whatever the case"),
        new Case(
            "GIN trigram",
            "SELECT id FROM customer WHERE name LIKE '%9f86d%'",
            "gin.*\"name\" .*gin_trgm_ops",
            "a part"),
        new Case(
            "GIN trigram",
            "SELECT id FROM customer WHERE email LIKE '%4242@%'",
            "gin.*\"email\" .*gin_trgm_ops",
            "a part of an address"),
        new Case(
            "GIN trigram",
            "SELECT id FROM document WHERE title ~ 'abcd[0-9]ef'",
            "gin.*\"title\" .*gin_trgm_ops",
            "a regular expression"),
        new Case(
            "prefix",
            "SELECT id FROM customer WHERE name LIKE 'Name abcd%'",
            "\"name\" text_pattern_ops|\"name\"",
            "a prefix is a range in byte order"));
  }

  private static List<Case> brin() {
    String kind = "BRIN or a small B-tree";
    return List.of(
        new Case(
            kind,
            "SELECT avg(value) FROM reading WHERE at BETWEEN '2020-01-05' AND '2020-01-12'",
            "(brin|btree).*\"at\"",
            "time runs with the table"),
        new Case(
            kind,
            "SELECT count(*) FROM reading WHERE batch BETWEEN 100 AND 400",
            "(brin|btree).*\"batch\"",
            "batches run with the table"),
        new Case(
            kind,
            "SELECT sum(value) FROM reading WHERE at > '2020-01-22'",
            "(brin|btree).*\"at\"",
            "the newest days"),
        new Case(
            kind,
            "SELECT avg(total) FROM purchase WHERE placed_at >= '2023-12-01'",
            "(brin|btree).*\"placed_at\"",
            "orders come in time"),
        new Case(
            kind,
            "SELECT * FROM reading WHERE batch = 77",
            "(brin|btree).*\"batch\"",
            "fifty neighbours"));
  }

  private static List<Case> range() {
    String kind = "range and geometry";
    return List.of(
        new Case(
            kind,
            "SELECT id FROM booking WHERE during && tstzrange('2020-02-01', '2020-02-01 02:00')",
            "gist.*\"during\"|spgist.*\"during\"",
            "overlaps a short time"),
        new Case(
            kind,
            "SELECT id FROM booking WHERE during @> timestamptz '2020-02-01'",
            "gist.*\"during\"|spgist.*\"during\"",
            "contains a moment"),
        new Case(
            kind,
            "SELECT id FROM booking WHERE place <@ box(point(10, 10), point(20, 20))",
            "gist.*\"place\"",
            "points in a small box"),
        new Case(
            kind,
            "SELECT id FROM booking ORDER BY place <-> point(5, 5) LIMIT 5",
            "gist.*\"place\"",
            "nearest neighbours"),
        new Case(
            kind,
            "SELECT id FROM booking WHERE price @> 3",
            "gist.*\"price\"|spgist.*\"price\"",
            "few ranges begin so low"));
  }

  private static List<Case> none() {
    String kind = "none";
    return List.of(
        new Case(kind, "SELECT * FROM customer WHERE id = 5", "none", "the primary key serves it"),
        new Case(
            kind,
            "SELECT * FROM customer WHERE email = 'User5@example.org'",
            "none",
            "the unique constraint serves it"),
        new Case(kind, "SELECT * FROM tiny WHERE kind = 'k1'", "none", "one page is read faster"),
        new Case(kind, "SELECT * FROM purchase WHERE total > 10", "none", "almost all rows"),
        new Case(
            kind,
            "SELECT count(*) FROM customer WHERE name || country <> 'x'",
            "none",
            "no index serves an inequality"),
        new Case(kind, "SELECT * FROM purchase WHERE status <> 'held'", "none", "nine rows of ten"),
        new Case(
            kind, "INSERT INTO tiny VALUES (1000, 'a', 'b')", "none", "an insert reads nothing"));
  }

  @Test
  void recommendsWhatACarefulPersonWould() throws Exception {
    List<Case> cases =
        Stream.of(
                multiColumnOrder(),
                partial(),
                covering(),
                expression(),
                sortDirection(),
                gin(),
                brin(),
                range(),
                none())
            .flatMap(List::stream)
            .toList();
    assertThat(cases).hasSizeGreaterThanOrEqualTo(40);
    Snapshot snapshot = snapshot();
    var wrong = new ArrayList<String>();
    try (var twin = Twin.start(snapshot)) {
      var planner = new TwinPlanner(twin);
      for (Case its : cases) {
        List<String> advice = advice(its, snapshot, planner);
        if (!isRight(its, advice)) {
          wrong.add(
              "%s: %s%n   expected %s (%s)%n   got %s"
                  .formatted(its.kind(), its.sql(), its.expected(), its.why(), advice));
        }
      }
    }
    assertThat(wrong)
        .as("wrong of %d cases", cases.size())
        .hasSizeLessThanOrEqualTo((int) (WRONG_SHARE_MAX * cases.size()));
  }

  private static boolean isRight(Case its, List<String> advice) {
    return its.expected().equals("none")
        ? advice.isEmpty()
        : advice.stream()
            .anyMatch(d -> java.util.regex.Pattern.compile(its.expected()).matcher(d).find());
  }

  private static List<String> advice(Case its, Snapshot snapshot, TwinPlanner planner) {
    var statement = new Statement("case", its.sql(), 1_000, Optional.empty(), List.of());
    var workload = new Workload("suite", Optional.empty(), List.of(statement), List.of());
    var understood = Understanding.of(workload, snapshot, planner, EngineListener.SILENT);
    assertThat(understood.notUnderstood()).isEmpty();
    return new IndexAdvisor(planner, snapshot, List.of(), Budget.UNLIMITED, () -> false)
        .advise(understood.statements(), Optional.empty()).recommendations().stream()
            .filter(Recommendation.CreateIndex.class::isInstance)
            .map(r -> ((Recommendation.CreateIndex) r).definition().toSql())
            .toList();
  }

  private static Snapshot snapshot() throws Exception {
    TestPostgres server = TestPostgres.newest();
    String database = server.createDatabase();
    for (String statement : script().split(";\n", -1)) {
      if (!statement.isBlank()) {
        server.execute(database, statement);
      }
    }
    try (var connection = server.connect(database)) {
      return Observer.observe(connection);
    }
  }

  private static String script() throws IOException {
    try (var in = IndexAdviceSuiteIT.class.getResourceAsStream("advice-suite.sql")) {
      return new String(
          java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
