package dev.trimtab.engine;

import dev.trimtab.core.change.Change;
import java.util.List;

/**
 * What became of the advice.
 *
 * @param changes every change that was tried, in order, in the state it ended in
 * @param stopped why the rest was not tried, if it was not; one sentence
 */
public record Outcome(Findings findings, List<Change> changes, List<String> stopped) {

  public Outcome {
    changes = List.copyOf(changes);
    stopped = List.copyOf(stopped);
  }
}
