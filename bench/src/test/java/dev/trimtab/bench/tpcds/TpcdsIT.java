package dev.trimtab.bench.tpcds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trimtab.bench.BenchmarkQuery;
import dev.trimtab.scenarios.Progress;
import dev.trimtab.scenarios.ProgressListener;
import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TpcdsIT {

  private static final int TABLES = 24;

  private final List<Progress> progress = new ArrayList<>();
  private final Connection connection;

  TpcdsIT() throws SQLException {
    var postgres = TestPostgres.newest();
    connection = postgres.connect(postgres.createDatabase());
  }

  @BeforeAll
  void load() {
    Tpcds.load(connection, 0.01, progress::add);
  }

  @AfterAll
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void fillsEveryTableOfTheSpecification() {
    assertThat(progress.subList(0, TABLES))
        .allSatisfy(table -> assertThat(table.count()).as(table.subject()).isPositive())
        .extracting(Progress::subject)
        .contains("store_sales", "store_returns", "inventory")
        .doesNotContain("dbgen_version");
  }

  @Test
  void hasOnePrimaryKeyPerTableAndNoOtherIndex() throws SQLException {
    try (var statement = connection.createStatement();
        var result =
            statement.executeQuery(
                """
                SELECT count(*), count(*) FILTER (WHERE indisprimary)
                FROM pg_indexes i JOIN pg_index x ON x.indexrelid = i.indexname::regclass
                WHERE i.schemaname = 'public'
                """)) {
      result.next();
      assertThat(result.getLong(1)).isEqualTo(TABLES);
      assertThat(result.getLong(2)).isEqualTo(TABLES);
    }
  }

  @Test
  void everyQueryIsPlanned() {
    assertThat(Tpcds.queries()).hasSize(99);
    for (var query : Tpcds.queries()) {
      explain(query);
    }
  }

  @Test
  void refusesAScaleWhoseKeysAreNotIntegers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tpcds.load(connection, 3_000, ProgressListener.SILENT))
        .withMessageContaining("3000");
  }

  private void explain(BenchmarkQuery query) {
    try (var statement = connection.createStatement()) {
      statement.execute("EXPLAIN " + query.sql());
    } catch (SQLException e) {
      throw new AssertionError(query.name(), e);
    }
  }
}
