package dev.trimtab.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.model.Index;
import dev.trimtab.core.workload.Workload;
import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.observe.SqlFile;
import dev.trimtab.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RehearsalIT {

  private static final Workload WORKLOAD =
      SqlFile.parse(
          "test.sql",
          """
          -- calls: 1000
          SELECT * FROM purchase WHERE customer_id = 7;
          -- calls: 1000
          SELECT * FROM purchase WHERE shop_id = 8;
          """);

  private final TestPostgres server = TestPostgres.newest();
  private String original;
  private String copy;

  /** The copy is a good one, but for the shops: there, no index on them can help. */
  @BeforeEach
  void theCopyDiffersInOneThing() throws Exception {
    original = server.createDatabase();
    copy = server.createDatabase();
    fill(original, "i % 5000");
    fill(copy, "8");
  }

  private void fill(String database, String shop) {
    server.execute(
        database,
        """
        CREATE TABLE purchase (id int PRIMARY KEY, customer_id int, shop_id int, note text);
        INSERT INTO purchase SELECT i, i %% 5000, %s, repeat(md5(i::text), 4)
          FROM generate_series(1, 50000) i;
        """
            .formatted(shop));
    server.execute(database, "VACUUM (ANALYZE) purchase");
  }

  private Target target(String database) {
    return Target.parse(server.url(database, "postgres"), Map.of());
  }

  private Engine engine(String rehearsal) {
    return new Engine(
        EngineOptions.of(target(original))
            .workload(WORKLOAD)
            .allowSuperuser(true)
            .rehearsal(Optional.of(target(rehearsal)))
            .allowSuperuser(true)
            .build(),
        EngineListener.SILENT);
  }

  private List<String> indexes(String database) throws SQLException {
    return new Engine(EngineOptions.of(target(database)).build(), EngineListener.SILENT)
        .observe().tables().stream()
            .filter(table -> table.name().schema().value().equals("public"))
            .flatMap(table -> table.indexes().stream())
            .map(Index::name)
            .map(Object::toString)
            .sorted()
            .toList();
  }

  @Test
  void buildsOnlyWhatPassedOnTheCopyAndLeavesTheCopyAsItWas() throws Exception {
    Outcome outcome = engine(copy).tune();
    assertThat(outcome.changes())
        .filteredOn(change -> change.state() == ChangeState.KEPT)
        .extracting(change -> change.index().value())
        .containsExactly("purchase_customer_id_idx");
    assertThat(outcome.changes())
        .filteredOn(change -> change.state() == ChangeState.REJECTED)
        .singleElement()
        .satisfies(change -> {
          assertThat(change.index().value()).isEqualTo("purchase_shop_id_idx");
          assertThat(change.outcome().orElseThrow()).startsWith("rejected in the rehearsal: ");
        });
    assertThat(indexes(original)).containsExactly("purchase_customer_id_idx", "purchase_pkey");
    assertThat(indexes(copy)).containsExactly("purchase_pkey");
    List<Change> onCopy =
        new Engine(EngineOptions.of(target(copy)).build(), EngineListener.SILENT).history();
    assertThat(onCopy).hasSize(2).allMatch(change -> change.state() == ChangeState.ROLLED_BACK);
  }

  @Test
  void refusesToRehearseOnTheDatabaseItself() throws Exception {
    assertThatThrownBy(() -> engine(original).tune())
        .hasMessageContaining("is the database itself");
    assertThat(indexes(original)).containsExactly("purchase_pkey");
  }
}
