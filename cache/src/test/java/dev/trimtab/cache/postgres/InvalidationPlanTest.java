package dev.trimtab.cache.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InvalidationPlanTest {

  private static final TableBinding USERS = TableBinding.of("public.users", "user:{id}");
  private static final TableBinding FILES = TableBinding.ofTable("public.files");

  @Test
  void refusesWhatCannotBeFollowed() {
    assertThatThrownBy(() -> plan("Shop", USERS)).hasMessageContaining("a-z, 0-9");
    assertThatThrownBy(() -> plan("a".repeat(17), USERS)).hasMessageContaining("1 to 16");
    assertThatThrownBy(() -> plan("shop")).hasMessageContaining("no table is bound");
    assertThatThrownBy(() -> plan("shop", FILES, FILES)).hasMessageContaining("bound twice");
    assertThatThrownBy(() -> new InvalidationPlan("shop", List.of(USERS), 1_000, false))
        .hasMessageContaining("16,777,216");
  }

  /** So that nodes find those that follow the same, and not those of another version. */
  @Test
  void namesSlotsByBindingsThenByAge() {
    var names = SlotNames.of(plan("shop", USERS, FILES), new SplittableRandom(1));
    var same = SlotNames.of(plan("shop", FILES, USERS), new SplittableRandom(2));
    var other = SlotNames.of(plan("shop", USERS), new SplittableRandom(3));

    assertThat(same.prefix()).isEqualTo(names.prefix());
    assertThat(other.prefix()).isNotEqualTo(names.prefix());
    assertThat(names.next(999_999_999_999L)).isLessThan(same.next(1_000_000_000_000L));
    assertThat(SlotNames.of(plan("a".repeat(16), USERS), new SplittableRandom(4)).next(1))
        .matches("[a-z0-9_]{1,63}");
  }

  private static InvalidationPlan plan(String name, TableBinding... bindings) {
    return new InvalidationPlan(
        name, List.of(bindings), InvalidationPlan.RETAINED_BYTES_DEFAULT, false);
  }
}
