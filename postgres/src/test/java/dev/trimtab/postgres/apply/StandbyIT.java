package dev.trimtab.postgres.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.postgres.observe.Observer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standby is a stopped server's data with {@code standby.signal} beside it. */
class StandbyIT {

  @Test
  void observesAStandbyAndDoesNotChangeIt(@TempDir Path folder) throws Exception {
    Path data = folder.resolve("data");
    try (var primary =
            EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false).start();
        var connection = primary.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE kept (id int PRIMARY KEY)");
    }
    Files.createFile(data.resolve("standby.signal"));
    try (var standby =
            EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false).start();
        var connection = standby.getPostgresDatabase().getConnection()) {
      var snapshot = Observer.observe(connection);
      assertThat(snapshot.server().inRecovery()).isTrue();
      assertThat(snapshot.tables()).hasSize(1);
      var applier =
          new Applier(connection, Applier.Limits.STANDARD, _ -> {}, new SplittableRandom(1));
      assertThatThrownBy(applier::begin)
          .isInstanceOfSatisfying(
              TrimtabException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.STANDBY_READ_ONLY));
    }
  }
}
