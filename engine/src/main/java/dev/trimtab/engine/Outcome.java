package dev.trimtab.engine;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.proof.Measurement;
import java.util.List;

/**
 * What became of the advice.
 *
 * @param changes every change that was tried, in order, in the state it ended in
 * @param measurements every statement that was measured: before the first change and after the last
 * @param stopped why the rest was not tried, if it was not; one sentence
 */
public record Outcome(
    Findings findings, List<Change> changes, List<Measurement> measurements, List<String> stopped) {

  public Outcome {
    changes = List.copyOf(changes);
    measurements = List.copyOf(measurements);
    stopped = List.copyOf(stopped);
  }

  /** Returns what became of more advice than was carried out. */
  Outcome of(Findings whole) {
    return new Outcome(whole, changes, measurements, stopped);
  }
}
