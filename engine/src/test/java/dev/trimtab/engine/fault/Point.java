package dev.trimtab.engine.fault;

import java.util.ArrayList;
import java.util.List;

/**
 * A boundary between two steps, where a run stops until it is told to go on.
 *
 * <p>In front of a journal entry the step before it is done and not yet written down; in front of a
 * statement the journal has announced it and nothing of it is done; within a statement it waits for
 * a transaction of somebody else.
 *
 * @param isUndo whether it comes when a kept change is taken back
 * @param kind what the run is about to do
 * @param what the state it is about to enter, or the command tag of its statement
 * @param nth the first such moment, the second …
 */
record Point(boolean isUndo, Kind kind, String what, int nth) {

  enum Kind {
    /** Before a state is written to the journal. */
    JOURNAL,
    /** Before a statement. */
    STATEMENT,
    /** While a statement works. */
    WITHIN
  }

  @Override
  public String toString() {
    String where =
        switch (kind) {
          case JOURNAL -> "before " + what + " is written";
          case STATEMENT -> "before " + what + (nth == 1 ? "" : " " + nth);
          case WITHIN -> "within " + what + (nth == 1 ? "" : " " + nth);
        };
    return (isUndo ? "undo, " : "") + where;
  }

  /** Returns all boundaries of a change of that kind, in order. */
  static List<Point> of(Subject subject) {
    var points = new ArrayList<Point>();
    journal(points, false, "PROPOSED", "PROVEN", "APPLYING");
    switch (subject) {
      case PLAIN, EXPRESSION -> {
        statements(points, false, "CREATE INDEX", 1);
        within(points, false, "CREATE INDEX", 1);
      }
      case PARTITIONED -> {
        statements(points, false, "CREATE INDEX", 3);
        within(points, false, "CREATE INDEX", 2);
        statements(points, false, "ALTER INDEX", 2);
      }
      case EXTENSION -> {
        statements(points, false, "CREATE EXTENSION", 1);
        statements(points, false, "CREATE INDEX", 1);
        within(points, false, "CREATE INDEX", 1);
      }
      case DROP -> {
        statements(points, false, "DROP INDEX", 1);
        within(points, false, "DROP INDEX", 1);
      }
      case PARTITIONED_DROP -> statements(points, false, "DROP INDEX", 1);
      case COUNT -> {
        statements(points, false, "CREATE FUNCTION", 1);
        statements(points, false, "ALTER TABLE", 1);
        statements(points, false, "CREATE TRIGGER", 5);
        statements(points, false, "CREATE PROCEDURE", 1);
        within(points, false, "CREATE PROCEDURE", 1);
        statements(points, false, "DROP PROCEDURE", 1);
      }
    }
    journal(points, false, "VERIFYING");
    if (subject.isDrop()) {
      journal(points, false, "KEPT");
      journal(points, true, "ROLLING_BACK");
      statements(points, true, "CREATE INDEX", 1);
      within(points, true, "CREATE INDEX", 1);
      journal(points, true, "ROLLED_BACK");
    } else {
      journal(points, false, "ROLLING_BACK");
      if (subject == Subject.COUNT) {
        statements(points, false, "DROP TRIGGER", 5);
        statements(points, false, "DROP FUNCTION", 1);
      } else {
        statements(points, false, "DROP INDEX", 1);
      }
      journal(points, false, "ROLLED_BACK");
    }
    return points;
  }

  private static void journal(List<Point> out, boolean isUndo, String... states) {
    for (String state : states) {
      out.add(new Point(isUndo, Kind.JOURNAL, state, 1));
    }
  }

  private static void statements(List<Point> out, boolean isUndo, String tag, int count) {
    for (int nth = 1; nth <= count; nth++) {
      out.add(new Point(isUndo, Kind.STATEMENT, tag, nth));
    }
  }

  private static void within(List<Point> out, boolean isUndo, String tag, int nth) {
    out.add(new Point(isUndo, Kind.WITHIN, tag, nth));
  }
}
