package dev.trimtab.batch.automatic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterTypeIT {

  @Test
  void valuesBeyondATypeAreNotItsOwn() {
    assertThat(ParameterType.INT2.accepts("32768")).isFalse();
    assertThat(ParameterType.INT4.accepts("2147483648")).isFalse();
    assertThat(ParameterType.INT8.accepts("2147483648")).isTrue();
    assertThat(ParameterType.INT8.accepts("x")).isFalse();
    assertThat(ParameterType.NUMERIC.accepts("NaN")).isFalse();
    assertThat(ParameterType.NUMERIC.accepts("-1.50")).isTrue();
    assertThat(ParameterType.UUID.accepts("b8c37e33-defd-e51c-f91e-1e03e51657da")).isTrue();
    assertThat(ParameterType.UUID.accepts("b8c37e33")).isFalse();
  }

  @Test
  void arraysAreReadBackAsTheyWere() throws SQLException {
    List<String> values = List.of("", "NULL", "a,b", "\"", "\\", "{}", "é 'x' \n", " ");
    try (Connection connection = TestPostgres.newest().connect("postgres");
        var select = connection.prepareStatement("SELECT ?::varchar[]")) {
      select.setString(1, ParameterType.array(values));
      try (var rows = select.executeQuery()) {
        rows.next();
        assertThat((Object[]) rows.getArray(1).getArray()).containsExactly(values.toArray());
      }
    }
  }
}
