package dev.trimtab.cache.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The oldest server that is followed, where its log differs from the newest one's. */
class OldestServerIT {

  /**
   * It sends transactions of other tables without their changes. They were never confirmed, so the
   * server kept its log for an idle slot until that was dropped, again and again.
   */
  @Test
  @Timeout(60)
  void letsTheLogGoWhileOnlyOtherTablesAreWritten() {
    var heard = new Heard();
    try (var postgres = LogicalPostgres.start(14)) {
      postgres.execute(
          """
          CREATE TABLE users (id int PRIMARY KEY);
          CREATE TABLE other (id int PRIMARY KEY);
          """);
      try (var _ =
          DatabaseInvalidation.of("shop", postgres.address())
              .bind(TableBinding.ofTable("public.users"))
              .start(heard)) {
        String behind =
            "SELECT pg_wal_lsn_diff(%s, confirmed_flush_lsn)::bigint <= 0 FROM pg_replication_slots";
        for (int round = 0; round < 3; round++) {
          postgres.execute("TRUNCATE other; INSERT INTO other SELECT generate_series(1, 10000)");
          String written = "'%s'::pg_lsn".formatted(postgres.ask("SELECT pg_current_wal_lsn()"));
          Heard.await(() -> postgres.ask(behind.formatted(written)).equals("t"));
          assertThat(postgres.ask(behind.formatted(written))).isEqualTo("t");
        }
        assertThat(heard.words()).filteredOn(word -> word.startsWith("table:")).isEmpty();
      }
    }
  }
}
