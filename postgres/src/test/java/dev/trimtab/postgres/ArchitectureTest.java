package dev.trimtab.postgres;

import dev.trimtab.testkit.Architecture;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void knowsTheTargetAndNoTwin() {
    Architecture.of("dev.trimtab.postgres")
        .hasNoCycles()
        .dependsOnNothingIn(
            "dev.trimtab.twin..",
            "dev.trimtab.engine..",
            "dev.trimtab.cli..",
            "dev.trimtab.scenarios..");
  }
}
