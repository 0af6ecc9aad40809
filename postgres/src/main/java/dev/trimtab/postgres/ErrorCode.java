package dev.trimtab.postgres;

/**
 * Every way we fail on purpose. The kind says who can act, the name is what logs are counted by.
 */
public enum ErrorCode {
  HOST_UNREACHABLE(Kind.SETUP),
  AUTHENTICATION_FAILED(Kind.SETUP),
  TLS_FAILED(Kind.SETUP),
  DATABASE_MISSING(Kind.SETUP),
  VERSION_UNSUPPORTED(Kind.SETUP),
  PRIVILEGE_MISSING(Kind.SETUP),
  SUPERUSER_REFUSED(Kind.SETUP),
  EXTENSION_MISSING(Kind.SETUP),
  STANDBY_READ_ONLY(Kind.SETUP),
  DISK_BUDGET_EXCEEDED(Kind.SETUP),
  FILE_UNREADABLE(Kind.SETUP),
  FILE_UNWRITABLE(Kind.SETUP),

  SERVER_NOT_READY(Kind.TRANSIENT),
  TOO_MANY_CONNECTIONS(Kind.TRANSIENT),
  CONNECTION_LOST(Kind.TRANSIENT),
  LOCK_NOT_ACQUIRED(Kind.TRANSIENT),
  ANOTHER_APPLIER_RUNS(Kind.TRANSIENT),
  TRANSACTION_CONFLICT(Kind.TRANSIENT),
  STATEMENT_TIMEOUT(Kind.TRANSIENT),
  BUILD_CANCELLED(Kind.TRANSIENT),
  CHANGE_UNFINISHED(Kind.TRANSIENT),

  DISK_FULL(Kind.DATABASE),
  INDEX_BUILD_LEFT_INVALID(Kind.DATABASE),
  NAME_TAKEN(Kind.DATABASE),
  SCHEMA_CHANGED(Kind.DATABASE),
  DATA_VIOLATES(Kind.DATABASE),
  STATEMENT_REFUSED(Kind.DATABASE),

  CHANGE_STATE_CORRUPT(Kind.BUG);

  /** Who can act on a failure. */
  public enum Kind {
    /** Nobody: it will be tried again. */
    TRANSIENT,
    /** The operator, by changing configuration or granting a privilege. */
    SETUP,
    /** The operator, by looking at the database. */
    DATABASE,
    /** Us. */
    BUG
  }

  private final Kind kind;

  ErrorCode(Kind kind) {
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
