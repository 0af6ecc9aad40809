package dev.trimtab.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.postgres.TrimtabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void writesAVersionAndItsUndoForEach() throws IOException {
    var files = Migrations.write(Samples.advice(), folder.resolve("new/deep"));

    assertThat(files)
        .extracting(file -> String.valueOf(file.getFileName()))
        .containsExactly(
            "V20261120120000_01__create_orders_customer_id_placed_at_idx.sql",
            "U20261120120000_01__create_orders_customer_id_placed_at_idx.sql",
            "V20261120120000_02__create_orders_placed_at_part_idx.sql",
            "U20261120120000_02__create_orders_placed_at_part_idx.sql",
            "V20261120120000_03__drop_legacy_idx.sql",
            "U20261120120000_03__drop_legacy_idx.sql");
    assertThat(Files.readString(files.get(0)))
        .startsWith("-- Needs flyway.postgresql.transactional.lock=false")
        .contains("CREATE INDEX CONCURRENTLY \"orders_customer_id_placed_at_idx\"");
    assertThat(Files.readString(files.get(1))).contains("DROP INDEX CONCURRENTLY");
  }

  @Test
  void neverOverwritesAndThenLeavesNothing() throws IOException {
    Path theirs = folder.resolve("U20261120120000_02__create_orders_placed_at_part_idx.sql");
    Files.writeString(theirs, "theirs");

    assertThatThrownBy(() -> Migrations.write(Samples.advice(), folder))
        .isInstanceOf(TrimtabException.class)
        .hasMessageContaining("is not overwritten");
    assertThat(folder).isDirectoryNotContaining(file -> !file.equals(theirs));
    assertThat(theirs).hasContent("theirs");
  }

  @Test
  void aNameCannotLeaveTheFolder() {
    assertThat(Migrations.files(Samples.hostile()))
        .extracting(Migrations.File::name)
        .allMatch(name -> name.matches("[VU][0-9]{14}_[0-9]{2}__[a-z0-9_]+\\.sql"));
  }
}
