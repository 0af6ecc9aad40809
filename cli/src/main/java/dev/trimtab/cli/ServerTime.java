package dev.trimtab.cli;

import dev.trimtab.core.proof.Timing;
import dev.trimtab.scenarios.Draws;
import dev.trimtab.scenarios.WorkloadStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long the server alone takes for a statement: {@code EXPLAIN ANALYZE}, planning left out. */
final class ServerTime {

  private static final int RUNS = 21;

  private static final Pattern EXECUTION_TIME = Pattern.compile("Execution Time: ([0-9.]+) ms");

  private final Connection connection;
  private final long seed;

  ServerTime(Connection connection, long seed) {
    this.connection = connection;
    this.seed = seed;
  }

  /** Returns the times of runs with parameters drawn as the workload draws them. */
  Timing of(WorkloadStatement statement) throws SQLException {
    var random = Draws.of(seed, statement.name(), 2);
    var millis = new ArrayList<Double>();
    try (var prepared =
        connection.prepareStatement("EXPLAIN (ANALYZE, TIMING OFF) " + statement.sql())) {
      for (int run = 0; run < RUNS; run++) {
        List<Object> values = statement.parameters().draw(random);
        for (int i = 0; i < values.size(); i++) {
          prepared.setObject(i + 1, values.get(i));
        }
        try (var rows = prepared.executeQuery()) {
          while (rows.next()) {
            Matcher time = EXECUTION_TIME.matcher(rows.getString(1));
            if (time.matches()) {
              millis.add(Double.parseDouble(time.group(1)));
            }
          }
        }
      }
    }
    return Timing.of(millis);
  }
}
