package dev.trimtab.bench.tpch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.scenarios.Progress;
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
class TpchIT {

  private final List<Progress> progress = new ArrayList<>();
  private final Connection connection;

  TpchIT() throws SQLException {
    var postgres = TestPostgres.newest();
    connection = postgres.connect(postgres.createDatabase());
  }

  @BeforeAll
  void load() {
    Tpch.load(connection, 0.01, progress::add);
  }

  @AfterAll
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void loadsTheRowsOfItsScaleFactor() {
    assertThat(progress)
        .filteredOn(step -> step.subject().equals("lineitem"))
        .extracting(Progress::count)
        .containsExactly(60_175L);
  }

  @Test
  void hasEightPrimaryKeysAndItsForeignKeys() throws SQLException {
    assertThat(number("SELECT count(*) FROM pg_indexes WHERE schemaname = 'public'")).isEqualTo(8);
    assertThat(number("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND convalidated"))
        .isEqualTo(8);
  }

  @Test
  void everyQueryRuns() throws SQLException {
    assertThat(Tpch.queries()).hasSize(22);
    for (var query : Tpch.queries()) {
      try (var statement = connection.createStatement();
          var result = statement.executeQuery(query.sql())) {
        assertThat(result.getMetaData().getColumnCount()).as(query.name()).isPositive();
      }
    }
  }

  /** The pricing summary has four groups at every scale factor. */
  @Test
  void theFirstQueryHasItsFourGroups() throws SQLException {
    assertThat(number("SELECT count(*) FROM (" + Tpch.queries().getFirst().sql() + ") q"))
        .isEqualTo(4);
  }

  private long number(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }
}
