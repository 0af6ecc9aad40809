package dev.trimtab.core.advice;

import static dev.trimtab.core.model.Facts.ORDERS;
import static dev.trimtab.core.model.Facts.as;
import static dev.trimtab.core.model.Facts.behindConstraint;
import static dev.trimtab.core.model.Facts.building;
import static dev.trimtab.core.model.Facts.index;
import static dev.trimtab.core.model.Facts.invalid;
import static dev.trimtab.core.model.Facts.orders;
import static dev.trimtab.core.model.Facts.partition;
import static dev.trimtab.core.model.Facts.referring;
import static dev.trimtab.core.model.Facts.snapshot;
import static dev.trimtab.core.model.Facts.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.advice.DropRules.Drop;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Index;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.IndexKey;
import dev.trimtab.core.model.Table;
import dev.trimtab.core.workload.Binding;
import dev.trimtab.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DropRulesTest {

  private static final int LONG = 40;
  private static final int SHORT = 34;

  private static final IndexDefinition CUSTOMER = IndexDefinition.on(ORDERS, "customer_id");
  private static final IndexDefinition CUSTOMER_DAY =
      IndexDefinition.on(ORDERS, "customer_id", "placed_at");

  private static List<String> names(List<Drop> drops) {
    return drops.stream().map(drop -> drop.index().name().value()).toList();
  }

  @Nested
  class Redundant {

    private final RedundantIndexRule rule = new RedundantIndexRule(List.of());

    private List<String> drops(Index... indexes) {
      return names(rule.apply(orders(indexes)));
    }

    @Test
    void dropsAnIndexThatIsAPrefixOfAnother() {
      assertThat(drops(index("by_customer", CUSTOMER, 9), index("wide", CUSTOMER_DAY, 0)))
          .containsExactly("by_customer");
    }

    @Test
    void saysWhichOneTakesOver() {
      assertThat(
              rule.apply(orders(index("by_customer", CUSTOMER, 9), index("wide", CUSTOMER_DAY, 0))))
          .extracting(Drop::reason)
          .containsExactly("every search it serves, wide serves too");
    }

    @Test
    void dropsWhatARecommendedIndexTakesOver() {
      var withRecommended = new RedundantIndexRule(List.of(CUSTOMER_DAY));

      assertThat(withRecommended.apply(orders(index("by_customer", CUSTOMER, 9))))
          .extracting(Drop::reason)
          .singleElement()
          .asString()
          .contains("the recommended", "placed_at");
    }

    @Test
    void keepsOneOfEqualTwins() {
      assertThat(drops(index("a", CUSTOMER, 0), index("b", CUSTOMER, 9), index("c", CUSTOMER, 1)))
          .containsExactly("b", "c");
    }

    @Test
    void keepsTheTwinThatBacksAConstraint() {
      assertThat(drops(index("a", CUSTOMER, 9), behindConstraint(index("b", CUSTOMER, 0))))
          .containsExactly("a");
    }

    @Test
    void isSilentAboutUniqueOnesAndConstraints() {
      assertThat(
              drops(
                  behindConstraint(index("a", CUSTOMER, 0)),
                  unique(index("b", CUSTOMER, 0)),
                  index("wide", CUSTOMER_DAY, 0)))
          .isEmpty();
    }

    @Test
    void isSilentAboutPartitions() {
      assertThat(
              rule.apply(
                  partition(orders(index("a", CUSTOMER, 0), index("wide", CUSTOMER_DAY, 0)))))
          .isEmpty();
    }

    @Test
    void isSilentWhereTheOtherIsInvalidOrOrderedOtherwise() {
      assertThat(drops(index("a", CUSTOMER, 0), invalid(index("wide", CUSTOMER_DAY, 0)))).isEmpty();
      assertThat(
              drops(
                  index("a", IndexDefinition.on(ORDERS, "placed_at"), 0),
                  index("wide", CUSTOMER_DAY, 0)))
          .isEmpty();
      assertThat(drops(index("a", CUSTOMER, 0), index("part", CUSTOMER_DAY.where("total > 9"), 0)))
          .isEmpty();
    }

    /** Whatever is dropped, something that covers it stays: no search loses its index. */
    @Test
    void neverDropsTheLastIndexThatServesASearch() {
      Seeds.each(random -> {
        Table table = orders(some(random));
        List<String> dropped = names(rule.apply(table));
        List<Index> kept =
            table.indexes().stream().filter(i -> !dropped.contains(i.name().value())).toList();

        assertThat(table.indexes())
            .allSatisfy(index ->
                assertThat(kept)
                    .anyMatch(other -> index.definition().isCoveredBy(other.definition())));
      });
    }
  }

  @Nested
  class Unused {

    private List<String> drops(int days, Table table) {
      return names(new UnusedIndexRule(snapshot(days), List.of(), List.of()).apply(table));
    }

    @Test
    void dropsWhatNobodySearchedForLongEnough() {
      assertThat(drops(LONG, orders(index("idle", CUSTOMER, 0), index("busy", CUSTOMER_DAY, 1))))
          .containsExactly("idle");
    }

    @Test
    void isSilentWhileCountersAreYoung() {
      assertThat(drops(SHORT, orders(index("idle", CUSTOMER, 0)))).isEmpty();
    }

    @Test
    void isSilentAboutWhatMustStay() {
      assertThat(
              drops(
                  LONG,
                  orders(
                      behindConstraint(index("a", CUSTOMER, 0)),
                      unique(index("b", CUSTOMER_DAY, 0)),
                      invalid(index("c", CUSTOMER, 0)))))
          .isEmpty();
      assertThat(drops(LONG, partition(orders(index("a", CUSTOMER, 0))))).isEmpty();
    }

    @Test
    void isSilentWhereAForeignKeySearchesIt() {
      assertThat(
              drops(
                  LONG,
                  referring(
                      orders(
                          index("served", CUSTOMER_DAY, 0),
                          index("idle", IndexDefinition.on(ORDERS, "placed_at", "customer_id"), 0)),
                      "customer_id")))
          .containsExactly("idle");
    }

    @Test
    void isSilentAboutWhatAReplicaSearched() {
      Table table = orders(index("idle", CUSTOMER, 0));
      var searched = snapshot(LONG, orders(index("idle", CUSTOMER, 3)));
      var young = snapshot(SHORT, table);
      var idle = snapshot(LONG, table);

      assertThat(new UnusedIndexRule(idle, List.of(searched), List.of()).apply(table)).isEmpty();
      assertThat(new UnusedIndexRule(idle, List.of(young), List.of()).apply(table)).isEmpty();
      assertThat(new UnusedIndexRule(idle, List.of(idle), List.of()).apply(table))
          .extracting(Drop::reason)
          .containsExactly("no scan in 40 days on the primary and 1 replicas");
    }

    @Test
    void isSilentAboutWhatThePlannerWouldUse() {
      Table table = orders(index("idle", CUSTOMER, 0));
      var planned = new PlannedIndex(0, new Identifier("idle"), CUSTOMER, 1, 1, false);

      assertThat(new UnusedIndexRule(snapshot(LONG), List.of(), List.of(planned)).apply(table))
          .isEmpty();
    }

    /** The server keeps no scans of a partitioned table's index, only of its parts: always 0. */
    @Test
    void indexOfAPartitionedTableLookedUnused() {
      Table table = as(orders(index("parent", CUSTOMER, 0)), Table.Kind.PARTITIONED);

      assertThat(drops(LONG, table)).isEmpty();
    }
  }

  @Nested
  class Invalid {

    private final InvalidIndexRule rule = new InvalidIndexRule();

    @Test
    void dropsWhatAFailedBuildLeft() {
      assertThat(
              names(
                  rule.apply(
                      orders(invalid(index("broken", CUSTOMER, 0)), index("a", CUSTOMER, 0)))))
          .containsExactly("broken");
    }

    @Test
    void isSilentAboutWhatIsJustBeingBuilt() {
      assertThat(rule.apply(orders(building(index("fresh", CUSTOMER, 0))))).isEmpty();
    }

    @Test
    void isSilentAboutPartitionedTablesAndConstraints() {
      assertThat(
              rule.apply(as(orders(invalid(index("part", CUSTOMER, 0))), Table.Kind.PARTITIONED)))
          .isEmpty();
      assertThat(rule.apply(orders(behindConstraint(invalid(index("a", CUSTOMER, 0)))))).isEmpty();
    }
  }

  /** The rules together: what one leaves for another to rely on, no other may take. */
  @Nested
  class Together {

    private static List<String> drops(Table table) {
      var snapshot = snapshot(LONG, table);
      var advisor =
          new IndexAdvisor(new NoPlanner(), snapshot, List.of(), Budget.UNLIMITED, () -> false);
      return advisor.advise(List.of(), Optional.empty()).recommendations().stream()
          .map(recommendation -> recommendation.index().value())
          .toList();
    }

    /** Of two equal indexes one went as redundant, and the one to stand for it as unused. */
    @Test
    void bothOfTwoTwinsWereDropped() {
      assertThat(drops(orders(index("a", CUSTOMER, 0), index("b", CUSTOMER, 9))))
          .containsExactly("b");
    }

    @Test
    void neverTakeASearchedIndexWithoutLeavingItsCover() {
      Seeds.each(random -> {
        Table table = orders(some(random));
        List<String> dropped = drops(table);
        List<Index> kept =
            table.indexes().stream().filter(i -> !dropped.contains(i.name().value())).toList();

        assertThat(table.indexes())
            .filteredOn(index -> index.scans() > 0)
            .allSatisfy(index ->
                assertThat(kept)
                    .anyMatch(other -> index.definition().isCoveredBy(other.definition())));
      });
    }
  }

  /** A planner for an empty workload. */
  private static final class NoPlanner implements Planner {
    @Override
    public List<PlannedIndex> existing() {
      return List.of();
    }

    @Override
    public Hypothesis suppose(IndexDefinition definition) {
      return new Hypothesis.Refused(definition, "nothing is planned");
    }

    @Override
    public PlanCost plan(Binding binding, Set<PlannedIndex> added, Set<PlannedIndex> hidden) {
      return new PlanCost(1, Set.of(), "", 0);
    }
  }

  /** Up to six indexes over three columns: small enough that overlaps are the rule. */
  private static Index[] some(RandomGenerator random) {
    var indexes = new ArrayList<Index>();
    int count = random.nextInt(7);
    for (int i = 0; i < count; i++) {
      var columns = new ArrayList<>(List.of("a", "b", "c"));
      java.util.Collections.shuffle(columns, random);
      boolean isBackward = random.nextInt(4) == 0;
      List<IndexKey> keys =
          columns.subList(0, 1 + random.nextInt(3)).stream()
              .map(column -> IndexKey.on(new Identifier(column)))
              .map(key -> isBackward ? key.sorted(true, true) : key)
              .toList();
      var definition = IndexDefinition.btree(ORDERS, keys);
      var index =
          index(
              "ix" + i,
              random.nextInt(4) == 0 ? definition.where("p") : definition,
              random.nextInt(2));
      indexes.add(random.nextInt(6) == 0 ? unique(index) : index);
    }
    return indexes.toArray(Index[]::new);
  }
}
