package dev.trimtab.engine;

import dev.trimtab.testkit.Architecture;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void knowsNoCommandLine() {
    Architecture.of("dev.trimtab.engine")
        .hasNoCycles()
        .dependsOnNothingIn("dev.trimtab.cli..", "dev.trimtab.scenarios..");
  }
}
