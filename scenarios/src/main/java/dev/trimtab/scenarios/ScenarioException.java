package dev.trimtab.scenarios;

import java.sql.SQLException;
import java.util.Objects;

/** A scenario could not be loaded or run. The message names the table or statement. */
public final class ScenarioException extends RuntimeException {

  /** What was being done. All of them are for whoever owns the database to look at. */
  public enum Code {
    LOAD_FAILED,
    STATEMENT_FAILED
  }

  private final Code code;

  private ScenarioException(Code code, String message, SQLException cause) {
    super(code + ": " + message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }

  static ScenarioException load(String subject, SQLException cause) {
    return new ScenarioException(
        Code.LOAD_FAILED,
        "%s [SQLSTATE %s]: %s. What this load had created is gone with its transaction."
            .formatted(subject, sqlState(cause), cause.getMessage()),
        cause);
  }

  static ScenarioException statement(String name, int execution, SQLException cause) {
    return new ScenarioException(
        Code.STATEMENT_FAILED,
        "%s, execution %d [SQLSTATE %s]: %s"
            .formatted(name, execution, sqlState(cause), cause.getMessage()),
        cause);
  }

  /** The driver leaves the state out when it fails before it reaches the server. */
  private static String sqlState(SQLException cause) {
    return Objects.requireNonNullElse(cause.getSQLState(), "none");
  }
}
