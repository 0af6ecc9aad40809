package dev.trimtab.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.trimtab.scenarios.Claim.AfterOnly;
import dev.trimtab.scenarios.Claim.Less;
import dev.trimtab.scenarios.Claim.Range;
import dev.trimtab.scenarios.Claim.Unit;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimTest {

  @Test
  void comparesTheMiddlesOfSpans() {
    var claim = Claim.millis("feed", new Range(200, 500), new Range(10, 60), "posts.feed");

    assertThat(claim.timesFaster()).hasValue(10);
  }

  @Test
  void knowsWhatADifferenceWithoutItsEndsMeans() {
    var claim = new Claim("sums", Unit.MILLISECONDS, new Less(60), List.of("emissions.sum"));

    assertThat(claim.timesFaster().orElseThrow()).isCloseTo(2.5, within(1e-9));
  }

  @Test
  void isNoFactorWithoutBeforeOrWithoutTime() {
    var after = new AfterOnly(Range.of(0.036));

    assertThat(new Claim("a", Unit.MILLISECONDS, after, List.of("a.b")).timesFaster()).isEmpty();
    assertThat(new Claim("a", Unit.ROWS, new Less(50), List.of("a.b")).timesFaster()).isEmpty();
  }

  @Test
  void aStatementIsShownTheBoldestClaimAboutItAlone() {
    var scenario = Scenarios.find("social").orElseThrow();

    assertThat(scenario.claimedTimesFaster("posts.feed").orElseThrow()).isCloseTo(11.7, within(.1));
    assertThat(scenario.claimedTimesFaster("journey.detect")).isEmpty();
    assertThat(scenario.claimedTimesFaster("users.by_id")).isEmpty();
  }

  @Test
  void everyClaimIsAboutStatementsOfTheWorkload() {
    for (var scenario : Scenarios.all()) {
      var workload = scenario.workload(new LoadOptions(0.01, 42));
      assertThat(scenario.claims()).as(scenario.name()).isNotEmpty();
      assertThat(scenario.claims())
          .flatExtracting(Claim::statements)
          .allSatisfy(name -> assertThat(workload.find(name)).as(name).isPresent());
    }
  }

  @Test
  void refusesWhatCannotBeMeasured() {
    assertThatIllegalArgumentException().isThrownBy(() -> Claim.millis("nothing", 2, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Range(5, 4));
    assertThatIllegalArgumentException().isThrownBy(() -> Range.of(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Less(100));
  }
}
