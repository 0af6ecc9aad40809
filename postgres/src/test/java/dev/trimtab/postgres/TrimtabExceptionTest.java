package dev.trimtab.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrimtabExceptionTest {

  @ParameterizedTest
  @CsvSource({
    "08001, HOST_UNREACHABLE",
    "28P01, AUTHENTICATION_FAILED",
    "3D000, DATABASE_MISSING",
    "57P03, SERVER_NOT_READY",
    "53300, TOO_MANY_CONNECTIONS",
    "08006, CONNECTION_LOST",
    "57P01, CONNECTION_LOST",
    "55P03, LOCK_NOT_ACQUIRED",
    "57014, STATEMENT_TIMEOUT",
    "42501, PRIVILEGE_MISSING",
    "25006, STANDBY_READ_ONLY",
    "53100, DISK_FULL",
    "42P07, NAME_TAKEN",
    "42P01, SCHEMA_CHANGED",
    "23505, DATA_VIOLATES",
    "XX000, STATEMENT_REFUSED",
  })
  void knowsWhatAStateMeans(String state, ErrorCode code) {
    var e = TrimtabException.from(new SQLException("ERROR: nope", state), "do it");
    assertThat(e.code()).isEqualTo(code);
    assertThat(e).hasMessageStartingWith(code + ": could not do it: nope.");
  }

  @Test
  void knowsNothingOfAStateThatIsMissing() {
    assertThat(TrimtabException.from(new SQLException("odd"), "do it").code())
        .isEqualTo(ErrorCode.STATEMENT_REFUSED);
  }

  @Test
  void dropsACauseThatTellsASecret() {
    var cause = new SQLException("at jdbc:postgresql://h/d?user=a&password=s3cret", "08001");
    var e = TrimtabException.from(cause, "connect");
    assertThat(e).hasMessageContaining("password=***").hasNoCause();
    var clean = new SQLException("refused", "08001");
    assertThat(TrimtabException.from(clean, "connect")).hasCause(clean);
  }
}
