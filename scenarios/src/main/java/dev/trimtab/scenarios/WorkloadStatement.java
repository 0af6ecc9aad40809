package dev.trimtab.scenarios;

/**
 * One statement of an application.
 *
 * @param name stable and unique in its workload, family and purpose: {@code messages.page}
 * @param sql with JDBC question marks
 * @param kind whether it changes rows
 * @param callsPerHour its weight: how often the application runs it
 * @param parameters draws values that exist, as often as the application would ask for them
 */
public record WorkloadStatement(
    String name, String sql, Kind kind, long callsPerHour, ParameterSource parameters) {

  public enum Kind {
    READ,
    /** Runs in a transaction that is rolled back, so that the data stay as they were loaded. */
    WRITE
  }

  public WorkloadStatement {
    sql = sql.strip();
    if (name.indexOf('.') < 1) {
      throw new IllegalArgumentException(
          "a statement is named family.purpose, got \"%s\"".formatted(name));
    }
    if (callsPerHour < 1) {
      throw new IllegalArgumentException(
          "%s must be called at least once an hour, got %d".formatted(name, callsPerHour));
    }
  }

  public static WorkloadStatement read(
      String name, long callsPerHour, String sql, ParameterSource parameters) {
    return new WorkloadStatement(name, sql, Kind.READ, callsPerHour, parameters);
  }

  public static WorkloadStatement write(
      String name, long callsPerHour, String sql, ParameterSource parameters) {
    return new WorkloadStatement(name, sql, Kind.WRITE, callsPerHour, parameters);
  }

  /** The part of the name before the dot: the table or the page of the application. */
  public String family() {
    return name.substring(0, name.indexOf('.'));
  }
}
