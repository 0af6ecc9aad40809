package dev.trimtab.cli.report;

import dev.trimtab.cli.report.Style.Tone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A table that fits: one column gives way when the others take too much room, and its text is cut
 * or continued below.
 */
final class TextTable {

  private static final int GAP = 2;
  private static final int FLEXIBLE_MIN = 16;

  private final List<Column> columns;
  private final List<List<Cell>> rows = new ArrayList<>();

  TextTable(Column... columns) {
    this.columns = List.of(columns);
  }

  /** How a column is set. */
  enum Set {
    LEFT,
    RIGHT,
    /** To the left, and cut to what room there is. */
    FLEXIBLE,
    /** To the left, and continued on further lines. */
    WRAPPED
  }

  record Column(String title, Set set) {

    static Column left(String title) {
      return new Column(title, Set.LEFT);
    }

    static Column right(String title) {
      return new Column(title, Set.RIGHT);
    }

    static Column flexible(String title) {
      return new Column(title, Set.FLEXIBLE);
    }

    static Column wrapped(String title) {
      return new Column(title, Set.WRAPPED);
    }

    private boolean givesWay() {
      return set == Set.FLEXIBLE || set == Set.WRAPPED;
    }
  }

  /** Text of one line, made harmless here. */
  record Cell(String text, Tone tone) {

    Cell {
      text = Clean.line(text);
    }

    static Cell of(String text) {
      return new Cell(text, Tone.NORMAL);
    }
  }

  void row(Cell... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "%d cells for %d columns".formatted(cells.length, columns.size()));
    }
    rows.add(List.of(cells));
  }

  void row(String... cells) {
    row(Arrays.stream(cells).map(Cell::of).toArray(Cell[]::new));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /**
   * Renders titles, a rule and rows, each ended by a line break.
   *
   * @param room columns of the terminal, indentation included
   */
  String render(int room, int indentation, Style style) {
    int[] widths = widths(room - indentation);
    var out = new StringBuilder();
    line(
        out,
        columns.stream().map(column -> new Cell(column.title(), Tone.QUIET)).toList(),
        widths,
        indentation,
        style);
    line(
        out,
        Arrays.stream(widths).mapToObj(w -> new Cell("-".repeat(w), Tone.QUIET)).toList(),
        widths,
        indentation,
        style);
    rows.forEach(
        row -> wrapped(row, widths).forEach(line -> line(out, line, widths, indentation, style)));
    return out.toString();
  }

  /** The row, and one more for every further line of a cell that is continued. */
  private List<List<Cell>> wrapped(List<Cell> row, int[] widths) {
    var lines = new ArrayList<List<Cell>>();
    for (int i = 0; i < row.size(); i++) {
      if (columns.get(i).set() == Set.WRAPPED) {
        Cell cell = row.get(i);
        List<String> texts = Clean.wrap(cell.text(), widths[i]);
        for (int n = 0; n < texts.size(); n++) {
          var line = new ArrayList<>(n == 0 ? row : Collections.nCopies(row.size(), Cell.of("")));
          line.set(i, new Cell(texts.get(n), cell.tone()));
          lines.add(line);
        }
      }
    }
    return lines.isEmpty() ? List.of(row) : lines;
  }

  private int[] widths(int room) {
    int[] widths = new int[columns.size()];
    int total = GAP * (columns.size() - 1);
    int flexible = -1;
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] =
          rows.stream()
              .mapToInt(row -> Clean.width(row.get(column).text()))
              .reduce(Clean.width(columns.get(i).title()), Math::max);
      total += widths[i];
      if (columns.get(i).givesWay()) {
        flexible = i;
      }
    }
    if (flexible >= 0 && total > room) {
      widths[flexible] = Math.max(FLEXIBLE_MIN, widths[flexible] - (total - room));
    }
    return widths;
  }

  private void line(
      StringBuilder out, List<Cell> cells, int[] widths, int indentation, Style style) {
    var line = new StringBuilder(" ".repeat(indentation));
    for (int i = 0; i < widths.length; i++) {
      Cell cell = cells.get(i);
      String text = Clean.cut(cell.text(), widths[i]);
      String pad = " ".repeat(Math.max(0, widths[i] - Clean.width(text)));
      boolean right = columns.get(i).set() == Set.RIGHT;
      line.append(right ? pad : "")
          .append(style.paint(cell.tone(), text))
          .append(right ? "" : pad)
          .append(i < widths.length - 1 ? " ".repeat(GAP) : "");
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }
}
