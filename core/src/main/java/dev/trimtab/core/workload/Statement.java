package dev.trimtab.core.workload;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A statement of the workload with its weight.
 *
 * @param id what it is called in reports: a query id, or the place in a file
 * @param text the statement, parameters as {@code $n}
 * @param calls executions in the observed period; more than 0
 * @param time execution time in the observed period, if it was measured
 * @param samples parameter values seen with it, in order of {@code $n}, as text; {@code
 *     Optional.empty()} inside is NULL
 */
public record Statement(
    String id,
    String text,
    double calls,
    Optional<Duration> time,
    List<List<Optional<String>>> samples) {

  /** Longer texts are cut where a sentence names a statement. */
  private static final int LABEL_MAX = 90;

  private static final Pattern SELECT_LIST =
      Pattern.compile("^(SELECT )(?!\\.\\.\\.).{12,}?( FROM )", Pattern.CASE_INSENSITIVE);

  public Statement {
    samples = samples.stream().map(List::copyOf).toList();
    if (!(calls > 0)) {
      throw new IllegalArgumentException("calls must be more than 0, got " + calls);
    }
  }

  /**
   * Returns what a sentence calls it: its name, or where that is only a number the beginning of its
   * text, on one line and without a long SELECT list.
   */
  public String label() {
    if (!id.matches("-?[0-9]+")) {
      return id;
    }
    String line = ShownSql.of(text).replaceAll("\\s+", " ");
    String brief = SELECT_LIST.matcher(line).replaceFirst("$1...$2");
    return brief.length() <= LABEL_MAX ? brief : brief.substring(0, LABEL_MAX - 3) + "...";
  }
}
