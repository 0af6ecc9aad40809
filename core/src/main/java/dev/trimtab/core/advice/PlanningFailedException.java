package dev.trimtab.core.advice;

/** A statement that the planner cannot plan; the message is the server's. */
public final class PlanningFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  public PlanningFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
