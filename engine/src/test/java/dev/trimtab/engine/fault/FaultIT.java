package dev.trimtab.engine.fault;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kind of change is broken at every boundary between two of its steps, in every way that can
 * happen there. Afterwards {@code resume} has to make it whole: applied or undone, no invalid
 * index, no lock and no session left, and a journal that says what is there.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultIT {

  private final Stage stage;

  FaultIT(@TempDir Path folder) throws IOException, SQLException {
    stage = new Stage(folder);
  }

  @AfterAll
  void end() {
    stage.close();
  }

  @TestFactory
  Stream<DynamicNode> aChangeIsWholeAfter() {
    return faults().map(this::cases);
  }

  private Stream<Fault> faults() {
    List<String> only = List.of(System.getProperty("trimtab.faults", "").split(",", -1));
    return Arrays.stream(Fault.values())
        .filter(fault -> only.equals(List.of("")) || only.contains(fault.name()))
        .filter(fault -> fault != Fault.DISK_FULL || stage.hasSmallDisk());
  }

  private DynamicNode cases(Fault fault) {
    Stream<DynamicTest> tests =
        Arrays.stream(Subject.values())
            .flatMap(subject ->
                Point.of(subject).stream()
                    .filter(point -> fault.fits(subject, point))
                    .map(point ->
                        DynamicTest.dynamicTest(
                            "%s: %s, %s".formatted(fault, subject, point),
                            () -> new Case(stage, subject, point, fault).holds())));
    return DynamicContainer.dynamicContainer(fault.toString(), tests);
  }
}
