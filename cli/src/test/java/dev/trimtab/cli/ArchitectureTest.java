package dev.trimtab.cli;

import dev.trimtab.testkit.Architecture;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void speaksNoSql() {
    Architecture.of("dev.trimtab.cli").hasNoCycles();
  }
}
