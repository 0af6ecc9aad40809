package dev.trimtab.cache.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.cache.Tag;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableBindingTest {

  @Test
  void fillsColumnsIntoTheTag() {
    var binding = TableBinding.of("shop.lines", "order:{order_id}:line:{no}");

    assertThat(tag(binding, Map.of("order_id", "17", "no", "3")))
        .contains(Tag.of("order:17:line:3"));
    assertThat(binding.columns()).containsExactly("order_id", "no");
    assertThat(binding.table()).isEqualTo(new TableName("shop", "lines"));
  }

  @Test
  void hasNoTagForARowWithoutKey() {
    assertThat(tag(TableBinding.of("public.users", "user:{id}"), Map.of())).isEmpty();
  }

  @Test
  void namesThePublicSchemaIfNoneIsGiven() {
    assertThat(TableBinding.tableTag("users")).isEqualTo(TableBinding.tableTag("public.users"));
    assertThat(TableBinding.tableTag("users")).isEqualTo(Tag.table("users"));
    assertThat(TableBinding.tableTag("shop.lines")).isEqualTo(Tag.table("shop.lines"));
  }

  @Test
  void refusesATemplateWithoutColumn() {
    assertThatThrownBy(() -> TableBinding.of("public.users", "users"))
        .hasMessageContaining("ofTable(\"public.users\")");
  }

  private static Optional<Tag> tag(TableBinding binding, Map<String, String> values) {
    return binding.tag(column -> Optional.ofNullable(values.get(column)));
  }
}
