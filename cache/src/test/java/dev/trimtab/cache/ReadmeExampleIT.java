package dev.trimtab.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.TestRedis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the README, compiled and run as it stands there. */
class ReadmeExampleIT {

  @TempDir private Path folder;

  @Test
  void compilesAndRunsInThirtyLines() throws Exception {
    Path readme = Path.of(System.getProperty("trimtab.basedir"), "cache", "README.md");
    String example = example(Files.readString(readme));
    assertThat(example.lines().count()).isLessThanOrEqualTo(30);
    try (TestRedis redis = TestRedis.start()) {
      compile(example);
      String output = run(redis.uri());
      assertThat(output.lines())
          .containsExactly("[Project[id=1, name=Rudder]]", "[]", "[], loads: 2");
    }
  }

  private static String example(String readme) {
    int from = readme.indexOf("```java\n") + "```java\n".length();
    return readme.substring(from, readme.indexOf("```", from));
  }

  private void compile(String example) throws IOException {
    Path source = folder.resolve("Example.java");
    Files.writeString(source, example);
    int exit =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-d",
                folder.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                source.toString());
    assertThat(exit).isZero();
  }

  private String run(String uri) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            folder + ":" + System.getProperty("java.class.path"),
            "Example",
            uri);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).isZero();
      return output;
    } finally {
      process.destroyForcibly();
    }
  }
}
