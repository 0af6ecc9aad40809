package dev.trimtab.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.Statement;
import dev.trimtab.core.workload.Workload;
import dev.trimtab.postgres.Target;
import dev.trimtab.testkit.TestPostgres;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many rows a statement writes, and so what an index would cost it. */
class RowsWrittenIT {

  private static final String UPDATE = "UPDATE job SET state = 'done' WHERE owner = $1";

  private final TestPostgres server = TestPostgres.newest();
  private final String database = server.createDatabase();

  /** Two hundred rows of each owner. */
  @BeforeEach
  void load() {
    server.execute(
        database,
        """
        CREATE TABLE job (id int PRIMARY KEY, owner int, state text);
        INSERT INTO job SELECT n, n % 50, 'open' FROM generate_series(1, 10000) n;
        CREATE TABLE tally (jobs bigint);
        CREATE EXTENSION pg_stat_statements
        """);
    server.execute(database, "VACUUM ANALYZE job");
  }

  private List<AnalyzedStatement> understood(EngineOptions.Builder options) {
    return new Engine(options.allowSuperuser(true).build(), EngineListener.SILENT)
        .advise()
        .understood();
  }

  private EngineOptions.Builder options() {
    return EngineOptions.of(Target.parse(server.url(database, "postgres"), Map.of()));
  }

  @Test
  void areThoseThatThePlannerExpectsWhereNobodyCounted() {
    assertThat(planned(UPDATE, "7")).isCloseTo(200, within(20.0));
  }

  /** Ten thousand rows are read, one is written. */
  @Test
  void areNotThoseThatAreOnlyReadOnTheWay() {
    assertThat(
            planned(
                """
                WITH all_jobs AS MATERIALIZED (SELECT * FROM job)
                INSERT INTO tally SELECT count(*) FROM all_jobs
                """))
        .isEqualTo(1);
  }

  private double planned(String sql, String... values) {
    var sample = Stream.of(values).map(Optional::of).toList();
    var statement = new Statement("its", sql, 10, Optional.empty(), List.of(sample));
    var workload = new Workload("a file", Optional.empty(), List.of(statement), List.of());
    return understood(options().workload(workload)).getFirst().rowsWritten();
  }

  /** One owner has two hundred, the others none any more: the mean is forty. */
  @Test
  void areThoseThatTheServerCountedWhereItDid() throws Exception {
    server.execute(database, "SELECT pg_stat_statements_reset()");
    try (var connection = server.connect(database);
        var update = connection.prepareStatement(UPDATE.replace("$1", "?"))) {
      for (int owner : new int[] {7, 1_000, 1_001, 1_002, 1_003}) {
        update.setInt(1, owner);
        update.execute();
      }
    }

    assertThat(understood(options()))
        .filteredOn(its -> its.shape().command().isWrite())
        .singleElement()
        .satisfies(its -> assertThat(its.rowsWritten()).isEqualTo(40));
  }
}
