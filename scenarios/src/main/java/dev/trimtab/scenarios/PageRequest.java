package dev.trimtab.scenarios;

import java.time.Duration;
import java.util.List;

/**
 * One statement of an application as a page of it sends it, with what a cache in front of the
 * database would have to know.
 *
 * @param at since the start of the trace
 * @param resource what a report counts it under: users, projects, ...
 * @param statement of the scenario's workload
 * @param tags what a read depends on, or what a write changes
 * @param ttl longest that a read may be kept; zero for a write
 */
public record PageRequest(
    Duration at,
    String resource,
    WorkloadStatement statement,
    List<Object> parameters,
    List<String> tags,
    Duration ttl) {

  public PageRequest {
    parameters = List.copyOf(parameters);
    tags = List.copyOf(tags);
    boolean isRead = statement.kind() == WorkloadStatement.Kind.READ;
    if (isRead != ttl.isPositive()) {
      throw new IllegalArgumentException(
          "a read may be kept for a while and a write may not, %s for %s"
              .formatted(statement.name(), ttl));
    }
  }

  /** Returns whether it changes rows. */
  public boolean isWrite() {
    return statement.kind() == WorkloadStatement.Kind.WRITE;
  }

  /** Returns what tells this read from any other: statement and parameters. */
  public String key() {
    return statement.name() + parameters;
  }
}
