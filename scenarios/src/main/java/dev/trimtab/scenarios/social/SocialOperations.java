package dev.trimtab.scenarios.social;

import static dev.trimtab.scenarios.Operation.step;

import dev.trimtab.scenarios.Operation;
import dev.trimtab.scenarios.Operation.Step;
import dev.trimtab.scenarios.Workload;
import java.util.List;

/** What the network did in several statements, or by counting, and then did otherwise. */
final class SocialOperations {

  private SocialOperations() {}

  static List<Operation> all(Workload workload, SocialDraws draws) {
    return List.of(
        new Operation(
            "journey detection: four queries, then one, cached for five minutes",
            List.of(
                step(workload, "journey.user", 1),
                step(workload, "journey.posts", 1),
                step(workload, "journey.following", 1),
                step(workload, "journey.rsvps", 1)),
            List.of(step(workload, "journey.detect", 1))),
        new Operation(
            "journey move: look, check and write, then one statement that refuses jumps",
            List.of(step(workload, "journey.user", 1), step(workload, "users.journey_move", 1)),
            List.of(new Step(JourneyStatements.move(draws), 1))),
        new Operation(
            "follower count from a stored count",
            List.of(step(workload, "follows.follower_count", 1)),
            List.of(step(workload, "users.stored_follower_count", 1))));
  }
}
