package dev.trimtab.batch.automatic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TreeCheckTest {

  private static final String PLAIN =
      "({QUERY :commandType 1 :hasModifyingCTE false :rtable ({RANGETBLENTRY :relid 16516})"
          + " :quals {OPEXPR :opno 96 :opfuncid 65} :limitOffset <> :limitCount <> :rowMarks <>})";

  @Test
  void functionsAndRelationsAreFound() {
    TreeCheck check = TreeCheck.of(PLAIN);

    assertThat(check.reason()).isEmpty();
    assertThat(check.functions()).containsExactly(65);
    assertThat(check.relations()).containsExactly(16516);
  }

  /** The server breaks a tree into lines, and a number that began one was not seen. */
  @Test
  void numberAtTheBeginningOfALineIsFound() {
    TreeCheck check = TreeCheck.of(PLAIN.replace(' ', '\n'));

    assertThat(check.functions()).containsExactly(65);
    assertThat(TreeCheck.of("{QUERY\n:commandType\n4 :rowMarks <>").reason()).isPresent();
  }

  @Test
  void clausesThatLeaveAChoiceAreRefused() {
    assertThat(TreeCheck.of(PLAIN.replace(":limitCount <>", ":limitCount {CONST}")).reason())
        .hasValueSatisfying(reason -> assertThat(reason).contains("part of its rows"));
    assertThat(TreeCheck.of(PLAIN.replace(":rowMarks <>", ":rowMarks ({ROWMARKCLAUSE})")).reason())
        .hasValueSatisfying(reason -> assertThat(reason).contains("locks"));
  }

  @Test
  void writeInsideOfAReadIsRefused() {
    String tree = PLAIN.replace(":rtable", ":cteList ({QUERY :commandType 4}) :rtable");

    assertThat(TreeCheck.of(tree).reason()).isPresent();
  }

  @Test
  void numbersBeyondHalfOfTheRangeKeepTheirBits() {
    assertThat(TreeCheck.of(PLAIN.replace("65", "4294967295")).functions())
        .extracting(Integer::toUnsignedLong)
        .containsExactly(4_294_967_295L);
  }
}
