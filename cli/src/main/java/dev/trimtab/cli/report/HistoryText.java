package dev.trimtab.cli.report;

import dev.trimtab.cli.report.Style.Tone;
import dev.trimtab.cli.report.TextTable.Cell;
import dev.trimtab.cli.report.TextTable.Column;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.TrackRecord;
import dev.trimtab.core.proof.Measurement;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What was done to a database, for a terminal. */
public final class HistoryText {

  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private HistoryText() {}

  /**
   * Returns one line per change, in the order given.
   *
   * @param zone whose clock the reader has
   */
  public static String render(List<Change> changes, ZoneId zone, int room, Style style) {
    if (changes.isEmpty()) {
      return "Nothing was changed yet.\n";
    }
    var table =
        new TextTable(
            Column.right("change"),
            Column.left("when"),
            Column.left("state"),
            Column.right("predicted"),
            Column.right("measured"),
            Column.wrapped("what"));
    for (Change change : changes) {
      var state = Words.of(change.state());
      table.row(
          Cell.of(Long.toString(change.id())),
          Cell.of(when(change.updatedAt(), zone)),
          new Cell(state.text(), state.tone()),
          Cell.of(Numbers.ratio(1, change.predictedRatio())),
          Cell.of(measured(change)),
          new Cell(what(change), Tone.CODE));
      Words.outcome(change).ifPresent(outcome -> table.row("", "", "", "", "", outcome));
    }
    return table.render(room, 0, style) + arrived(changes);
  }

  private static String arrived(List<Change> changes) {
    return TrackRecord.of(changes)
        .ofAll()
        .map(arrived ->
            String.format(
                Locale.ROOT,
                "%nOf the savings predicted for indexes here, %.0f %% arrived: the middle of %d, between %.0f %% and %.0f %%.%n",
                100 * arrived.share(),
                arrived.changes(),
                100 * arrived.least(),
                100 * arrived.most()))
        .orElse("");
  }

  /** The name first: it is what one looks for in here, and in the database. */
  private static String what(Change change) {
    return switch (change.kind()) {
      case CREATE_INDEX -> "create %s on %s".formatted(change.index(), Words.brief(change));
      case DROP_INDEX -> "drop %s on %s".formatted(change.index(), change.table());
      case STORED_COUNT -> Words.brief(change);
    };
  }

  private static String when(Instant instant, ZoneId zone) {
    return MINUTES.format(instant.atZone(zone));
  }

  /** All statements together, each with its weight. */
  static String measured(Change change) {
    if (change.measurements().isEmpty()) {
      return "";
    }
    return Numbers.ratio(sum(change.measurements(), true), sum(change.measurements(), false));
  }

  private static double sum(List<Measurement> measurements, boolean before) {
    return measurements.stream()
        .mapToDouble(m -> m.calls() * (before ? m.before() : m.after()).median())
        .sum();
  }
}
