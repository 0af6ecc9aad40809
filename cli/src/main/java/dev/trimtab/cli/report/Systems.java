package dev.trimtab.cli.report;

import dev.trimtab.core.proof.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the reports on four systems claimed, and what was measured.
 *
 * @param machine processors, memory, operating system and Java
 * @param postgres version of the server
 * @param settings those that are not the server's own
 * @param scale of the data
 */
public record Systems(
    Instant at,
    String machine,
    String postgres,
    Map<String, String> settings,
    double scale,
    List<One> systems) {

  public Systems {
    settings = Map.copyOf(settings);
    systems = List.copyOf(systems);
  }

  /**
   * One system.
   *
   * @param bytes tables and constraint indexes, as loaded
   * @param rows one per claim
   * @param sets the indexes of the report, and ours
   * @param redundant what the report's set has too much of, one sentence each
   * @param unused indexes of the report's set that no statement of the workload used
   * @param missing what we would add to the report's set, as index definitions
   */
  public record One(
      String name,
      String title,
      long bytes,
      double hourBefore,
      List<Row> rows,
      List<IndexSet> sets,
      List<String> redundant,
      List<String> unused,
      List<String> missing,
      Duration took) {

    public One {
      rows = List.copyOf(rows);
      sets = List.copyOf(sets);
      redundant = List.copyOf(redundant);
      unused = List.copyOf(unused);
      missing = List.copyOf(missing);
    }
  }

  /** How a measurement stands to a claim. */
  public enum Verdict {
    BETTER("better"),
    AS_CLAIMED("as claimed"),
    /** What was claimed to be reached is, but from a faster start, so the ratio is smaller. */
    REACHED("reached"),
    SHORT("short"),
    /** Nobody claimed anything. */
    MEASURED("measured");

    /** Within a tenth of a claim is as claimed. */
    private static final double TOLERANCE = 0.1;

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    /**
     * Returns the verdict on what was measured.
     *
     * @param ofClaim what was gained, as a multiple of what was claimed
     */
    public static Verdict of(double ofClaim) {
      if (ofClaim >= 1 + TOLERANCE) {
        return BETTER;
      }
      return ofClaim >= 1 - TOLERANCE ? AS_CLAIMED : SHORT;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * One claim.
   *
   * @param claimed as the report has it, before and after
   * @param unit milliseconds, queries, rows, statements, per cent, or requests per second, of which
   *     more are better
   * @param before measured on the database as it was
   * @param after measured with our changes; the improved way where there is one
   * @param note what a reader has to know about how it was reached; mostly empty
   */
  public record Row(
      String work,
      String claimed,
      String unit,
      Optional<Timing> before,
      Optional<Timing> after,
      Verdict verdict,
      String note) {

    /** The unit of what is better the more there is of it. */
    public static final String PER_SECOND = "requests/s";

    boolean isMoreBetter() {
      return unit.equals(PER_SECOND);
    }
  }

  /**
   * The workload with a set of indexes.
   *
   * @param hourMillis database time per hour of the application
   * @param indexes besides those of constraints
   * @param bytes what they take
   * @param walPerHour log written by the workload's writes per hour, bytes
   * @param definitions the statements that create them
   * @param slowest the statements that still take most of the hour
   */
  public record IndexSet(
      String name,
      double hourMillis,
      int indexes,
      long bytes,
      double walPerHour,
      List<String> definitions,
      List<Share> slowest) {

    public IndexSet {
      definitions = List.copyOf(definitions);
      slowest = List.copyOf(slowest);
    }

    /** Returns the same set, called otherwise. */
    public IndexSet named(String other) {
      return new IndexSet(other, hourMillis, indexes, bytes, walPerHour, definitions, slowest);
    }
  }

  /** What a statement takes of an hour, in milliseconds. */
  public record Share(String statement, double hourMillis) {}
}
