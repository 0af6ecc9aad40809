package dev.trimtab.scenarios;

import java.util.List;

/**
 * A piece of work that an application does with several statements, or with one: the old way and
 * the new one. Both leave the same rows or find the same answer.
 *
 * @param work as in the {@link Claim} it belongs to
 * @param naive how the source system did it at first
 * @param improved how it did it afterwards
 */
public record Operation(String work, List<Step> naive, List<Step> improved) {

  /**
   * A statement that is run one or more times, each time with parameters of its own.
   *
   * @param times at least 1
   */
  public record Step(WorkloadStatement statement, int times) {

    public Step {
      if (times < 1) {
        throw new IllegalArgumentException("a step runs at least once, got " + times);
      }
    }
  }

  public Operation {
    naive = List.copyOf(naive);
    improved = List.copyOf(improved);
  }

  /** Returns a step that runs a statement of a workload. */
  public static Step step(Workload workload, String statement, int times) {
    return new Step(
        workload
            .find(statement)
            .orElseThrow(() -> new IllegalArgumentException("no statement " + statement)),
        times);
  }
}
