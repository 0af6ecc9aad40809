package dev.trimtab.batch;

import dev.trimtab.testkit.Architecture;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void isAnIslandThatJudgesWithoutADatabase() {
    Architecture.of("dev.trimtab.batch")
        .hasNoCycles()
        .dependsOnNothingIn(
            "dev.trimtab.core..",
            "dev.trimtab.postgres..",
            "dev.trimtab.engine..",
            "dev.trimtab.cache..",
            "dev.trimtab.pool..");
    Architecture.of("dev.trimtab.batch.observe").hasNoSql();
  }
}
