package dev.trimtab.postgres.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.testkit.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFileIT {

  @TempDir private Path folder = Path.of("");

  @Test
  void readsBackWhatItWrote() throws Exception {
    var server = TestPostgres.newest();
    try (var connection = server.connect(Shop.create(server))) {
      var snapshot = Observer.observe(connection);
      Path file = folder.resolve("shop.trimtab.json");
      SnapshotFile.write(file, snapshot);
      SnapshotFile.write(file, snapshot);

      assertThat(SnapshotFile.read(file)).isEqualTo(snapshot);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(folder.toFile().list()).containsExactly("shop.trimtab.json");
      assertThat(Files.readString(file)).startsWith("{\n  \"format\" : 1,\n  \"server\" : {");
    }
  }

  private void refuses(String content, String... words) throws Exception {
    Path file = Files.writeString(folder.resolve("file.json"), content);
    assertThatThrownBy(() -> SnapshotFile.read(file))
        .isInstanceOf(TrimtabException.class)
        .hasMessageContainingAll("FILE_UNREADABLE", file.toString())
        .hasMessageContainingAll(words);
  }

  @Test
  void refusesWhatIsNoSnapshot() throws Exception {
    refuses("", "is not a snapshot");
    refuses("SELECT 1;", "is not a snapshot");
    refuses("{\"name\": 1}", "is not a snapshot");
    refuses("[1]", "is not a snapshot");
  }

  @Test
  void refusesANewerFormat() throws Exception {
    refuses("{\"format\": 99, \"server\": {}}", "format 99", "reads up to 1");
  }

  @Test
  void saysWhereAFileIsDamaged() throws Exception {
    refuses("{\"format\": 1,\n \"server\": {\"versionNumber\": tru", "damaged at line 2");
    refuses("{\"format\": 1}", "damaged");
  }

  @Test
  void saysThatAFileIsMissing() {
    assertThatThrownBy(() -> SnapshotFile.read(folder.resolve("none.json")))
        .hasMessageContaining("there is no such file");
  }
}
