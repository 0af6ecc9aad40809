package dev.trimtab.core;

import dev.trimtab.testkit.Architecture;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void thinksAndDoesNothingElse() {
    Architecture.of("dev.trimtab.core")
        .hasNoCycles()
        .hasNoSql()
        .hasNoInputOrOutput()
        .hasNoClockOrDice()
        .dependsOnNothingIn(
            "dev.trimtab.postgres..",
            "dev.trimtab.twin..",
            "dev.trimtab.engine..",
            "dev.trimtab.cli..",
            "tools.jackson..");
  }
}
