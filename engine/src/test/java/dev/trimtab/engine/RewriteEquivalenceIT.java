package dev.trimtab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.rewrite.StatementAdvice.Kind;
import dev.trimtab.engine.SmallDatabase.Rows;
import dev.trimtab.engine.StatementCase.Expected;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every rewrite that is shown gives the same rows: both are run on a real server, with awkward rows
 * and many values. {@link StatementAdviceSuiteIT} sees to it that these are the rewrites shown.
 */
class RewriteEquivalenceIT {

  private static final int ROUNDS = 40;

  /** Havana and St. John's have an hour twice, at midnight; Kathmandu is 45 minutes off. */
  private static final List<String> ZONES =
      List.of("UTC", "America/Havana", "America/St_Johns", "Asia/Kathmandu");

  private static SmallDatabase database;
  private static RandomGenerator random;

  @BeforeAll
  static void start() throws Exception {
    random = new SplittableRandom(4711);
    database = new SmallDatabase(random);
  }

  @AfterAll
  static void stop() throws Exception {
    database.close();
  }

  @Test
  void aRewriteOfOneStatementGivesTheSameRows() throws Exception {
    List<StatementCase> cases =
        rewrites(
            Kind.COUNT_FOR_EXISTENCE,
            Kind.NOT_IN,
            Kind.HIDDEN_COLUMN,
            Kind.TYPE_MISMATCH,
            Kind.UNREAD_COLUMNS);
    assertThat(cases).hasSizeGreaterThan(25);
    for (String zone : ZONES) {
      database.zone(zone);
      for (StatementCase its : cases) {
        assertThat(difference(its.statements().getFirst(), its.rewrite()))
            .as("%s in %s", its.rewrite(), zone)
            .isEmpty();
      }
    }
  }

  private static final int ATTEMPTS = 100;

  /** The test is worth something: it finds each of these, which are often taken for the same. */
  @Test
  void findsWhatIsNotTheSame() throws Exception {
    database.zone("UTC");
    assertDiffers(
        "SELECT id FROM event WHERE id NOT IN (SELECT parent_id FROM event)",
        "SELECT id FROM event e WHERE NOT EXISTS (SELECT 1 FROM event WHERE parent_id = e.id)");
    assertDiffers(
        "SELECT id FROM event WHERE parent_id NOT IN (SELECT id FROM account)",
        "SELECT id FROM event WHERE NOT EXISTS (SELECT 1 FROM account a WHERE a.id = parent_id)");
    assertDiffers(
        "SELECT a.id FROM account a WHERE (SELECT count(*) FROM event e WHERE e.owner_id = a.id) > 1",
        "SELECT a.id FROM account a WHERE EXISTS (SELECT 1 FROM event e WHERE e.owner_id = a.id)");
    assertDiffers(
        "SELECT id FROM event WHERE code = 'c77 '::text",
        "SELECT id FROM event WHERE code = 'c77 '::bpchar");
    assertDiffers(
        "SELECT id FROM event WHERE date_trunc('month', noted) = $1",
        "SELECT id FROM event WHERE noted >= $1 AND noted < $1 + interval '1 month'");
    for (String zone : List.of("America/Havana", "America/St_Johns")) {
      database.zone(zone);
      assertDiffers(
          "SELECT id FROM event WHERE at::date = $1",
          "SELECT id FROM event WHERE at >= $1::date AND at < $1::date + 1");
    }
  }

  private static void assertDiffers(String one, String other) throws SQLException {
    // The one day on which clocks go back must be drawn first.
    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      if (difference(one, other).isPresent()) {
        return;
      }
    }
    assertThat(difference(one, other)).as(other).isPresent();
  }

  private static List<StatementCase> rewrites(Kind... kinds) {
    return StatementCases.all().stream()
        .filter(its -> its.expected() == Expected.REWRITE)
        .filter(its -> List.of(kinds).contains(its.kind()))
        .toList();
  }

  /** Returns values with which two statements do not do the same; none if none were found. */
  private static Optional<List<@Nullable String>> difference(String one, String other)
      throws SQLException {
    boolean isWrite = !Pattern.compile("^(SELECT|WITH .*\\) SELECT)").matcher(one).find();
    int rounds = database.types(one).isEmpty() ? 1 : ROUNDS;
    for (int i = 0; i < rounds; i++) {
      List<@Nullable String> values = database.values(one);
      if (!effect(one, values, isWrite).equals(effect(other, values, isWrite))) {
        return Optional.of(values);
      }
    }
    return Optional.empty();
  }

  private static Object effect(String sql, List<@Nullable String> values, boolean isWrite)
      throws SQLException {
    if (!isWrite) {
      Rows rows = database.run(sql, values);
      return List.of(named(rows.columns()), rows.sorted());
    }
    database.execute("BEGIN");
    try {
      Rows rows = database.run(sql, values);
      return List.of(rows.sorted(), database.state());
    } finally {
      database.execute("ROLLBACK");
    }
  }

  /** A column without a name of its own is called after what it is made by. */
  private static List<String> named(List<String> columns) {
    return columns.stream().map(c -> c.equals("exists") ? "?column?" : c).toList();
  }

  @Test
  void pagesByKeyAreThePagesByOffset() throws Exception {
    database.zone("UTC");
    List<StatementCase> cases = rewrites(Kind.OFFSET_PAGING);
    assertThat(cases).hasSizeGreaterThanOrEqualTo(5);
    for (StatementCase its : cases) {
      for (int i = 0; i < 5; i++) {
        List<String> byKey = walk(its.rewrite(), its.first());
        assertThat(byKey).as(its.rewrite()).isEqualTo(all(its.rewrite(), its.first()));
        assertThat(byKey.stream().sorted().toList())
            .as(its.rewrite())
            .isEqualTo(byOffset(its.statements().getFirst()).stream().sorted().toList());
      }
    }
  }

  @Test
  void pagesByAKeyThatIsNotUniqueLoseRows() throws Exception {
    String wrong = "SELECT id, at FROM event WHERE at < $1 ORDER BY at DESC LIMIT 4";

    assertThat(walk(wrong, "at < $1").size()).isLessThan(all(wrong, "at < $1").size());
  }

  /** From page to page, with the keys of the last row. */
  private static List<String> walk(String sql, String condition) throws SQLException {
    List<String> keys =
        Pattern.compile("[a-z_]+(?=[, )<>=]*[^$]*\\$)")
            .matcher(condition.replaceAll("AND|OR", ""))
            .results()
            .map(match -> match.group())
            .distinct()
            .toList();
    List<Integer> numbers =
        Pattern.compile("\\$(\\d+)")
            .matcher(condition)
            .results()
            .map(match -> Integer.parseInt(match.group(1)))
            .distinct()
            .toList();
    var values = fixed(sql);
    var found = new ArrayList<String>();
    Rows page = database.run(first(sql, condition), values);
    while (!page.rows().isEmpty()) {
      page.rows().forEach(row -> found.add(row.toString()));
      for (int k = 0; k < numbers.size(); k++) {
        values.set(numbers.get(k) - 1, page.column(keys.get(k)).getLast());
      }
      page = database.run(sql, values);
    }
    return found;
  }

  private static List<String> all(String sql, String condition) throws SQLException {
    String unlimited =
        first(sql, condition)
            .replace("LIMIT $2", "LIMIT 1000 + $2::int")
            .replaceAll(" LIMIT \\d+$| FETCH NEXT 5 ROWS ONLY", "");
    return database.run(unlimited, fixed(sql)).rows().stream().map(List::toString).toList();
  }

  /** The first page; parameters are still named, so that they keep their numbers and types. */
  private static String first(String sql, String condition) {
    return sql.replace(condition, "(" + condition + " OR true)");
  }

  /** {@code kind = $1 LIMIT $2} is the only form with parameters of its own. */
  private static List<@Nullable String> fixed(String sql) throws SQLException {
    var values =
        new ArrayList<@Nullable String>(Collections.nCopies(database.types(sql).size(), null));
    if (sql.contains("kind = $1")) {
      values.set(0, "k2");
    }
    if (sql.contains("LIMIT $2")) {
      values.set(1, "3");
    }
    return values;
  }

  private static List<String> byOffset(String sql) throws SQLException {
    String unlimited =
        sql.replaceAll(
            "OFFSET (\\$\\d+|\\d+)( ROWS)?|LIMIT (\\$\\d+|\\d+)|FETCH NEXT 5 ROWS ONLY", "");
    return database.run(unlimited, fixed(unlimited)).rows().stream().map(List::toString).toList();
  }

  @Test
  void oneStatementReadsWhatSeveralRead() throws Exception {
    List<StatementCase> cases = rewrites(Kind.SEVERAL_READS);
    assertThat(cases).hasSizeGreaterThanOrEqualTo(5);
    for (StatementCase its : cases) {
      for (int i = 0; i < ROUNDS; i++) {
        List<@Nullable String> values = database.values(its.rewrite());
        var expected = new ArrayList<String>();
        for (String read : its.statements()) {
          expected.addAll(row(read.replaceFirst(";$", ""), its.rewrite(), values));
        }
        assertThat(database.run(its.rewrite(), values).rows())
            .as("%s with %s", its.rewrite(), values)
            .containsExactly(expected);
      }
    }
  }

  /** The row of one read, with the values that its text has in the rewrite. */
  private static List<String> row(String read, String rewrite, List<@Nullable String> values)
      throws SQLException {
    var inside =
        Pattern.compile(Pattern.quote(read).replaceAll("\\$\\d+", "\\\\E\\\\\\$(\\\\d+)\\\\Q"))
            .matcher(rewrite);
    assertThat(inside.find()).as(read).isTrue();
    List<String> numbers =
        Pattern.compile("\\$(\\d+)").matcher(read).results().map(m -> m.group(1)).toList();
    var its =
        new ArrayList<@Nullable String>(Collections.nCopies(database.types(read).size(), null));
    for (int i = 0; i < numbers.size(); i++) {
      its.set(
          Integer.parseInt(numbers.get(i)) - 1,
          values.get(Integer.parseInt(inside.group(i + 1)) - 1));
    }
    Rows rows = database.run(read, its);
    assertThat(rows.rows()).hasSizeLessThan(2);
    return rows.rows().isEmpty()
        ? Collections.nCopies(rows.columns().size(), "null")
        : rows.rows().getFirst();
  }

  @Test
  void oneStatementWritesWhatFindingAndWritingDid() throws Exception {
    for (StatementCase its : rewrites(Kind.FIND_THEN_WRITE)) {
      assertThat(difference(FindAndWrite.of(its))).as(its.rewrite()).isEmpty();
    }
  }

  @Test
  void findsAWriteThatIsNotTheSame() throws Exception {
    for (StatementCase its : rewrites(Kind.FIND_THEN_WRITE)) {
      if (its.rewrite().contains("DO UPDATE SET")) {
        String wrong = its.rewrite().replaceFirst("DO UPDATE SET .*", "DO NOTHING");
        assertThat(difference(FindAndWrite.of(its).with(wrong))).as(wrong).isPresent();
      }
    }
  }

  private static Optional<Values> difference(FindAndWrite protocol) throws SQLException {
    for (int i = 0; i < ROUNDS; i++) {
      var values = Values.draw();
      Object before = within(() -> protocol.run(database, values.row(), values.changes()));
      Object after = within(() -> protocol.runRewritten(database, values.row(), values.changes()));
      if (!before.equals(after)) {
        return Optional.of(values);
      }
    }
    return Optional.empty();
  }

  /** A row to write, and what it is changed to where it is there. */
  private record Values(Map<String, @Nullable String> row, Map<String, @Nullable String> changes) {

    static Values draw() {
      return new Values(one(), one());
    }

    private static Map<String, @Nullable String> one() {
      var map = new java.util.HashMap<String, @Nullable String>();
      map.put("account_id", String.valueOf(1 + random.nextInt(12)));
      map.put("team_id", String.valueOf(1 + random.nextInt(3)));
      map.put("role", "r" + random.nextInt(9));
      map.put("since", random.nextBoolean() ? null : "2024-02-0" + (1 + random.nextInt(9)));
      map.put("name", random.nextBoolean() ? "theme" : "lang");
      map.put("value", random.nextBoolean() ? null : "v" + random.nextInt(9));
      map.put("hits", String.valueOf(random.nextInt(9)));
      return map;
    }
  }

  private interface Action {
    List<String> run() throws SQLException;
  }

  private static Object within(Action action) throws SQLException {
    database.execute("BEGIN");
    try {
      List<String> returned = action.run();
      return Stream.of(returned, database.state()).toList();
    } finally {
      database.execute("ROLLBACK");
    }
  }
}
