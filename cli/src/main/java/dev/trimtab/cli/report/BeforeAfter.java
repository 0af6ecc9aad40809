package dev.trimtab.cli.report;

import dev.trimtab.core.proof.Timing;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A whole workload measured by its client, before and after all changes: the same statements with
 * the same parameters.
 *
 * @param what which workload, for a reader
 */
public record BeforeAfter(String what, List<Line> lines) {

  public BeforeAfter {
    lines = List.copyOf(lines);
  }

  /**
   * One statement of it.
   *
   * @param name what the application calls it
   * @param callsPerHour its weight
   * @param before milliseconds per execution, over all parameters
   * @param hourBefore milliseconds per hour of the application: calls times mean
   * @param hourAfter the same after
   * @param claimed how many times faster somebody else said it can be; such a line is always shown
   */
  public record Line(
      String name,
      String sql,
      long callsPerHour,
      Timing before,
      Timing after,
      double hourBefore,
      double hourAfter,
      OptionalDouble claimed) {}

  /** Returns milliseconds of execution per hour of the application, before. */
  public double hourBefore() {
    return lines.stream().mapToDouble(Line::hourBefore).sum();
  }

  /** Returns milliseconds of execution per hour of the application, after. */
  public double hourAfter() {
    return lines.stream().mapToDouble(Line::hourAfter).sum();
  }

  /** Returns the lines that cost most before, dearest first. */
  public List<Line> dearest(int limit) {
    return lines.stream()
        .sorted(Comparator.comparingDouble(Line::hourBefore).reversed().thenComparing(Line::name))
        .limit(limit)
        .toList();
  }
}
