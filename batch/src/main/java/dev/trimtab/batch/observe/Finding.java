package dev.trimtab.batch.observe;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A way of asking that costs more round trips, or more bytes, than it has to.
 *
 * @param unit the unit of work it was seen in
 * @param kind what is repeated
 * @param sql the statement, as the application sends it; never its values
 * @param site where in the application the repetition comes from
 * @param parent what fed the loop, if a result did
 * @param count executions in the unit
 * @param time all of them took
 * @param batched what they would take in one, by the same server over the same way
 * @param replacement the SQL that asks once, if it could be written out
 */
public record Finding(
    String unit,
    Kind kind,
    String sql,
    Optional<String> site,
    Optional<Parent> parent,
    int count,
    Duration time,
    Duration batched,
    Optional<String> replacement) {

  /** What is repeated, and so what to do instead. */
  public enum Kind {
    /** A read once for each row of another: join it, or ask for all keys at once. */
    N_PLUS_ONE("is run once for each row of another statement"),
    /** A read for one key after the other, from wherever: ask for all keys at once. */
    READ_LOOP("is run for one key after the other"),
    /** A write for one row after the other: write them at once. */
    WRITE_LOOP("writes one row after the other"),
    /** A read, and a write that depends on it: one upsert. */
    FIND_THEN_WRITE("looks for a row before each write of it"),
    /** The same question with the same values, nothing written between: keep the answer. */
    SAME_READ("asks the same again"),
    /** Many small statements, one after the other: send those that need no answer together. */
    CHATTY("is one of many small statements that wait for each other"),
    /** Many columns come, few are read: name those that are. */
    UNUSED_COLUMNS("brings columns that nobody reads");

    private final String does;

    Kind(String does) {
      this.does = does;
    }

    /** Returns what the statement does, to be read after it. */
    public String does() {
      return does;
    }
  }

  /**
   * The statement whose result fed a loop.
   *
   * @param column of its result, from 1
   * @param columns for each parameter of the loop's statement, the column that feeds it; 0 if none
   *     does
   */
  public record Parent(String sql, int column, List<Integer> columns) {

    public Parent {
      columns = List.copyOf(columns);
    }
  }

  /** Returns what one batched run would save in a unit. */
  public Duration saving() {
    return time.minus(batched);
  }

  /** Returns everything one has to know to act, in a few lines. */
  public String describe() {
    var text = new StringBuilder();
    text.append(
        "%d times in %s, %.1f ms instead of %.1f ms: this statement %s%n  %s"
            .formatted(
                count,
                unit.isEmpty() ? "one unit of work" : unit,
                time.toNanos() / 1e6,
                batched.toNanos() / 1e6,
                kind.does(),
                oneLine(sql)));
    site.ifPresent(its -> text.append("%n  at %s".formatted(its)));
    parent.ifPresent(its ->
        text.append("%n  fed by column %d of: %s".formatted(its.column(), oneLine(its.sql()))));
    replacement.ifPresent(its -> text.append("%n  instead: %s".formatted(oneLine(its))));
    return text.toString();
  }

  private static String oneLine(String sql) {
    return sql.strip().replaceAll("\\s+", " ");
  }
}
