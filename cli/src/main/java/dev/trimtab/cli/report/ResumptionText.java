package dev.trimtab.cli.report;

import dev.trimtab.core.change.Change;
import dev.trimtab.engine.Resumption;
import java.util.stream.Collectors;

/** What became of interrupted changes, for a terminal. */
public final class ResumptionText {

  private ResumptionText() {}

  /** Returns one line per change: what it was, where it stood, what was done and why. */
  public static String render(Resumption resumption) {
    if (resumption.settled().isEmpty()) {
      return "Nothing was unfinished.\n";
    }
    return resumption.settled().stream().map(ResumptionText::line).collect(Collectors.joining());
  }

  private static String line(Resumption.Settled settled) {
    Change change = settled.change();
    String now =
        settled.failure().isPresent()
            ? "still %s, not settled yet".formatted(Words.of(change.state()).text())
            : "%s (%s)"
                .formatted(
                    Words.of(change.state()).text(), Words.outcome(change).orElse("no reason"));
    return Clean.line(
            "change %d, %s on %s, was %s: %s"
                .formatted(
                    change.id(),
                    change.index(),
                    change.table(),
                    Words.of(settled.found()).text(),
                    now))
        + "\n";
  }
}
