package dev.trimtab.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmbeddedServerIT {

  @Test
  void answersAndLeavesNothingBehind() throws Exception {
    Path data;
    try (var server = EmbeddedServer.start(ServerHome.bundled(), Map.of("fsync", "off"))) {
      data = server.dataDirectory();
      try (var connection = server.connect("postgres");
          var statement = connection.createStatement();
          var rows = statement.executeQuery("SHOW server_version_num")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isGreaterThan(180_000);
      }
      assertThat(data).isDirectory();
    }
    assertThat(data.getParent()).doesNotExist();
  }

  @Test
  void saysWhyItDoesNotStart() {
    var home = ServerHome.bundled();
    assertThatThrownBy(() -> EmbeddedServer.start(home, Map.of("no_such_setting", "1")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no_such_setting");
  }

  @Test
  void namesTheFolderThatHoldsNoServer() throws Exception {
    Path empty = Files.createTempDirectory("no-server");
    assertThatThrownBy(() -> ServerHome.at(empty))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(empty.toString());
  }
}
