package dev.trimtab.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.testkit.TestPostgres;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetIT {

  private static final TestPostgres SERVER = TestPostgres.newest();

  private static Target target(String database) {
    return Target.parse(
        "postgres://postgres:s3cret@127.0.0.1:%d/%s".formatted(SERVER.port(), database), Map.of());
  }

  @Test
  void opensASessionUnderOurName() throws Exception {
    try (var connection = target("postgres").open();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SHOW application_name")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("trimtab");
      assertThat(connection.getAutoCommit()).isTrue();
    }
  }

  @Test
  void saysThatTheDatabaseIsMissing() {
    assertThatThrownBy(() -> target("nowhere").open())
        .isInstanceOfSatisfying(
            TrimtabException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_MISSING);
              assertThat(e.isTransient()).isFalse();
            })
        .hasMessageContaining("nowhere");
  }

  @Test
  void saysThatTheServerSpeaksNoTls() {
    var target =
        Target.parse(
            "postgres://postgres@127.0.0.1:%d/postgres?sslmode=require".formatted(SERVER.port()),
            Map.of());
    assertThatThrownBy(target::open)
        .isInstanceOfSatisfying(
            TrimtabException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TLS_FAILED));
  }
}
