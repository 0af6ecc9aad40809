package dev.trimtab.bench.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AskedTest {

  private static final String USAGE = "bench/run pool loads [WORK,...] [CLIENTS,...] [TURNS]";

  private static Asked.Word word(String text) {
    return new Asked(USAGE, text).next("TURNS").orElseThrow();
  }

  @Test
  void readsWordsInTheirOrderAndNothingWhereTheyEnd() {
    var asked = new Asked(USAGE, "tpcb,SELECT", "50,200");

    assertThat(asked.next("WORK").orElseThrow().each(one -> one.in(Work.class)))
        .containsExactly(Work.TPCB, Work.SELECT);
    assertThat(asked.next("CLIENTS").orElseThrow().each(one -> one.upTo(500)))
        .containsExactly(50, 200);
    assertThat(asked.next("TURNS")).isEmpty();
    asked.end();
  }

  @Test
  void takesTheFirstAndTheLastNumberThatIsAllowed() {
    assertThat(word("1").upTo(100)).isEqualTo(1);
    assertThat(word("100").upTo(100)).isEqualTo(100);
  }

  /** No turns at all would be a median of nothing. */
  @Test
  void refusesNumbersOutOfBoundsAndWordsThatAreNone() {
    for (String text : new String[] {"0", "101", "-1", "five", "", "99999999999"}) {
      assertThatThrownBy(() -> word(text).upTo(100))
          .isInstanceOf(Asked.Refused.class)
          .hasMessage(USAGE + ": TURNS is a number from 1 to 100, not \"" + text + "\"");
    }
  }

  @Test
  void refusesANameThatIsNoneAndSaysWhichThereAre() {
    assertThatThrownBy(() -> word("selekt").in(Work.class))
        .isInstanceOf(Asked.Refused.class)
        .hasMessage(
            USAGE + ": TURNS is one of [wait5, hold5, select, tpcb, aggregate], not \"selekt\"");
  }

  @Test
  void refusesOneWordTooMany() {
    assertThatThrownBy(() -> new Asked(USAGE, "more").end())
        .isInstanceOf(Asked.Refused.class)
        .hasMessage(USAGE + ": \"more\" is one word too many");
  }
}
