package dev.trimtab.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The short form of the stress tests, by jcstress. The long one: the same main class with {@code -m
 * default}.
 */
class StressIT {

  @TempDir private Path folder;

  @Test
  void noRaceBringsWhatIsForbidden() throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "--enable-native-access=ALL-UNNAMED",
            "org.openjdk.jcstress.Main",
            "-t",
            "LoadStress",
            "-m",
            "quick",
            "-time",
            "400",
            "-iters",
            "2",
            "-f",
            "1",
            "-jvmArgs",
            "-Xmx256m",
            "-sc",
            "false",
            "-r",
            folder.toString());
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      assertThat(output)
          .contains("Results: 5 planned; 5 passed, 0 failed, 0 soft errs, 0 hard errs");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
