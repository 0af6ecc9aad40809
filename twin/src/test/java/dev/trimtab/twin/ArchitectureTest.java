package dev.trimtab.twin;

import dev.trimtab.testkit.Architecture;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void knowsNoLoop() {
    Architecture.of("dev.trimtab.twin")
        .hasNoCycles()
        .dependsOnNothingIn("dev.trimtab.engine..", "dev.trimtab.cli..", "dev.trimtab.scenarios..");
  }
}
