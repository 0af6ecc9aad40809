package dev.trimtab.core.model;

import static dev.trimtab.core.model.Facts.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class IndexDefinitionTest {

  private static final Identifier A = new Identifier("a");
  private static final Identifier B = new Identifier("b");
  private static final Identifier C = new Identifier("c");

  private static IndexDefinition of(IndexKey... keys) {
    return IndexDefinition.btree(ORDERS, List.of(keys));
  }

  private static IndexKey down(Identifier column) {
    return IndexKey.on(column).sorted(true, true);
  }

  @Test
  void isCoveredByItself() {
    Seeds.each(random -> {
      IndexDefinition index = some(random);
      assertThat(index.isCoveredBy(index)).isTrue();
    });
  }

  @Test
  void isCoveredByWhatCoversItsCover() {
    Seeds.each(random -> {
      var some = List.of(some(random), some(random), some(random), some(random));
      for (IndexDefinition one : some) {
        for (IndexDefinition two : some) {
          for (IndexDefinition three : some) {
            if (one.isCoveredBy(two) && two.isCoveredBy(three)) {
              assertThat(one.isCoveredBy(three)).as("%s, %s, %s", one, two, three).isTrue();
            }
          }
        }
      }
    });
  }

  @Test
  void isCoveredByAWiderOneButNotByANarrowerOne() {
    var narrow = IndexDefinition.on(ORDERS, "a");
    var wide = IndexDefinition.on(ORDERS, "a", "b");

    assertThat(narrow.isCoveredBy(wide)).isTrue();
    assertThat(wide.isCoveredBy(narrow)).isFalse();
    assertThat(narrow.isCoveredBy(IndexDefinition.on(ORDERS, "b", "a"))).isFalse();
    assertThat(narrow.isCoveredBy(IndexDefinition.on(TableName.of("shop", "other"), "a")))
        .isFalse();
  }

  @Test
  void isReadBackwardsOnlyAsAWhole() {
    assertThat(of(IndexKey.on(A), IndexKey.on(B)).isCoveredBy(of(down(A), down(B)))).isTrue();
    assertThat(of(IndexKey.on(A), IndexKey.on(B)).isCoveredBy(of(IndexKey.on(A), down(B))))
        .isFalse();
    assertThat(of(IndexKey.on(A)).isCoveredBy(of(IndexKey.on(A).sorted(true, false)))).isFalse();
  }

  @Test
  void isCoveredByTheSameOrAllRowsButNotByOtherRows() {
    var all = IndexDefinition.on(ORDERS, "a");
    var open = all.where("(status = 'open'::text)");

    assertThat(open.isCoveredBy(all)).isTrue();
    assertThat(open.isCoveredBy(open)).isTrue();
    assertThat(all.isCoveredBy(open)).isFalse();
    assertThat(open.isCoveredBy(all.where("(status = 'held'::text)"))).isFalse();
  }

  @Test
  void needsItsPayloadInTheCover() {
    var covering = IndexDefinition.on(ORDERS, "a").including(List.of(C));

    assertThat(covering.isCoveredBy(IndexDefinition.on(ORDERS, "a", "b"))).isFalse();
    assertThat(covering.isCoveredBy(IndexDefinition.on(ORDERS, "a", "c"))).isTrue();
    assertThat(IndexDefinition.on(ORDERS, "a").isCoveredBy(covering)).isTrue();
  }

  @Test
  void isCoveredByNoOtherMethodOperatorClassOrCollation() {
    var plain = IndexDefinition.on(ORDERS, "a");

    assertThat(
            plain.isCoveredBy(
                new IndexDefinition(
                    ORDERS, "hash", List.of(IndexKey.on(A)), List.of(), Optional.empty())))
        .isFalse();
    assertThat(plain.isCoveredBy(of(IndexKey.on(A).withOperatorClass("text_pattern_ops"))))
        .isFalse();
  }

  @Test
  void rendersKeysAsCreateIndexTakesThem() {
    assertThat(IndexKey.on(new Identifier("Order \"Id\"")).toSql())
        .isEqualTo("\"Order \"\"Id\"\"\"");
    assertThat(IndexKey.onExpression("lower(email)").toSql()).isEqualTo("(lower(email))");
    assertThat(down(A).toSql()).isEqualTo("\"a\" DESC");
    assertThat(IndexKey.on(A).sorted(true, false).toSql()).isEqualTo("\"a\" DESC NULLS LAST");
    assertThat(IndexKey.on(A).sorted(false, true).toSql()).isEqualTo("\"a\" NULLS FIRST");
    assertThat(IndexKey.on(A).withOperatorClass("text_pattern_ops").toSql())
        .isEqualTo("\"a\" text_pattern_ops");
    assertThat(
            new IndexKey(
                    Optional.of(A),
                    A.toSql(),
                    Optional.of("text_ops"),
                    Optional.of("\"C\""),
                    true,
                    false)
                .toSql())
        .isEqualTo("\"a\" COLLATE \"C\" text_ops DESC NULLS LAST");
  }

  @Test
  void rendersTheWholeStatement() {
    var index = of(IndexKey.on(A), down(B)).including(List.of(C)).where("a IS NOT NULL");

    assertThat(index.createConcurrently(new Identifier("a_idx")))
        .isEqualTo(
            "CREATE INDEX CONCURRENTLY \"a_idx\" ON \"shop\".\"orders\" USING btree"
                + " (\"a\", \"b\" DESC) INCLUDE (\"c\") WHERE a IS NOT NULL");
  }

  @Test
  void needsAKey() {
    assertThatThrownBy(() -> IndexDefinition.on(ORDERS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("orders");
  }

  /** Few columns, directions and predicates, so that covering is frequent. */
  private static IndexDefinition some(RandomGenerator random) {
    var keys = new ArrayList<IndexKey>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      var key = IndexKey.on(List.of(A, B).get(random.nextInt(2)));
      if (keys.stream().noneMatch(key::isSameValueAs)) {
        keys.add(key);
      }
    }
    boolean isBackward = random.nextInt(3) == 0;
    List<IndexKey> sorted =
        isBackward ? keys.stream().map(key -> key.sorted(true, true)).toList() : keys;
    List<Identifier> include = random.nextBoolean() ? List.of() : List.of(C);
    Optional<String> predicate =
        List.of(Optional.<String>empty(), Optional.of("p"), Optional.of("q"))
            .get(random.nextInt(3));
    return new IndexDefinition(
        ORDERS, random.nextInt(5) == 0 ? "hash" : "btree", sorted, include, predicate);
  }
}
