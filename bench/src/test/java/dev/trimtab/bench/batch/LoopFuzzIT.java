package dev.trimtab.bench.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.bench.batch.fuzz.LoopFuzz;
import dev.trimtab.testkit.TestPostgres;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** {@code bench/run batch fuzz} runs more of the same. */
class LoopFuzzIT {

  private static final int TRANSACTIONS = 400;

  private static DataSource source(TestPostgres server) {
    var source = new PGSimpleDataSource();
    source.setUrl(server.url(server.createDatabase(), "postgres"));
    return source;
  }

  @Test
  void applicationsSeeTheSameWithLoopsRunAheadAndWithout() throws SQLException {
    TestPostgres server = TestPostgres.newest();
    LoopFuzz.Outcome outcome = new LoopFuzz(source(server), source(server)).run(TRANSACTIONS, 0);

    assertThat(outcome.first()).isEmpty();
    assertThat(outcome.different()).isZero();
    // Or it would have said nothing.
    assertThat(outcome.answered()).isGreaterThan(1_000);
    assertThat(outcome.ahead()).isGreaterThan(10);
  }
}
