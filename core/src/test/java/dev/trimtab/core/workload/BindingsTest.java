package dev.trimtab.core.workload;

import static dev.trimtab.core.model.Facts.ORDERS;
import static dev.trimtab.core.model.Facts.column;
import static dev.trimtab.core.model.Facts.known;
import static dev.trimtab.core.model.Facts.orders;
import static dev.trimtab.core.model.Facts.snapshot;
import static dev.trimtab.core.model.Facts.statistics;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.workload.Binding.Origin;
import dev.trimtab.core.workload.ParameterUse.Compared;
import dev.trimtab.core.workload.ParameterUse.Role;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BindingsTest {

  private static final String BOUNDS =
      IntStream.rangeClosed(0, 100).mapToObj(String::valueOf).toList().toString();

  private final Bindings bindings =
      new Bindings(
          snapshot(
              1,
              orders(
                  List.of(
                      known(
                          column("status", "text"),
                          statistics(4, 8, Optional.of("{open,done,held,lost}"), Optional.empty())),
                      known(
                          column("total", "integer"),
                          statistics(
                              -1,
                              4,
                              Optional.empty(),
                              Optional.of(
                                  BOUNDS.replace("[", "{").replace("]", "}").replace(" ", "")))),
                      known(
                          column("title", "text"),
                          statistics(
                              -1,
                              30,
                              Optional.empty(),
                              Optional.of("{A_b,\"Night of 100% Tango in Lisbon\",Zouk}"))),
                      column("note", "text")))));

  private static Statement statement(List<List<Optional<String>>> samples) {
    return new Statement("1", "SELECT $1", 1, Optional.empty(), samples);
  }

  private static QueryShape shape(ParameterUse... parameters) {
    return new QueryShape(QueryShape.Command.SELECT, List.of(), List.of(parameters));
  }

  private static ParameterUse parameter(int number, String type, String column, Role role) {
    return new ParameterUse(
        number, type, Optional.of(new Compared(ORDERS, new Identifier(column))), role);
  }

  private List<String> firstValues(ParameterUse parameter) {
    return bindings.of(statement(List.of()), shape(parameter)).stream()
        .flatMap(binding -> binding.values().getFirst().stream())
        .toList();
  }

  @Test
  void seenValuesWinOverStatistics() {
    var seen = List.of(Optional.of("lost"));

    assertThat(
            bindings.of(
                statement(List.of(seen, seen, List.of())),
                shape(parameter(1, "text", "status", Role.EQUAL))))
        .containsExactly(new Binding("1", "SELECT $1", seen, Origin.SEEN));
  }

  @Test
  void skewIsTriedWithCommonAndRareValues() {
    assertThat(firstValues(parameter(1, "text", "status", Role.EQUAL)))
        .contains("open", "lost")
        .doesNotHaveDuplicates();
  }

  @Test
  void twoBoundsMakeARangeFromBelowToAbove() {
    var all =
        bindings.of(
            statement(List.of()),
            shape(
                parameter(1, "integer", "total", Role.RANGE),
                parameter(2, "integer", "total", Role.RANGE)));

    assertThat(all)
        .isNotEmpty()
        .allSatisfy(
            binding -> assertThat(number(binding, 0)).isLessThanOrEqualTo(number(binding, 1)));
  }

  private static int number(Binding binding, int parameter) {
    return binding.values().get(parameter).map(Integer::parseInt).orElseThrow();
  }

  @Test
  void listsHoldSeveralValues() {
    assertThat(firstValues(parameter(1, "text[]", "status", Role.EQUAL)))
        .allSatisfy(list -> assertThat(ArrayText.elements(list)).hasSizeGreaterThan(1));
  }

  @Test
  void patternsStartLikeARealValueOrHoldOne() {
    assertThat(firstValues(parameter(1, "text", "status", Role.LIKE)))
        .contains("open%", "lost%")
        .anyMatch(pattern -> pattern.matches("%[a-z]+%"));
  }

  /** Two that were found at once said that no index on them is worth anything. */
  @Test
  void oneOfTheFirstTwoPatternsIsAPieceOfAValueThatHardlyAnyOtherHas() {
    assertThat(firstValues(parameter(1, "text", "title", Role.LIKE)))
        .startsWith("Nigh%", "% 100 Tango %");
  }

  @Test
  void limitsArePagesFromTheStart() {
    assertThat(firstValues(parameter(1, "bigint", "total", Role.LIMIT))).containsExactly("20");
    assertThat(firstValues(parameter(1, "bigint", "total", Role.OFFSET))).containsExactly("0");
  }

  @Test
  void withoutParametersThereIsOneWay() {
    assertThat(bindings.of(statement(List.of()), shape()))
        .extracting(Binding::origin)
        .containsExactly(Origin.NO_PARAMETERS);
  }

  @ParameterizedTest
  @EnumSource
  void withoutStatisticsThereIsStillSomething(Role role) {
    assertThat(
            bindings.of(
                statement(List.of()), shape(new ParameterUse(1, "text", Optional.empty(), role))))
        .singleElement()
        .satisfies(binding -> assertThat(binding.values().getFirst()).isPresent());
  }

  /** Compared with NULL nothing is found: the statement was planned as costing nothing. */
  @Test
  void unknownValueWasPlannedAsNull() {
    for (String type : List.of("box", "shop.state", "tsquery")) {
      assertThat(
              bindings.of(
                  statement(List.of()),
                  shape(
                      parameter(1, "text", "status", Role.EQUAL),
                      new ParameterUse(2, type, Optional.empty(), Role.EQUAL))))
          .extracting(Binding::origin)
          .containsExactly(Origin.GENERIC);
    }
    assertThat(
            Stream.of(new ParameterUse(1, "box", Optional.empty(), Role.STORED))
                .flatMap(p -> bindings.of(statement(List.of()), shape(p)).stream()))
        .as("stored, a NULL is as good as any")
        .extracting(Binding::origin)
        .containsExactly(Origin.DRAWN);
  }
}
