package dev.trimtab.engine;

import dev.trimtab.core.advice.Advice;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.proof.Measurement;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What became of the advice.
 *
 * @param changes every change that was tried, in order, in the state it ended in
 * @param measurements every statement that was measured: before the first change and after the last
 * @param stopped why the rest was not tried, if it was not; one sentence
 * @param isCutShort whether the rest was not tried because what was to go with it had been refuted,
 *     and the room it leaves wants another set
 */
public record Outcome(
    Findings findings,
    List<Change> changes,
    List<Measurement> measurements,
    List<String> stopped,
    boolean isCutShort) {

  public Outcome {
    changes = List.copyOf(changes);
    measurements = List.copyOf(measurements);
    stopped = List.copyOf(stopped);
  }

  /** Of a run that went through. */
  public Outcome(
      Findings findings,
      List<Change> changes,
      List<Measurement> measurements,
      List<String> stopped) {
    this(findings, changes, measurements, stopped, false);
  }

  /**
   * Returns the definitions of indexes that made a statement slower and were taken back, for {@link
   * EngineOptions#except}. One that only helped nobody may help another time, beside others.
   */
  public Set<String> slowing() {
    return Remainder.slowing(this);
  }

  /** Returns what became of more advice than was carried out. */
  Outcome of(Findings whole) {
    return new Outcome(whole, changes, measurements, stopped, isCutShort);
  }

  /** Returns the same without advice that was not carried out. */
  Outcome withoutUntried() {
    Set<String> tried = changes.stream().map(Change::applySql).collect(Collectors.toSet());
    Advice advice = findings.advice();
    return new Outcome(
        findings.with(
            advice.with(
                advice.recommendations().stream()
                    .filter(r -> tried.contains(r.applySql()))
                    .toList())),
        changes,
        measurements,
        stopped,
        isCutShort);
  }
}
