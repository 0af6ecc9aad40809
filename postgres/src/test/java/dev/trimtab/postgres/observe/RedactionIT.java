package dev.trimtab.postgres.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.model.Column;
import dev.trimtab.core.model.ColumnStatistics;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.model.Table;
import dev.trimtab.core.model.TableName;
import dev.trimtab.testkit.TestPostgres;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedactionIT {

  private static final TableName PEOPLE = TableName.of("public", "people");
  private static final TableName VISITS = TableName.of("public", "visits");

  private static final String SCHEMA =
      """
      CREATE TABLE people (
        id int PRIMARY KEY, name text, code varchar(4) COLLATE "C", born date, joined timestamptz,
        balance numeric(12, 2), tags text[], token uuid, seen int4range, extra jsonb, flag boolean);
      CREATE TABLE visits (person int REFERENCES people (id), at timestamptz NOT NULL, place text)
        PARTITION BY RANGE (at);
      CREATE TABLE visits_2024 PARTITION OF visits
        FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2025-01-01 00:00:00+00');
      CREATE INDEX rich ON people (balance) WHERE balance > 1000 AND name = 'Person Number 7';
      CREATE INDEX lowered ON people (lower(name));
      CREATE VIEW seventh AS SELECT id FROM people WHERE name = 'Person Number 7';
      INSERT INTO people
        SELECT i, 'Person Number ' || i % 20, 'K' || i % 500, date '1990-01-01' + i % 300,
          timestamptz '2024-03-01 00:00:00+00' + i * interval '1 hour', i * 1.25,
          ARRAY['Tag One', 'Tag Two ' || i % 5], gen_random_uuid(), int4range(i, i + 5),
          jsonb_build_object('Secret', i % 3), i % 2 = 0
        FROM generate_series(1, 3000) i;
      INSERT INTO visits SELECT i, timestamptz '2024-03-01 00:00:00+00' + i * interval '1 hour',
          (ARRAY['North Hall', 'south hall', 'South Hall', 'Ünder ground', 'a'])[1 + i % 5]
        FROM generate_series(1, 3000) i;
      ANALYZE;
      """;

  private static final TestPostgres SERVER = TestPostgres.newest();
  private static String database = "";
  private static Snapshot original;
  private static Snapshot redacted;

  @BeforeAll
  static void redact() throws Exception {
    database = SERVER.createDatabase();
    SERVER.execute(database, SCHEMA);
    try (var connection = SERVER.connect(database)) {
      original = Observer.observe(connection);
      redacted = Redaction.redact(original, new SplittableRandom(5));
    }
  }

  private static ColumnStatistics statistics(Snapshot snapshot, TableName table, String column) {
    return snapshot
        .findTable(table)
        .flatMap(t -> t.findColumn(new Identifier(column)))
        .flatMap(Column::widestStatistics)
        .orElseThrow();
  }

  private static Stream<Optional<String>> arrays(ColumnStatistics s) {
    return Stream.of(s.mostCommonValues(), s.histogramBounds(), s.mostCommonElements());
  }

  private static Set<String> longTexts() {
    var values = new HashSet<String>();
    for (String column : List.of("name", "code", "tags", "token", "extra")) {
      arrays(statistics(original, PEOPLE, column))
          .flatMap(Optional::stream)
          .flatMap(array -> ArrayText.parse(array).stream())
          .flatMap(Optional::stream)
          .filter(value -> value.length() > 2)
          .forEach(values::add);
    }
    return values;
  }

  /** The stand-ins are lower case and digits, so only a value itself can contain these. */
  @Test
  void noTextOfARowSurvives() throws Exception {
    String all = redacted.toString();
    assertThat(longTexts()).hasSizeGreaterThan(200);
    assertThat(longTexts()).noneMatch(all::contains);
    assertThat(all).doesNotContain("Person", "person number", "Tag One", "North", "Secret", "hall");
  }

  @Test
  void theServerSortsStandInsLikeTheValues() throws Exception {
    try (var connection = SERVER.connect(database)) {
      for (Table table : redacted.tables()) {
        for (Column column : table.columns()) {
          for (ColumnStatistics s : column.statistics()) {
            if (s.histogramBounds().isPresent()) {
              try (var statement =
                  connection.prepareStatement(
                      "SELECT bool_and(b >= a) FROM (SELECT b, lag(b) OVER (ORDER BY i) AS a FROM"
                          + " unnest(?::%s[]) WITH ORDINALITY AS u(b, i)) x"
                              .formatted(column.type()))) {
                statement.setString(1, s.histogramBounds().get());
                try (var rows = statement.executeQuery()) {
                  assertThat(rows.next()).isTrue();
                  assertThat(rows.getBoolean(1)).as("%s.%s", table, column).isTrue();
                }
              }
            }
          }
        }
      }
    }
  }

  @Test
  void everyTextKeepsItsWidth() {
    for (String column : List.of("name", "code", "token")) {
      assertThat(widths(redacted, column)).isEqualTo(widths(original, column));
    }
  }

  private static List<Integer> widths(Snapshot snapshot, String column) {
    return arrays(statistics(snapshot, PEOPLE, column))
        .flatMap(Optional::stream)
        .flatMap(array -> ArrayText.parse(array).stream())
        .map(value -> value.orElse("").length())
        .toList();
  }

  @Test
  void equalValuesStayEqualAcrossAForeignKey() {
    assertThat(statistics(redacted, VISITS, "person").histogramBounds())
        .isEqualTo(statistics(redacted, PEOPLE, "id").histogramBounds())
        .isNotEqualTo(statistics(original, PEOPLE, "id").histogramBounds());
  }

  @Test
  void predicatesStillMeetTheValues() {
    String seventh =
        statistics(redacted, PEOPLE, "name")
            .mostCommonValues()
            .map(ArrayText::parse)
            .orElseThrow()
            .stream()
            .flatMap(Optional::stream)
            .findFirst()
            .orElseThrow();
    assertThat(seventh).hasSize("Person Number 7".length());
    var rich =
        redacted.findTable(PEOPLE).flatMap(t -> t.findIndex(new Identifier("rich"))).orElseThrow();
    assertThat(rich.definition().predicate().orElseThrow())
        .matches(
            "\\(\\(balance > \\([2-9]000\\)::numeric\\) AND \\(name = '[0-9a-z]+'::text\\)\\)");
    assertThat(rich.sql()).endsWith("WHERE " + rich.definition().predicate().orElseThrow());
    assertThat(redacted.views().getFirst().definition()).doesNotContain("Person");
  }

  @Test
  void boundsOfPartitionsMoveWithTheirDays() {
    String bound =
        redacted
            .findTable(TableName.of("public", "visits_2024"))
            .flatMap(Table::partitionBound)
            .orElseThrow();
    String first =
        statistics(redacted, VISITS, "at")
            .histogramBounds()
            .map(ArrayText::parse)
            .orElseThrow()
            .getFirst()
            .orElseThrow();
    String lower = bound.replaceFirst(".*FROM \\('([^']*)'.*", "$1");
    assertThat(lower).isLessThan(first).isNotEqualTo("2024-01-01 00:00:00+00");
  }

  @Test
  void saysWhatItLeftOut() {
    assertThat(statistics(redacted, PEOPLE, "extra").mostCommonValues()).isEmpty();
    assertThat(redacted.gaps()).anyMatch(gap -> gap.contains("sample values of 1 columns"));
    assertThat(statistics(redacted, PEOPLE, "flag").mostCommonValues())
        .isEqualTo(statistics(original, PEOPLE, "flag").mostCommonValues());
  }

  @Test
  void theSameKeyGivesTheSameSnapshot() {
    assertThat(Redaction.redact(original, new SplittableRandom(5))).isEqualTo(redacted);
  }
}
