package dev.trimtab.scenarios;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What the report on the source system said its own optimisation reached. A claim, not a
 * measurement of ours: few were measured under load. Kept as data so that each can be measured.
 *
 * @param work what was done, and on how much data where the report says so
 * @param unit what the figure counts
 * @param statements the statements of the workload that do this work, in the old way and in the
 *     new; several are meant together
 * @param note what a reader has to know about how it is reached here; mostly empty
 */
public record Claim(String work, Unit unit, Figure figure, List<String> statements, String note) {

  private static final double MESSAGE_MILLIS = 0.1;

  /** What a figure counts. */
  public enum Unit {
    MILLISECONDS,
    QUERIES,
    ROWS
  }

  /** Most reports say "before" and "after", some only one of them or only the difference. */
  public sealed interface Figure {}

  public record BeforeAndAfter(Range before, Range after) implements Figure {}

  public record AfterOnly(Range after) implements Figure {}

  /**
   * A difference without its ends.
   *
   * @param percent how much of it is gone, above 0 and below 100
   */
  public record Less(double percent) implements Figure {
    public Less {
      if (!(percent > 0 && percent < 100)) {
        throw new IllegalArgumentException(
            "what is gone is above 0 and below 100 %%, got %s".formatted(percent));
      }
    }
  }

  /** A span as a report gives it, or a single value when both ends are equal. */
  public record Range(double min, double max) {

    public Range {
      if (!(min > 0 && max >= min)) {
        throw new IllegalArgumentException("need 0 < min <= max, got %s, %s".formatted(min, max));
      }
    }

    public static Range of(double value) {
      return new Range(value, value);
    }

    public double middle() {
      return (min + max) / 2;
    }
  }

  public Claim {
    statements = List.copyOf(statements);
    if (statements.isEmpty()) {
      throw new IllegalArgumentException("\"%s\" names no statement".formatted(work));
    }
  }

  /** A claim that needs no word beside it. */
  public Claim(String work, Unit unit, Figure figure, List<String> statements) {
    this(work, unit, figure, statements, "");
  }

  /** Returns this claim with what a reader has to know about how it is reached here. */
  public Claim noting(String words) {
    return new Claim(work, unit, figure, statements, words);
  }

  /** Returns a claim in milliseconds. */
  public static Claim millis(String work, Range before, Range after, String... statements) {
    return new Claim(
        work, Unit.MILLISECONDS, new BeforeAndAfter(before, after), List.of(statements));
  }

  /** Returns a claim in milliseconds of single values. */
  public static Claim millis(String work, double before, double after, String... statements) {
    return millis(work, Range.of(before), Range.of(after), statements);
  }

  /**
   * Returns how many times faster the work was said to become, between the middles of spans; empty
   * when the claim is not about time or does not compare.
   */
  public OptionalDouble timesFaster() {
    if (unit != Unit.MILLISECONDS) {
      return OptionalDouble.empty();
    }
    return switch (figure) {
      case BeforeAndAfter(var before, var after) ->
          OptionalDouble.of(before.middle() / after.middle());
      case Less(var percent) -> OptionalDouble.of(100 / (100 - percent));
      case AfterOnly _ -> OptionalDouble.empty();
    };
  }

  /**
   * Returns whether what was reached is less than it takes to ask: below a tenth of a millisecond,
   * only the server's own time can be compared.
   */
  public boolean isOfTheServerAlone() {
    return switch (figure) {
      case BeforeAndAfter(_, var after) ->
          unit == Unit.MILLISECONDS && after.max() < MESSAGE_MILLIS;
      case AfterOnly(var after) -> unit == Unit.MILLISECONDS && after.max() < MESSAGE_MILLIS;
      case Less _ -> false;
    };
  }

  /** Returns whether this is about one statement of the workload and no other. */
  public boolean isOnlyAbout(String statement) {
    return statements.equals(List.of(statement));
  }
}
