package dev.trimtab.cache;

import dev.trimtab.testkit.Architecture;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void isAnIsland() {
    Architecture.of("dev.trimtab.cache")
        .hasNoCycles()
        .dependsOnNothingIn(
            "dev.trimtab.core..",
            "dev.trimtab.postgres..",
            "dev.trimtab.twin..",
            "dev.trimtab.engine..",
            "dev.trimtab.cli..",
            "dev.trimtab.scenarios..");
  }

  @Test
  void partsKnowNoTimeAndNoChance() {
    Architecture.of("dev.trimtab.cache.internal").hasNoClockOrDice();
  }
}
