package dev.trimtab.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordFileTest {

  private static final PasswordFile.Entry ENTRY =
      new PasswordFile.Entry("db", "5432", "shop", "anna");

  @TempDir private Path folder = Path.of("");

  private PasswordFile.Answer find(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("pgpass"), content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return new PasswordFile(file).find(ENTRY);
  }

  @Test
  void takesTheFirstLineThatFits() throws Exception {
    assertThat(
            find(
                """
                # db:5432:shop:anna:comment
                db:5432:shop:bert:no
                other
                *:5432:*:anna:first
                *:*:*:*:second
                """))
        .isEqualTo(new PasswordFile.Answer.Found("first"));
  }

  @Test
  void readsEscapesAndColons() throws Exception {
    assertThat(find("db:5432:shop:anna:a\\:b\\\\c:d"))
        .isEqualTo(new PasswordFile.Answer.Found("a:b\\c:d"));
  }

  @Test
  void findsNothingWhereNothingIs() throws Exception {
    assertThat(find("db:1:shop:anna:x")).isEqualTo(new PasswordFile.Answer.None());
    assertThat(new PasswordFile(folder.resolve("none")).find(ENTRY))
        .isEqualTo(new PasswordFile.Answer.None());
  }
}
