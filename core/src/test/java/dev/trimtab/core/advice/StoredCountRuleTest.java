package dev.trimtab.core.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.advice.Recommendation.StoredCount;
import dev.trimtab.core.model.Column;
import dev.trimtab.core.model.Constraint;
import dev.trimtab.core.model.Facts;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Index;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.Pages;
import dev.trimtab.core.model.Table;
import dev.trimtab.core.model.TableActivity;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.Binding;
import dev.trimtab.core.workload.ParameterUse;
import dev.trimtab.core.workload.QueryShape;
import dev.trimtab.core.workload.QueryShape.Command;
import dev.trimtab.core.workload.Statement;
import dev.trimtab.core.workload.TableUse;
import dev.trimtab.core.workload.TableUse.Comparison;
import dev.trimtab.core.workload.TableUse.Filter;
import dev.trimtab.core.workload.TableUse.Key;
import dev.trimtab.core.workload.Traits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoredCountRuleTest {

  private static final TableName USERS = TableName.of("shop", "users");
  private static final TableName FOLLOWS = TableName.of("shop", "follows");
  private static final IndexDefinition BY_WHOM = IndexDefinition.on(FOLLOWS, "whom");
  private static final Filter WHOM = filter("whom", Comparison.EQUAL, Optional.empty());
  private static final Filter OPEN =
      filter("state", Comparison.EQUAL, Optional.of("state = 'open'::text"));

  /** The workload costs 1,000,000, a look-up 8 and a count 100 each. */
  private static final double GAIN_MIN = 2_500;

  private static final double LOOKUP = 8;

  private final List<AnalyzedStatement> statements = new ArrayList<>();
  private List<Column> userColumns = List.of(Facts.column("id", "bigint"));
  private List<Column> followColumns =
      List.of(
          Facts.column("who", "bigint"),
          Facts.column("whom", "bigint"),
          Facts.column("state", "text"));
  private List<Constraint> constraints = List.of(foreignKey("whom", "FOREIGN KEY"));
  private List<Index> indexes = List.of(Facts.index("by_whom", BY_WHOM, 1));
  private List<IndexDefinition> recommended = List.of();
  private double cost = 100;
  private boolean partOfAnother;

  private static Filter filter(String column, Comparison comparison, Optional<String> constant) {
    var name = new Identifier(column);
    return new Filter(
        new Key(Optional.of(name), name.toSql()),
        comparison,
        "=",
        List.of(),
        constant,
        false,
        Optional.empty());
  }

  private static Constraint foreignKey(String column, String definition) {
    return new Constraint(
        new Identifier(column + "_fkey"),
        Constraint.Kind.FOREIGN_KEY,
        List.of(new Identifier(column)),
        Optional.of(USERS),
        List.of(new Identifier("id")),
        definition,
        true);
  }

  private static Table table(
      TableName name, List<Column> columns, List<Constraint> constraints, List<Index> indexes) {
    return new Table(
        name,
        Table.Kind.TABLE,
        columns,
        constraints,
        indexes,
        new Pages(1_000, 1_000, 100_000, 0),
        TableActivity.NONE,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private void counted(double calls, Filter... filters) {
    counted(calls, true, filters);
  }

  private void counted(double calls, boolean countsRows, Filter... filters) {
    var parameter =
        new ParameterUse(
            1,
            "bigint",
            Optional.of(new ParameterUse.Compared(FOLLOWS, new Identifier("whom"))),
            ParameterUse.Role.EQUAL);
    add(
        calls,
        new QueryShape(
            Command.SELECT,
            List.of(use(Optional.empty(), filters)),
            List.of(parameter),
            countsRows,
            Traits.NONE));
  }

  private void written(double calls, Command command, String... columns) {
    var change =
        new TableUse.RowChange(
            command,
            java.util.stream.Stream.of(columns)
                .map(Identifier::new)
                .collect(java.util.stream.Collectors.toSet()));
    add(calls, new QueryShape(command, List.of(use(Optional.of(change))), List.of()));
  }

  private static TableUse use(Optional<TableUse.RowChange> change, Filter... filters) {
    return new TableUse(
        FOLLOWS,
        List.of(filters),
        List.of(),
        List.of(),
        false,
        List.of(),
        List.of(),
        Set.of(),
        change);
  }

  private void add(double calls, QueryShape shape) {
    String id = "s" + statements.size();
    statements.add(
        new AnalyzedStatement(
            new Statement(id, "text", calls, Optional.empty(), List.of()),
            shape,
            List.of(new Binding(id, "text", List.of(Optional.of("1")), Binding.Origin.DRAWN)),
            1));
  }

  private List<StoredCount> advice() {
    Table follows = table(FOLLOWS, followColumns, constraints, indexes);
    var snapshot =
        Facts.snapshot(
            1,
            table(USERS, userColumns, List.of(), List.of()),
            partOfAnother ? Facts.partition(follows) : follows);
    var prices =
        new StoredCountRule.Prices() {
          @Override
          public double cost(AnalyzedStatement statement) {
            return statement.shape().command() == Command.SELECT ? cost : 1;
          }

          @Override
          public Optional<Double> cost(AnalyzedStatement like, String text) {
            assertThat(text).isEqualTo("SELECT * FROM \"shop\".\"users\" WHERE \"id\" = $1");
            return Optional.of(LOOKUP);
          }

          @Override
          public double weight(AnalyzedStatement statement) {
            return statement.statement().calls();
          }

          @Override
          public double perCostUnit() {
            return 1;
          }
        };
    return new StoredCountRule(snapshot, statements, recommended, prices)
        .apply(GAIN_MIN, Optional.of(Duration.ofHours(1)));
  }

  private List<String> columns() {
    return advice().stream().map(count -> count.column().value()).toList();
  }

  @Test
  void storesACountThatIsAskedForAllTheTime() {
    counted(1_000, WHOM);
    written(100, Command.INSERT);

    StoredCount count = advice().getFirst();

    assertThat(count.column().value()).isEqualTo("follows_count");
    assertThat(count.table()).isEqualTo(USERS);
    assertThat(count.rewritten())
        .isEqualTo("SELECT \"follows_count\" FROM \"shop\".\"users\" WHERE \"id\" = $1");
    assertThat(count.evidence().writeCost().entries()).isEqualTo(100);
    assertThat(count.reason())
        .contains("counted 1,000 times")
        .contains("wait for each other")
        .contains("deadlock")
        .contains(count.rewritten());
  }

  @Test
  void storesACountOfSomeOfTheRows() {
    counted(1_000, WHOM, OPEN);

    assertThat(columns()).containsExactly("follows_state_open_count");
    assertThat(advice().getFirst().definition().predicate()).contains("state = 'open'::text");
  }

  @Test
  void storesWithAnIndexThatIsOnlyRecommended() {
    counted(1_000, WHOM);
    indexes = List.of();
    recommended = List.of(BY_WHOM);

    assertThat(columns()).containsExactly("follows_count");
  }

  @Test
  void namesTheForeignKeyWhereThereAreTwo() {
    counted(1_000, WHOM);
    constraints = List.of(foreignKey("who", "FOREIGN KEY"), foreignKey("whom", "FOREIGN KEY"));

    assertThat(columns()).containsExactly("follows_whom_count");
  }

  @Test
  void takesAnotherNameThanAColumnOfAnotherType() {
    counted(1_000, WHOM);
    userColumns = List.of(Facts.column("id", "bigint"), Facts.column("follows_count", "text"));

    assertThat(columns()).containsExactly("follows_whom_count");
  }

  @Test
  void countsStatementsThatAskTheSameTogether() {
    counted(20, WHOM);
    assertThat(advice()).isEmpty();

    counted(20, WHOM);
    assertThat(advice()).hasSize(1);
    assertThat(advice().getFirst().evidence().helped()).hasSize(2);
  }

  @Test
  void paysOnlyTheTriggerForUpdatesThatMoveNothing() {
    counted(1_000, WHOM);
    written(5_000, Command.UPDATE, "state");
    assertThat(columns()).containsExactly("follows_count");

    statements.clear();
    counted(1_000, WHOM, OPEN);
    written(5_000, Command.UPDATE, "state");
    assertThat(columns()).isEmpty();
  }

  @Test
  void cutsLongNamesAtWholeCharacters() {
    var longName = TableName.of("shop", "ü".repeat(31));
    assertThat(new StoredCountScriptNames(longName).longest())
        .allSatisfy(name ->
            assertThat(name.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(63));
  }

  @Test
  void silentForARareCount() {
    counted(10, WHOM);

    assertThat(advice()).isEmpty();
  }

  @Test
  void silentForAHandfulOfRows() {
    counted(1_000_000, WHOM);
    cost = 2 * LOOKUP;

    assertThat(advice()).isEmpty();
  }

  @Test
  void silentWhereTheChildIsWrittenAsOftenAsItIsCounted() {
    counted(1_000, WHOM);
    written(3_000, Command.INSERT);
    written(3_000, Command.DELETE);

    assertThat(advice()).isEmpty();
  }

  @Test
  void silentWithoutAForeignKey() {
    counted(1_000, WHOM);
    constraints = List.of();

    assertThat(advice()).isEmpty();
  }

  @Test
  void silentWhereAChildMayBeOlderThanItsParent() {
    counted(1_000, WHOM);
    constraints = List.of(foreignKey("whom", "FOREIGN KEY (whom) DEFERRABLE INITIALLY DEFERRED"));

    assertThat(advice()).isEmpty();
  }

  @Test
  void silentWithoutAnIndexThatFindsTheChildren() {
    counted(1_000, WHOM);
    indexes = List.of(Facts.index("by_who", IndexDefinition.on(FOLLOWS, "who", "whom"), 1));
    assertThat(advice()).isEmpty();

    indexes = List.of(Facts.index("some", BY_WHOM.where("state = 'shut'::text"), 1));
    assertThat(advice()).isEmpty();
  }

  @Test
  void silentForAPartition() {
    counted(1_000, WHOM);
    partOfAnother = true;

    assertThat(advice()).isEmpty();
  }

  @Test
  void silentForStatementsThatDoMoreThanCount() {
    counted(1_000, false, WHOM);

    assertThat(advice()).isEmpty();
  }

  @Test
  void silentForAParameterInTheOtherCondition() {
    counted(1_000, WHOM, filter("state", Comparison.EQUAL, Optional.empty()));

    assertThat(advice()).isEmpty();
  }

  @Test
  void silentForARangeThatMeansSomethingElseTomorrow() {
    counted(1_000, WHOM, filter("state", Comparison.RANGE, Optional.of("state > 'a'::text")));

    assertThat(advice()).isEmpty();
  }

  @Test
  void silentForTypesThatPgCatalogComparesOtherwise() {
    counted(1_000, WHOM);
    userColumns = List.of(Facts.column("id", "citext"));
    followColumns = List.of(Facts.column("whom", "citext"));

    assertThat(advice()).isEmpty();
  }

  @Test
  void silentWhereTheCountIsStoredAlready() {
    counted(1_000, WHOM);
    userColumns = List.of(Facts.column("id", "bigint"), Facts.column("follows_count", "bigint"));

    assertThat(advice()).isEmpty();
  }

  /** Names of a script whose tables and columns are as long as they can be. */
  private record StoredCountScriptNames(TableName table) {

    List<String> longest() {
      var count =
          new dev.trimtab.core.model.CountDefinition(
              table,
              new Identifier("id"),
              "bigint",
              table,
              new Identifier("whom"),
              "bigint",
              Optional.empty());
      var pattern = java.util.regex.Pattern.compile("TRIGGER \"([^\"]+)\"");
      return new StoredCountScript(count, new Identifier("ü".repeat(31)))
          .apply().stream()
              .flatMap(sql -> pattern.matcher(sql).results())
              .map(match -> match.group(1))
              .toList();
    }
  }
}
