package dev.trimtab.engine;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.watch.Counters;
import java.util.List;

/**
 * What watching has shown.
 *
 * @param changes how many kept changes were watched
 * @param statements every statement they touch, with what was counted before and while watching
 * @param takenBack changes that were rolled back, in order
 * @param events what happened otherwise: resets, restarts, what was lost; one sentence each
 */
public record Watched(
    int changes, List<Seen> statements, List<Change> takenBack, List<String> events) {

  /**
   * A statement that a change touches.
   *
   * @param label what a reader calls it; its id if the server no longer knows its text
   * @param before what was counted before the change
   * @param now what was counted while watching
   */
  public record Seen(String statementId, String label, Counters before, Counters now) {}

  public Watched {
    statements = List.copyOf(statements);
    takenBack = List.copyOf(takenBack);
    events = List.copyOf(events);
  }
}
