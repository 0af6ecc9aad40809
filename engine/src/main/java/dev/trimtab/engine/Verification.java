package dev.trimtab.engine;

import dev.trimtab.core.change.Change;
import java.util.List;

/**
 * What measuring kept changes again has shown.
 *
 * @param changes oldest first, with what was measured now and what it means as outcome
 * @param isRecorded whether the journal has it, too; a role that may not write it looks only
 */
public record Verification(List<Change> changes, boolean isRecorded) {

  public Verification {
    changes = List.copyOf(changes);
  }
}
