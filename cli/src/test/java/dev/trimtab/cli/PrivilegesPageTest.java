package dev.trimtab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the page on privileges says is what the command prints and the roles are tested with. */
class PrivilegesPageTest {

  @Test
  void showsExactlyWhatTheCommandPrints() throws IOException {
    Path page = Path.of(System.getProperty("trimtab.basedir", "..")).resolve("docs/privileges.md");
    String printed = Runs.plain().done("roles", "postgres://x@db.example.org/shop").out();
    assertThat(Files.readString(page)).contains("```sql\n" + printed + "```\n");
  }

  @Test
  void refusesOneRoleForBoth() {
    var result = Runs.plain().run("roles", "postgres:///shop", "--reader=a", "--applier=a");
    assertThat(result.status()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("two roles");
  }
}
