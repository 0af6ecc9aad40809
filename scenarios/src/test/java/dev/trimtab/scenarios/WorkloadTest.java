package dev.trimtab.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadTest {

  private static final WorkloadStatement READ =
      WorkloadStatement.read("users.by_id", 90, "SELECT 1", _ -> List.of());
  private static final WorkloadStatement WRITE =
      WorkloadStatement.write("users.touch", 10, "SELECT 1", _ -> List.of());

  @Test
  void knowsTheShareOfReadsAmongCalls() {
    assertThat(new Workload(List.of(READ, WRITE)).readShare()).isCloseTo(0.9, within(1e-9));
  }

  @Test
  void findsByNameAndSaysWhenThereIsNone() {
    var workload = new Workload(List.of(READ));

    assertThat(workload.find("users.by_id")).contains(READ);
    assertThat(workload.find("users.touch")).isEmpty();
  }

  @Test
  void familyIsThePartBeforeTheDot() {
    assertThat(READ.family()).isEqualTo("users");
  }

  @Test
  void refusesTwoStatementsOfOneName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Workload(List.of(READ, READ)))
        .withMessageContaining("users.by_id");
  }

  @Test
  void refusesANameWithoutFamilyAndAWeightOfNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WorkloadStatement.read("page", 1, "SELECT 1", _ -> List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WorkloadStatement.read("a.page", 0, "SELECT 1", _ -> List.of()));
  }

  @Test
  void loadOptionsRefuseScalesThatMeanNothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> new LoadOptions(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new LoadOptions(Double.NaN, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new LoadOptions(101, 1));
    assertThat(new LoadOptions(0.01, 1).withSeed(2)).isEqualTo(new LoadOptions(0.01, 2));
  }

  @Test
  void scenariosAreFoundByNameAndNamesAreUnique() {
    assertThat(Scenarios.all())
        .extracting(Scenario::name)
        .containsExactly("studio", "social", "emissions", "leads");
    assertThat(Scenarios.find("studio")).isPresent();
    assertThat(Scenarios.find("atlantis")).isEmpty();
  }
}
