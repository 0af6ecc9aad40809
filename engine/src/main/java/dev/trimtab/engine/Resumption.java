package dev.trimtab.engine;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import java.util.List;
import java.util.Optional;

/**
 * What became of changes that something had interrupted.
 *
 * @param settled one for each, newest first; empty if nothing was unfinished
 */
public record Resumption(List<Settled> settled) {

  public Resumption {
    settled = List.copyOf(settled);
  }

  /**
   * One of them.
   *
   * @param found the state it was found in
   * @param change as it is now; its outcome says what was done and why
   * @param failure why it could not be settled yet; empty if it was
   */
  public record Settled(ChangeState found, Change change, Optional<String> failure) {}

  /** Returns whether every change is wholly there or wholly gone. */
  public boolean isComplete() {
    return settled.stream().allMatch(one -> one.failure().isEmpty());
  }

  /** Returns why changes could not be settled, one sentence each. */
  public List<String> failures() {
    return settled.stream().flatMap(one -> one.failure().stream()).toList();
  }
}
