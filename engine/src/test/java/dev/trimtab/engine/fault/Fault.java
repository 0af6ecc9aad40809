package dev.trimtab.engine.fault;

/** What happens to a run that has come to a boundary. */
enum Fault {
  /** {@code kill -9} of its process. */
  KILL("process killed"),
  /** {@code pg_terminate_backend} of its session. */
  TERMINATE("session terminated"),
  /** The line between it and the server is cut. */
  CUT("line cut"),
  /** The server stops at once and starts again. */
  CRASH("server stopped and started"),
  /** What {@code statement_timeout} and {@code pg_cancel_backend} do. */
  CANCEL("statement cancelled"),
  /** A {@code statement_timeout} of the database's, shorter than the step takes. */
  STATEMENT_TIMEOUT("statement_timeout"),
  /** Somebody holds what it needs next until it gives up. */
  LOCK_TIMEOUT("lock_timeout"),
  /** Somebody waits for what it has and has what it needs next. */
  DEADLOCK("deadlock"),
  DROP_TABLE("table dropped"),
  RENAME_TABLE("table renamed"),
  ALTER_TABLE("column dropped"),
  DROP_INDEX("index dropped"),
  /** The sort of a build may have no more space ({@code temp_file_limit}). */
  SORT_SPACE("no space to sort"),
  /** The file system of a tablespace is full. */
  DISK_FULL("disk full");

  private final String words;

  Fault(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }

  /** Returns whether it can happen at that boundary of such a change. */
  boolean fits(Subject subject, Point point) {
    boolean isJournal = point.kind() == Point.Kind.JOURNAL;
    boolean isNew = point.what().equals("PROPOSED");
    boolean isBegun = !isNew && !point.what().equals("PROVEN");
    boolean isStatement = point.kind() == Point.Kind.STATEMENT;
    boolean isBuild = isStatement && point.what().equals("CREATE INDEX") && point.nth() == 1;
    return switch (this) {
      case TERMINATE -> true;
      // Whether a process, a line or a server ends, the session does; so once per kind of change.
      case KILL -> isPlain(subject);
      // Before anything is begun one kind is like the other.
      case CUT -> point.nth() == 1 && isPlain(subject) && (isBegun || subject == Subject.PLAIN);
      // An undo takes the same way back; sessions that end and lines that break try all of it.
      case CANCEL -> point.nth() == 1 && !point.isUndo() && (isBegun || subject == Subject.PLAIN);
      // What is not begun is the same after a crash as after the end of a session.
      case CRASH ->
          point.nth() == 1 && isPlain(subject) && (!isJournal || point.what().equals("VERIFYING"));
      case STATEMENT_TIMEOUT -> point.nth() == 1 && !isJournal;
      case LOCK_TIMEOUT -> point.nth() == 1 && !isNew && point.kind() != Point.Kind.WITHIN;
      // Nobody can wait for what a new row holds.
      case DEADLOCK ->
          point.nth() == 1 && ((isJournal && !isNew) || (isStatement && needsTable(point.what())));
      // Within a statement its table is locked against this; so they come between statements.
      case DROP_TABLE ->
          point.kind() != Point.Kind.WITHIN
              && point.nth() == 1
              && (isBegun || subject == Subject.PLAIN || subject == Subject.DROP);
      case RENAME_TABLE, ALTER_TABLE ->
          point.kind() != Point.Kind.WITHIN
              && point.nth() == 1
              && !point.isUndo()
              && (isBegun || subject == Subject.PLAIN);
      case DROP_INDEX ->
          subject != Subject.COUNT
              && ((isJournal && !isNew && !point.isUndo())
                  || (isStatement && point.what().equals("DROP INDEX")));
      case SORT_SPACE -> isBuild && subject != Subject.EXTENSION && subject != Subject.PARTITIONED;
      case DISK_FULL -> isBuild;
    };
  }

  private static boolean isPlain(Subject subject) {
    return subject == Subject.PLAIN || subject == Subject.DROP || subject == Subject.COUNT;
  }

  private static boolean needsTable(String statement) {
    return statement.equals("CREATE INDEX")
        || statement.equals("DROP INDEX")
        || statement.equals("ALTER TABLE");
  }
}
