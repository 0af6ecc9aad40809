package dev.trimtab.postgres.apply;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiskBudgetTest {

  private static final long GIBIBYTE = 1024L * 1024 * 1024;

  private static Change change(Change.Kind kind) {
    return new Change(
        1,
        ChangeState.PROVEN,
        kind,
        TableName.of("public", "orders"),
        new Identifier("by_day"),
        "",
        "",
        "",
        1,
        List.of(),
        Optional.empty(),
        Instant.EPOCH,
        Instant.EPOCH);
  }

  @Test
  void refusesWhatDoesNotFitTwice() {
    var budget = new DiskBudget(3 * GIBIBYTE);
    assertThatThrownBy(() -> budget.check(change(Change.Kind.CREATE_INDEX), 2 * GIBIBYTE))
        .hasMessageContainingAll(
            "DISK_BUDGET_EXCEEDED", "by_day on orders", "about 2048 MiB", "is 3072 MiB");
  }

  @Test
  void letsPassWhatFitsAndEveryDrop() {
    var budget = new DiskBudget(3 * GIBIBYTE);
    assertThatCode(() -> budget.check(change(Change.Kind.CREATE_INDEX), GIBIBYTE))
        .doesNotThrowAnyException();
    assertThatCode(() -> budget.check(change(Change.Kind.DROP_INDEX), 9 * GIBIBYTE))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesLessThanNothing() {
    assertThatThrownBy(() -> new DiskBudget(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
