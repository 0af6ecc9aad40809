package dev.trimtab.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerFileTest {

  @TempDir private Path folder = Path.of("");

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void aNewFileIsItsOwnersAlone() throws IOException {
    Path file = folder.resolve("new.json");
    OwnerFile.replace(file, out -> out.write("ours"));
    assertThat(file).hasContent("ours");
    assertThat(mode(file)).isEqualTo("rw-------");
    OwnerFile.create(folder.resolve("second"), "ours");
    assertThat(mode(folder.resolve("second"))).isEqualTo("rw-------");
  }

  @Test
  void aFileThatWasOpenToAllIsClosed() throws IOException {
    Path file = Files.writeString(folder.resolve("old.json"), "theirs");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    OwnerFile.replace(file, out -> out.write("ours"));
    assertThat(file).hasContent("ours");
    assertThat(mode(file)).isEqualTo("rw-------");
  }

  @Test
  void aLinkIsReplacedAndNotFollowed() throws IOException {
    Path theirs = Files.writeString(folder.resolve("theirs"), "theirs");
    Path link = Files.createSymbolicLink(folder.resolve("link.json"), theirs);
    OwnerFile.replace(link, out -> out.write("ours"));
    assertThat(theirs).hasContent("theirs");
    assertThat(Files.isSymbolicLink(link)).isFalse();
    assertThat(mode(link)).isEqualTo("rw-------");
  }

  @Test
  void whatCannotBeWrittenLeavesWhatWasThere() throws IOException {
    Path file = Files.writeString(folder.resolve("old.json"), "theirs");
    assertThatThrownBy(() ->
            OwnerFile.replace(
                file,
                out -> {
                  throw new IOException("no");
                }))
        .hasMessage("no");
    assertThatThrownBy(() -> OwnerFile.create(file, "ours"))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("theirs");
    assertThat(folder.toFile().list()).containsExactly("old.json");
  }
}
