package dev.trimtab.core.advice;

import static dev.trimtab.core.model.Facts.ORDERS;
import static dev.trimtab.core.model.Facts.index;
import static dev.trimtab.core.model.Facts.orders;
import static dev.trimtab.core.model.Facts.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.IndexKey;
import dev.trimtab.core.model.TableName;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IndexNamesTest {

  private static final IndexDefinition CUSTOMER = IndexDefinition.on(ORDERS, "customer_id");

  private final IndexNames names = new IndexNames(snapshot(1, orders()));

  @Test
  void sayWhatTheIndexIs() {
    assertThat(names.name(CUSTOMER)).hasToString("orders_customer_id_idx");
    assertThat(names.name(CUSTOMER.where("p").including(List.of(new Identifier("total")))))
        .hasToString("orders_customer_id_part_cover_idx");
    assertThat(
            names.name(
                new IndexDefinition(
                    ORDERS,
                    "gin",
                    List.of(IndexKey.onExpression("to_tsvector('english', note)")),
                    List.of(),
                    Optional.empty())))
        .hasToString("orders_to_tsvector_english_note_gin_idx");
  }

  @Test
  void avoidWhatIsTakenByAnythingInTheSchema() {
    var taken = new IndexNames(snapshot(1, orders(index("orders_customer_id_idx", CUSTOMER, 0))));

    assertThat(taken.name(CUSTOMER)).hasToString("orders_customer_id_idx1");
    assertThat(taken.name(CUSTOMER)).hasToString("orders_customer_id_idx2");
    assertThat(taken.name(IndexDefinition.on(TableName.of("other", "orders"), "customer_id")))
        .hasToString("orders_customer_id_idx");
  }

  @Test
  void fitInto63BytesAndStayDifferent() {
    var table = TableName.of("shop", "Käufe_" + "ß".repeat(25));
    var definition = IndexDefinition.on(table, "größe_" + "é".repeat(25), "日本語の列名");
    var seen = new HashSet<Identifier>();
    for (int i = 0; i < 120; i++) {
      Identifier name = names.name(definition);
      assertThat(name.value().getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(63);
      assertThat(name.value()).doesNotContain("\uFFFD").contains("_idx");
      assertThat(seen.add(name)).isTrue();
    }
  }

  @Test
  void neverCutACharacterInTwo() {
    var table = TableName.of("shop", "🧭".repeat(15));

    assertThat(names.name(IndexDefinition.on(table, "🧭".repeat(15))).value())
        .matches("(🧭)+_?(🧭)*_idx");
  }
}
