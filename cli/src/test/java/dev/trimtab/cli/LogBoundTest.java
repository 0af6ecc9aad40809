package dev.trimtab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class LogBoundTest {

  private static final double ALLOWED = 0.2;

  @Test
  void isContentWithASetThatIsWithinTheGenerousFirstBound() {
    assertThat(LogBound.of(ALLOWED).isEnough(0.01)).isTrue();
  }

  @Test
  void isNotContentWithASetBeyondWhatIsAllowed() {
    assertThat(LogBound.of(ALLOWED).isEnough(0.21)).isFalse();
  }

  /** Measured again it would be beyond as often as not. */
  @Test
  void isNotContentWithASetThatIsBarelyWithin() {
    assertThat(LogBound.of(ALLOWED).isEnough(0.1999)).isFalse();
  }

  @Test
  void isNotContentWithASetThatATighterBoundMadeMuchTooSmall() {
    var tight = LogBound.of(ALLOWED).after(0.4);

    assertThat(tight.isEnough(0.1)).isFalse();
    assertThat(tight.isEnough(0.17)).isTrue();
  }

  @Test
  void tightensByTheRatioOfWhatWasMeasured() {
    assertThat(LogBound.of(ALLOWED).after(0.4).margin()).isEqualTo(0.93, within(1e-9));
  }

  @Test
  void goesBetweenASetThatWasTooMuchAndOneThatWasNot() {
    var between = LogBound.of(ALLOWED).after(0.4).after(0.1);

    assertThat(between.margin()).isBetween(0.93, 2.0);
  }

  /** Whatever the estimate is off by, five attempts are enough to be within and near. */
  @Test
  void findsTheBoundForAnyFactorBetweenEstimateAndLog() {
    for (double off : new double[] {0.2, 0.5, 0.9, 1.1, 2, 4}) {
      DoubleUnaryOperator server = told -> told * off;
      var bound = LogBound.of(ALLOWED);
      double built = server.applyAsDouble(bound.overheadMax());
      for (int attempt = 1; attempt < 5 && !bound.isEnough(built); attempt++) {
        bound = bound.after(built);
        built = server.applyAsDouble(bound.overheadMax());
      }
      assertThat(bound.isEnough(built)).as("off by %s", off).isTrue();
    }
  }
}
