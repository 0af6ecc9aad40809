package dev.trimtab.core.advice;

import static dev.trimtab.core.model.Facts.ORDERS;
import static dev.trimtab.core.model.Facts.column;
import static dev.trimtab.core.model.Facts.index;
import static dev.trimtab.core.model.Facts.known;
import static dev.trimtab.core.model.Facts.orders;
import static dev.trimtab.core.model.Facts.snapshot;
import static dev.trimtab.core.model.Facts.statistics;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.IndexKey;
import dev.trimtab.core.model.Table;
import dev.trimtab.core.model.TableActivity;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.Binding;
import dev.trimtab.core.workload.QueryShape;
import dev.trimtab.core.workload.QueryShape.Command;
import dev.trimtab.core.workload.Statement;
import dev.trimtab.core.workload.TableUse;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WriteModelTest {

  private static final double CALLS = 1_000;

  private static final Table TABLE =
      orders(
          List.of(column("id", "integer"), column("status", "text")),
          index("by_id", IndexDefinition.on(ORDERS, "id"), 0),
          index("by_day", IndexDefinition.on(ORDERS, "placed_at"), 0));

  private static AnalyzedStatement statement(Command command, String... written) {
    return statement(1, command, written);
  }

  private static AnalyzedStatement statement(double rows, Command command, String... written) {
    var change =
        new TableUse.RowChange(
            command, Stream.of(written).map(Identifier::new).collect(Collectors.toSet()));
    var use =
        new TableUse(
            ORDERS,
            List.of(),
            List.of(),
            List.of(),
            false,
            List.of(),
            List.of(),
            Set.of(),
            command == Command.SELECT ? Optional.empty() : Optional.of(change));
    return new AnalyzedStatement(
        new Statement("1", "text", CALLS, Optional.empty(), List.of()),
        new QueryShape(command, List.of(use), List.of()),
        List.of(new Binding("1", "text", List.of(), Binding.Origin.NO_PARAMETERS)),
        rows);
  }

  private static double entries(IndexDefinition definition, double rows, AnalyzedStatement its) {
    var planned = new PlannedIndex(9, new Identifier("new"), definition, 1 << 20, rows, true);
    return new WriteModel(snapshot(1, TABLE), List.of(its)).of(planned).entries();
  }

  private static double entries(IndexDefinition definition, AnalyzedStatement its) {
    return entries(definition, 100_000, its);
  }

  @Test
  void everyRowOfAStatementIsPaidFor() {
    var index = IndexDefinition.on(ORDERS, "status");

    assertThat(entries(index, statement(50, Command.INSERT))).isEqualTo(50 * CALLS);
    assertThat(entries(index, statement(0.2, Command.INSERT)))
        .as("most find what they would insert")
        .isCloseTo(0.2 * CALLS, within(1e-6));
  }

  @Test
  void everyInsertAddsAnEntryAndNoDeleteOrReadDoes() {
    var index = IndexDefinition.on(ORDERS, "status");

    assertThat(entries(index, statement(Command.INSERT))).isEqualTo(CALLS);
    assertThat(entries(index, statement(Command.DELETE))).isZero();
    assertThat(entries(index, statement(Command.SELECT))).isZero();
  }

  /** Two other indexes get an entry each, because the update is not heap-only any more. */
  @Test
  void anIndexOnAnUpdatedColumnIsPaidForInEveryOtherIndex() {
    assertThat(entries(IndexDefinition.on(ORDERS, "status"), statement(Command.UPDATE, "status")))
        .isEqualTo(3 * CALLS);
  }

  @Test
  void anIndexOnOtherColumnsLeavesAHeapOnlyUpdateWhatItIs() {
    assertThat(
            entries(IndexDefinition.on(ORDERS, "customer_id"), statement(Command.UPDATE, "status")))
        .isZero();
  }

  @Test
  void anUpdateThatIsNotHeapOnlyAnywayAddsOneEntry() {
    assertThat(
            entries(
                IndexDefinition.on(ORDERS, "customer_id"), statement(Command.UPDATE, "placed_at")))
        .isEqualTo(CALLS);
  }

  @Test
  void aPredicateAndAPayloadMakeAColumnPartOfTheIndex() {
    var partial = IndexDefinition.on(ORDERS, "customer_id").where("status = 'open'");
    var covering =
        IndexDefinition.on(ORDERS, "customer_id").including(List.of(new Identifier("status")));

    assertThat(entries(partial, statement(Command.UPDATE, "status"))).isEqualTo(3 * CALLS);
    assertThat(entries(covering, statement(Command.UPDATE, "status"))).isEqualTo(3 * CALLS);
  }

  @Test
  void aPartialIndexIsPaidForByItsRows() {
    var partial = IndexDefinition.on(ORDERS, "customer_id").where("status = 'open'");

    assertThat(entries(partial, 10_000, statement(Command.INSERT)))
        .isCloseTo(CALLS / 10, within(1e-6));
  }

  private static Table updated(long updates, long heapOnly) {
    return new Table(
        TABLE.name(),
        TABLE.kind(),
        TABLE.columns(),
        TABLE.constraints(),
        TABLE.indexes(),
        TABLE.pages(),
        new TableActivity(0, updates, heapOnly, 0, 0, 0, 0, 0, Optional.empty()),
        TABLE.inherits(),
        TABLE.partitionKey(),
        TABLE.partitionBound(),
        TABLE.options());
  }

  private static double entriesOfAnUpdate(Table table, AnalyzedStatement... statements) {
    var index = IndexDefinition.on(ORDERS, "customer_id");
    var planned = new PlannedIndex(9, new Identifier("new"), index, 1 << 20, 100_000, true);
    return new WriteModel(snapshot(1, table), List.of(statements)).of(planned).entries();
  }

  /** A quarter of the updates found no room on their page, and went into every index. */
  @Test
  void anUpdateThatFindsNoRoomOnItsPageAddsAnEntry() {
    AnalyzedStatement update = statement(Command.UPDATE, "status");

    assertThat(entriesOfAnUpdate(updated(1_000, 750), update)).isCloseTo(CALLS / 4, within(1e-6));
    assertThat(entriesOfAnUpdate(updated(10, 1), update)).as("too few to tell").isZero();
  }

  /** Half of them change an indexed column and are not heap-only for that reason. */
  @Test
  void updatesOfIndexedColumnsAreNoSignOfFullPages() {
    assertThat(
            entriesOfAnUpdate(
                updated(1_000, 500),
                statement(Command.UPDATE, "status"),
                statement(Command.UPDATE, "placed_at")))
        .isCloseTo(CALLS, within(1e-6));
  }

  @Test
  void anIndexOfTrigramsLogsAnElementForNearlyEveryCharacter() {
    var table =
        orders(
            List.of(
                known(
                    column("note", "text"),
                    statistics(-1, 30, Optional.empty(), Optional.empty()))));
    var definition =
        new IndexDefinition(
            ORDERS,
            "gin",
            List.of(IndexKey.on(new Identifier("note")).withOperatorClass("public.gin_trgm_ops")),
            List.of(),
            Optional.empty());
    var planned = new PlannedIndex(9, new Identifier("new"), definition, 1 << 20, 100_000, true);

    WriteCost cost =
        new WriteModel(snapshot(1, table), List.of(statement(Command.INSERT))).of(planned);

    assertThat(cost.walBytesPerEntry()).isBetween(24 * 25.0, 24 * 30.0 + 100);
  }

  @Test
  void walOfTodayIsNeverZeroBecauseOneDividesByIt() {
    assertThat(new WriteModel(snapshot(1), List.of()).currentWalBytes()).isEqualTo(1);
    assertThat(
            new WriteModel(snapshot(1, TABLE), List.of(statement(Command.INSERT)))
                .currentWalBytes())
        .isGreaterThan(CALLS * 100);
  }

  @Test
  void aBudgetIsNeverNegative() {
    assertThatThrownBy(() -> new Budget(OptionalLong.of(-1), OptionalInt.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be negative");
    assertThatThrownBy(() -> new Budget(OptionalLong.empty(), OptionalInt.of(-1), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new Budget(OptionalLong.empty(), OptionalInt.empty(), Optional.of(-0.1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Budget.UNLIMITED.withGainMin(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Budget.UNLIMITED.withGainMin(1.1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** {@code --max-write-overhead nan} would be a budget that everything passes. */
  @Test
  void aWriteOverheadThatIsNoNumberWasTaken() {
    assertThatThrownBy(
            () -> new Budget(OptionalLong.empty(), OptionalInt.empty(), Optional.of(Double.NaN)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
