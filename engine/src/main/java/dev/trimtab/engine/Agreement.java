package dev.trimtab.engine;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How well the twin's plans agree with the target's own, without any new index.
 *
 * @param compared bindings that both planned
 * @param samePlan of these, how many have the same plan shape
 * @param meanCostError mean of |twin - target| / target; empty if nothing was compared
 * @param worstCostError the largest of them
 * @param disagreements one per statement that differs in shape or by more than 1 % in cost
 * @param skipped why nothing was compared, if nothing was: an offline snapshot, say
 */
public record Agreement(
    int compared,
    int samePlan,
    OptionalDouble meanCostError,
    OptionalDouble worstCostError,
    List<Disagreement> disagreements,
    List<String> skipped) {

  public Agreement {
    disagreements = List.copyOf(disagreements);
    skipped = List.copyOf(skipped);
  }

  /** Nothing was compared, for a reason. */
  public static Agreement none(String why) {
    return new Agreement(
        0, 0, OptionalDouble.empty(), OptionalDouble.empty(), List.of(), List.of(why));
  }

  /**
   * A statement the twin plans differently.
   *
   * @param targetCost planner units on the target
   * @param twinCost planner units on the twin
   * @param targetShape nodes, relations and indexes of the target's plan
   * @param twinShape the same of the twin's
   */
  public record Disagreement(
      String statementId,
      double targetCost,
      double twinCost,
      String targetShape,
      String twinShape) {}
}
