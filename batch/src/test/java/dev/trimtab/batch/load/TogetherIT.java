package dev.trimtab.batch.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class TogetherIT {

  private final TestPostgres server = TestPostgres.newest();

  @Test
  void queriesGoInOneMessageAndEachHasItsRows() throws SQLException {
    try (Connection connection = server.connect("postgres")) {
      var page = new Together();
      Together.Rows<Integer> numbers =
          page.ask("SELECT n FROM generate_series(1, ?) n -- all of them", r -> r.getInt(1), 3);
      Together.Rows<String> none =
          page.ask("SELECT 'x' WHERE ?::text IS NOT NULL;", r -> r.getString(1), (Object) null);
      Together.Rows<String> texts =
          page.ask("SELECT ? || n FROM generate_series(1, 2) n", r -> r.getString(1), "; ");

      page.run(connection);

      assertThat(numbers.all()).containsExactly(1, 2, 3);
      assertThat(none.all()).isEmpty();
      assertThat(texts.all()).containsExactly("; 1", "; 2");
    }
  }

  @Test
  void nothingHasRowsBeforeItIsRunOrIfOneFails() throws SQLException {
    try (Connection connection = server.connect("postgres")) {
      var page = new Together();
      Together.Rows<Integer> one = page.ask("SELECT 1", r -> r.getInt(1));
      Together.Rows<Integer> two = page.ask("SELECT 1 / (? - 1)", r -> r.getInt(1), 1);

      assertThatThrownBy(one::all).hasMessageContaining("not run yet");
      assertThatThrownBy(() -> page.run(connection)).hasMessageContaining("division by zero");
      assertThatThrownBy(one::all).hasMessageContaining("not run yet");
      assertThatThrownBy(two::all).hasMessageContaining("not run yet");
    }
  }

  @Test
  void whatHasNoRowsIsRefused() throws SQLException {
    try (Connection connection = server.connect("postgres")) {
      var page = new Together();
      page.ask("SET application_name = 'together'", r -> r.getInt(1));

      assertThatThrownBy(() -> page.run(connection)).hasMessageContaining("has no rows");
    }
  }
}
