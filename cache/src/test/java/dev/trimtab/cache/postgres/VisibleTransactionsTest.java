package dev.trimtab.cache.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class VisibleTransactionsTest {

  @Test
  void seesWhatEndedAndNotWhatRunsOrComes() {
    var visible = VisibleTransactions.parse("10:20:12,15");

    assertThat(visible.contains(9)).isTrue();
    assertThat(visible.contains(10)).isTrue();
    assertThat(visible.contains(12)).isFalse();
    assertThat(visible.contains(15)).isFalse();
    assertThat(visible.contains(19)).isTrue();
    assertThat(visible.contains(20)).isFalse();
    assertThat(visible.contains(21)).isFalse();
  }

  @Test
  void readsASnapshotWithNobodyInProgress() {
    assertThat(VisibleTransactions.parse("7:7:").contains(6)).isTrue();
    assertThat(VisibleTransactions.parse("7:7:").contains(7)).isFalse();
  }

  /** The log has 32 bits of an id, the snapshot 64. */
  @Test
  void tellsEpochsApartOnBothSidesOfTheWrap() {
    long wrap = 5L << 32;
    var justAfter = VisibleTransactions.parse("%d:%d:%d".formatted(wrap - 3, wrap + 2, wrap - 2));

    assertThat(justAfter.contains(0xffff_ffffL)).isTrue();
    assertThat(justAfter.contains(0xffff_fffeL)).isFalse();
    assertThat(justAfter.contains(1)).isTrue();
    assertThat(justAfter.contains(2)).isFalse();

    var justBefore = VisibleTransactions.parse("%d:%d:".formatted(wrap - 3, wrap - 3));
    assertThat(justBefore.contains(3)).isFalse();
    assertThat(justBefore.contains(0xffff_fff0L)).isTrue();
  }

  @Test
  void refusesWhatIsNoSnapshot() {
    assertThatThrownBy(() -> VisibleTransactions.parse("10:20")).hasMessageContaining("10:20");
  }
}
