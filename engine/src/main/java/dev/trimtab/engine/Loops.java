package dev.trimtab.engine;

import dev.trimtab.core.loop.StatementLoop;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What looking at the server's counters for a while has shown.
 *
 * @param loops those with the largest share of the time first
 * @param texts of the statements in them, by id, as the server shows them
 * @param looked how long
 */
public record Loops(List<StatementLoop> loops, Map<String, String> texts, Duration looked) {

  public Loops {
    loops = List.copyOf(loops);
    texts = Map.copyOf(texts);
  }

  /** Returns the text of a statement, or its id where the server has none. */
  public String text(String id) {
    return texts.getOrDefault(id, id);
  }
}
