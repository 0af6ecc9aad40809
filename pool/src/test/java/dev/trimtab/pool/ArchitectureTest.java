package dev.trimtab.pool;

import dev.trimtab.testkit.Architecture;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void isAnIslandWhoseControllerOnlyThinks() {
    Architecture.of("dev.trimtab.pool")
        .hasNoCycles()
        .dependsOnNothingIn(
            "dev.trimtab.core..",
            "dev.trimtab.postgres..",
            "dev.trimtab.engine..",
            "dev.trimtab.cache..",
            "org.postgresql..");
    Architecture.of("dev.trimtab.pool.control")
        .hasNoSql()
        .hasNoInputOrOutput()
        .hasNoClockOrDice()
        .dependsOnNothingIn("com.zaxxer..");
  }
}
