package dev.trimtab.core.advice;

import static dev.trimtab.core.model.Facts.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.TableName;
import dev.trimtab.testkit.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class IndexMergeTest {

  private static IndexDefinition on(String... columns) {
    return IndexDefinition.on(ORDERS, columns);
  }

  @Test
  void widensTheFirstByTheKeysAndPayloadOfTheSecond() {
    var payload = List.of(new Identifier("total"), new Identifier("b"));

    assertThat(IndexSearch.merge(on("a", "b"), on("a", "c").including(payload)))
        .contains(on("a", "b", "c").including(List.of(new Identifier("total"))));
  }

  @Test
  void isSilentAboutStrangers() {
    assertThat(IndexSearch.merge(on("a"), on("b", "a"))).isEmpty();
    assertThat(IndexSearch.merge(on("a"), on("a"))).isEmpty();
    assertThat(IndexSearch.merge(on("a", "b"), on("a"))).isEmpty();
    assertThat(IndexSearch.merge(on("a"), on("a", "b").where("p"))).isEmpty();
    assertThat(
            IndexSearch.merge(on("a"), IndexDefinition.on(TableName.of("shop", "other"), "a", "b")))
        .isEmpty();
    assertThat(IndexSearch.merge(on("a", "b", "c"), on("a", "d", "e"))).isEmpty();
  }

  @Test
  void coversTheFirstAndStoresTheSecond() {
    Seeds.each(random -> {
      IndexDefinition first = some(random);
      IndexDefinition second = some(random);
      IndexSearch.merge(first, second)
          .ifPresent(merged -> {
            assertThat(first.isCoveredBy(merged)).isTrue();
            assertThat(merged.storedColumns()).containsAll(second.storedColumns());
            assertThat(merged.keys()).hasSizeLessThanOrEqualTo(IndexCandidates.WIDTH_MAX);
          });
    });
  }

  private static IndexDefinition some(RandomGenerator random) {
    var columns = new ArrayList<>(List.of("a", "b", "c", "d", "e"));
    Collections.shuffle(columns.subList(1, 5), random);
    int keys = 1 + random.nextInt(3);
    return on(columns.subList(0, keys).toArray(String[]::new))
        .including(
            columns.subList(keys, keys + random.nextInt(2)).stream().map(Identifier::new).toList());
  }
}
