package dev.trimtab.core.workload;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of a database in a period.
 *
 * @param source where it comes from, for a reader: {@code pg_stat_statements}, a file name
 * @param period how long was observed, if that is known
 * @param statements most expensive first
 * @param skipped what was left out and why, one sentence each
 */
public record Workload(
    String source, Optional<Duration> period, List<Statement> statements, List<String> skipped) {

  public Workload {
    statements = List.copyOf(statements);
    skipped = List.copyOf(skipped);
  }
}
