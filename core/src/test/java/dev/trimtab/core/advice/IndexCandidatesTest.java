package dev.trimtab.core.advice;

import static dev.trimtab.core.model.Facts.ORDERS;
import static dev.trimtab.core.model.Facts.column;
import static dev.trimtab.core.model.Facts.known;
import static dev.trimtab.core.model.Facts.orders;
import static dev.trimtab.core.model.Facts.sized;
import static dev.trimtab.core.model.Facts.snapshot;
import static dev.trimtab.core.model.Facts.statistics;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.IndexKey;
import dev.trimtab.core.model.Table;
import dev.trimtab.core.workload.TableUse;
import dev.trimtab.core.workload.TableUse.Comparison;
import dev.trimtab.core.workload.TableUse.Filter;
import dev.trimtab.core.workload.TableUse.Key;
import dev.trimtab.core.workload.TableUse.SortKey;
import dev.trimtab.testkit.Seeds;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IndexCandidatesTest {

  private static final Table TABLE =
      orders(
          List.of(
              known(column("customer_id", "integer"), statistics(5_000)),
              known(column("placed_at", "date"), statistics(2_000)),
              known(column("status", "text"), statistics(3)),
              known(column("old_status", "text"), statistics(3)),
              known(column("deleted_at", "date"), statistics(50)),
              known(column("total", "numeric"), statistics(9_000))));

  private static Key key(String column) {
    var name = new Identifier(column);
    return new Key(Optional.of(name), name.toSql());
  }

  private static Filter filter(String column, Comparison comparison, String... constant) {
    return new Filter(
        key(column),
        comparison,
        "=",
        List.of(),
        Stream.of(constant).findFirst(),
        false,
        Optional.empty());
  }

  private static TableUse use(List<Filter> filters, List<SortKey> order) {
    return new TableUse(
        ORDERS,
        filters,
        List.of(),
        order,
        false,
        List.of(),
        filters.stream().flatMap(f -> f.constant().stream()).toList(),
        Set.of(),
        Optional.empty());
  }

  private static Set<IndexDefinition> candidates(List<Filter> filters, SortKey... order) {
    return new IndexCandidates(snapshot(1, TABLE)).of(use(filters, List.of(order)));
  }

  private static List<String> predicates(Set<IndexDefinition> candidates) {
    return candidates.stream().flatMap(c -> c.predicate().stream()).distinct().toList();
  }

  @Test
  void putEqualityBeforeRange() {
    assertThat(
            candidates(
                List.of(
                    filter("placed_at", Comparison.RANGE),
                    filter("customer_id", Comparison.EQUAL))))
        .contains(IndexDefinition.on(ORDERS, "customer_id", "placed_at"))
        .doesNotContain(IndexDefinition.on(ORDERS, "placed_at", "customer_id"));
  }

  @Test
  void putTheOrderAfterEquality() {
    assertThat(
            candidates(
                List.of(filter("customer_id", Comparison.EQUAL)),
                new SortKey(key("placed_at"), true, true)))
        .as("an index is read backwards, too")
        .contains(IndexDefinition.on(ORDERS, "customer_id", "placed_at"));
  }

  @Test
  void keepDirectionsThatCannotBeReadBackwards() {
    IndexKey status = IndexKey.on(new Identifier("status"));
    IndexKey day = IndexKey.on(new Identifier("placed_at"));

    assertThat(
            candidates(
                List.of(),
                new SortKey(key("status"), false, false),
                new SortKey(key("placed_at"), true, true)))
        .contains(IndexDefinition.btree(ORDERS, List.of(status, day.sorted(true, true))));
    assertThat(candidates(List.of(), new SortKey(key("placed_at"), true, false)))
        .contains(IndexDefinition.btree(ORDERS, List.of(day.sorted(true, false))));
  }

  @Test
  void limitThemselvesToRowsThatWillBeAskedForAgain() {
    assertThat(
            predicates(
                candidates(
                    List.of(
                        filter("deleted_at", Comparison.IS_NULL, "deleted_at IS NULL"),
                        filter("placed_at", Comparison.RANGE)))))
        .containsExactly("deleted_at IS NULL");
    assertThat(
            predicates(
                candidates(List.of(filter("status", Comparison.EQUAL, "status = 'open'::text")))))
        .containsExactly("status = 'open'::text");
  }

  @Test
  void neverLimitThemselvesToOneCustomerOrOneDay() {
    assertThat(
            predicates(
                candidates(
                    List.of(
                        filter("customer_id", Comparison.EQUAL, "customer_id = 77"),
                        filter("placed_at", Comparison.RANGE, "placed_at > '2024-01-01'::date")))))
        .isEmpty();
  }

  /** The condition on status is a part of the text of the one on old_status. */
  @Test
  void conditionPinnedTheKeyOfAnotherColumn() {
    Set<IndexDefinition> candidates =
        candidates(
            List.of(
                filter("status", Comparison.EQUAL, "status = 'open'::text"),
                filter("old_status", Comparison.EQUAL, "old_status = 'open'::text")));

    assertThat(candidates)
        .contains(IndexDefinition.on(ORDERS, "status").where("old_status = 'open'::text"))
        .contains(IndexDefinition.on(ORDERS, "old_status").where("status = 'open'::text"));
  }

  @Test
  void areNoneForATableThatIsReadAtOnce() {
    var use = use(List.of(filter("customer_id", Comparison.EQUAL)), List.of());

    assertThat(new IndexCandidates(snapshot(1, sized(TABLE, 5))).of(use)).isEmpty();
    assertThat(new IndexCandidates(snapshot(1)).of(use)).isEmpty();
  }

  @Test
  void areBoundedInWidthAndNumber() {
    var comparisons = List.of(Comparison.values());
    List<String> columns = TABLE.columns().stream().map(c -> c.name().value()).toList();
    Seeds.each(random -> {
      List<Filter> filters =
          IntStream.range(0, random.nextInt(7))
              .mapToObj(i ->
                  filter(
                      columns.get(random.nextInt(columns.size())),
                      comparisons.get(random.nextInt(comparisons.size()))))
              .toList();
      List<SortKey> order =
          IntStream.range(0, random.nextInt(3))
              .mapToObj(i ->
                  new SortKey(
                      key(columns.get(random.nextInt(columns.size()))),
                      random.nextBoolean(),
                      random.nextBoolean()))
              .toList();
      var use = use(filters, order);
      var candidates = new IndexCandidates(snapshot(1, TABLE)).of(use);

      assertThat(candidates).hasSizeLessThanOrEqualTo(80);
      assertThat(candidates)
          .allSatisfy(candidate -> {
            assertThat(candidate.keys()).hasSizeBetween(1, IndexCandidates.WIDTH_MAX);
            assertThat(candidate.keys().stream().map(IndexKey::sql)).doesNotHaveDuplicates();
          });
      assertThat(new IndexCandidates(snapshot(1, TABLE)).of(use))
          .as("deterministic")
          .containsExactlyElementsOf(candidates);
    });
  }
}
