package dev.trimtab.scenarios;

import dev.trimtab.testkit.Architecture;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void knowsNoAdvisor() {
    Architecture.of("dev.trimtab.scenarios")
        .hasNoCycles()
        .dependsOnNothingIn(
            "dev.trimtab.core.advice..",
            "dev.trimtab.twin..",
            "dev.trimtab.engine..",
            "dev.trimtab.cli..");
  }
}
