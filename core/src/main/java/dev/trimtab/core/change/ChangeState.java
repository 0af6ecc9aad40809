package dev.trimtab.core.change;

import java.util.Set;

/** Where a change stands. Persisted before each step, so that a crash leaves a resumable state. */
public enum ChangeState {
  PROPOSED,
  PROVEN,
  APPLYING,
  VERIFYING,
  KEPT,
  ROLLING_BACK,
  ROLLED_BACK,
  REJECTED;

  /** Returns the states that may follow. Empty for a final state; a kept change can be undone. */
  public Set<ChangeState> next() {
    return switch (this) {
      case PROPOSED -> Set.of(PROVEN, REJECTED);
      case PROVEN -> Set.of(APPLYING, REJECTED);
      case APPLYING -> Set.of(VERIFYING, ROLLING_BACK);
      case VERIFYING -> Set.of(KEPT, ROLLING_BACK);
      case KEPT -> Set.of(ROLLING_BACK);
      case ROLLING_BACK -> Set.of(ROLLED_BACK);
      case ROLLED_BACK, REJECTED -> Set.of();
    };
  }

  /** Returns whether nothing is under way. */
  public boolean isSettled() {
    return switch (this) {
      case KEPT, ROLLED_BACK, REJECTED -> true;
      case PROPOSED, PROVEN, APPLYING, VERIFYING, ROLLING_BACK -> false;
    };
  }
}
