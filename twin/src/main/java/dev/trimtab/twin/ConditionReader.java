package dev.trimtab.twin;

import dev.trimtab.core.workload.TableUse.Comparison;
import dev.trimtab.twin.Node.Struct;
import dev.trimtab.twin.Scope.Followed;
import dev.trimtab.twin.TwinCatalog.Operator;
import dev.trimtab.twin.UseBuilder.Expression;
import dev.trimtab.twin.UseBuilder.FilterDraft;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Sorts the conditions of a WHERE or ON into filters, joins and constant predicates of tables. */
final class ConditionReader {

  /** What a parameter meets. */
  enum Role {
    EQUAL,
    RANGE,
    LIKE,
    OTHER
  }

  /** Told of each parameter that is compared with a key. */
  interface ParameterListener {
    void compared(Set<Integer> numbers, UseBuilder use, Node key, Role role);
  }

  private static final Set<String> LIKE_OPERATORS = Set.of("~~", "~~*", "~", "~*", "^@");

  private final TwinCatalog catalog;
  private final ParameterListener parameters;
  private final BiConsumer<Struct, Scope> subLinks;

  ConditionReader(
      TwinCatalog catalog, ParameterListener parameters, BiConsumer<Struct, Scope> subLinks) {
    this.catalog = catalog;
    this.parameters = parameters;
    this.subLinks = subLinks;
  }

  /**
   * Reads a condition.
   *
   * @param isAlternative whether it stands under an OR
   */
  void read(Struct condition, Scope scope, boolean isAlternative) {
    switch (condition.type()) {
      case "BOOLEXPR" -> connective(condition, scope, isAlternative);
      case "OPEXPR" -> comparison(condition, scope, isAlternative);
      case "SCALARARRAYOPEXPR" -> anyOf(condition, scope, isAlternative);
      case "ROWCOMPAREEXPR" -> rows(condition, scope, isAlternative);
      case "NULLTEST" -> {
        boolean isNull = condition.number("nulltesttype") == 0;
        test(
            condition,
            condition.first("arg"),
            isNull ? Comparison.IS_NULL : Comparison.IS_NOT_NULL,
            isNull ? "IS NULL" : "IS NOT NULL",
            scope,
            isAlternative);
      }
      case "VAR" -> test(condition, condition, Comparison.TRUTH, "IS TRUE", scope, isAlternative);
      default -> constant(condition, scope, isAlternative);
    }
    if (!condition.is("BOOLEXPR")) {
      ShapeReader.linksIn(condition).forEach(link -> subLinks.accept(link, scope));
    }
  }

  private void connective(Struct condition, Scope scope, boolean isAlternative) {
    List<Struct> parts = condition.structs("args");
    switch (condition.word("boolop")) {
      case "and" -> parts.forEach(part -> read(part, scope, isAlternative));
      case "or" -> {
        constant(condition, scope, isAlternative);
        parts.forEach(part -> read(part, scope, true));
      }
      default -> {
        if (parts.size() == 1 && parts.getFirst().is("VAR")) {
          test(condition, parts.getFirst(), Comparison.TRUTH, "IS FALSE", scope, isAlternative);
        } else {
          constant(condition, scope, isAlternative);
          ShapeReader.linksIn(condition).forEach(link -> subLinks.accept(link, scope));
        }
      }
    }
  }

  private void test(
      Struct condition,
      Node argument,
      Comparison comparison,
      String operator,
      Scope scope,
      boolean isAlternative) {
    Followed key = scope.follow(argument);
    key.onlyUse()
        .ifPresent(use ->
            add(
                use,
                key,
                comparison,
                operator,
                List.of(),
                condition,
                scope,
                isAlternative,
                Optional.empty()));
  }

  private void comparison(Struct condition, Scope scope, boolean isAlternative) {
    List<Node> arguments = condition.list("args");
    Optional<Operator> operator = catalog.operator(condition.oid("opno"));
    if (arguments.size() != 2 || operator.isEmpty()) {
      constant(condition, scope, isAlternative);
      return;
    }
    Followed left = scope.follow(arguments.get(0));
    Followed right = scope.follow(arguments.get(1));
    if (isKnownBefore(left, right)) {
      filter(operator.get(), left, right, arguments.get(1), condition, scope, isAlternative);
    } else if (isKnownBefore(right, left)) {
      catalog
          .operator(operator.get().commutator())
          .ifPresent(swapped ->
              filter(swapped, right, left, arguments.get(0), condition, scope, isAlternative));
    } else if (operator.get().btreeStrategy() == 3) {
      join(left, right);
      join(right, left);
    }
    if (left.uses().equals(right.uses())) {
      constant(condition, scope, isAlternative);
    }
  }

  /** The other side is a value by the time the table is read: a constant, parameter, sub-query. */
  private static boolean isKnownBefore(Followed key, Followed value) {
    return key.onlyUse().isPresent() && value.uses().isEmpty();
  }

  private static void join(Followed key, Followed other) {
    key.onlyUse()
        .filter(use -> !other.reads(use))
        .ifPresent(use -> use.joins.add(new Expression(key.node())));
  }

  private void filter(
      Operator operator,
      Followed key,
      Followed value,
      Node rawValue,
      Struct condition,
      Scope scope,
      boolean isAlternative) {
    UseBuilder use = key.onlyUse().orElseThrow();
    Comparison comparison =
        switch (operator.btreeStrategy()) {
          case 3 -> Comparison.EQUAL;
          case 1, 2, 4, 5 -> Comparison.RANGE;
          default -> LIKE_OPERATORS.contains(operator.name()) ? Comparison.LIKE : Comparison.OTHER;
        };
    parameters.compared(
        value.parameters(),
        use,
        key.node(),
        switch (comparison) {
          case EQUAL -> Role.EQUAL;
          case RANGE -> Role.RANGE;
          case LIKE -> Role.LIKE;
          case ANY_OF, IS_NULL, IS_NOT_NULL, TRUTH, OTHER -> Role.OTHER;
        });
    add(
        use,
        key,
        comparison,
        operator.name(),
        operator.classes(),
        condition,
        scope,
        isAlternative,
        comparison == Comparison.LIKE ? textConstant(rawValue) : Optional.empty());
  }

  private void anyOf(Struct condition, Scope scope, boolean isAlternative) {
    List<Node> arguments = condition.list("args");
    Optional<Operator> operator = catalog.operator(condition.oid("opno"));
    if (arguments.size() != 2 || operator.isEmpty() || !condition.truth("useOr")) {
      constant(condition, scope, isAlternative);
      return;
    }
    Followed key = scope.follow(arguments.get(0));
    Followed values = scope.follow(arguments.get(1));
    if (isKnownBefore(key, values) && operator.get().btreeStrategy() == 3) {
      parameters.compared(values.parameters(), key.onlyUse().orElseThrow(), key.node(), Role.EQUAL);
      add(
          key.onlyUse().orElseThrow(),
          key,
          Comparison.ANY_OF,
          operator.get().name(),
          operator.get().classes(),
          condition,
          scope,
          isAlternative,
          Optional.empty());
    } else {
      constant(condition, scope, isAlternative);
    }
  }

  /** {@code (a, b) < ($1, $2)}: for an index a range of its first column. */
  private void rows(Struct condition, Scope scope, boolean isAlternative) {
    List<Node> keys = condition.list("largs");
    List<Node> values = condition.list("rargs");
    for (int i = 0; i < Math.min(keys.size(), values.size()); i++) {
      Followed key = scope.follow(keys.get(i));
      Followed value = scope.follow(values.get(i));
      if (!isKnownBefore(key, value)) {
        break;
      }
      UseBuilder use = key.onlyUse().orElseThrow();
      parameters.compared(value.parameters(), use, key.node(), Role.RANGE);
      if (i == 0) {
        add(
            use,
            key,
            Comparison.RANGE,
            "<",
            List.of(),
            condition,
            scope,
            isAlternative,
            Optional.empty());
      }
    }
  }

  /** Reads {@code key <-> value} of an ORDER BY; returns whether it is about one table. */
  boolean distance(Struct operator, Scope scope) {
    List<Node> arguments = operator.list("args");
    Followed key = scope.follow(arguments.getFirst());
    Followed value = scope.follow(arguments.getLast());
    if (!isKnownBefore(key, value)) {
      return false;
    }
    UseBuilder use = key.onlyUse().orElseThrow();
    parameters.compared(value.parameters(), use, key.node(), Role.OTHER);
    use.filters.add(
        new FilterDraft(
            new Expression(key.node()),
            Comparison.OTHER,
            "<->",
            List.of(new dev.trimtab.core.workload.TableUse.OperatorClass("gist", "", true)),
            Optional.empty(),
            false,
            Optional.empty()));
    return true;
  }

  private void add(
      UseBuilder use,
      Followed key,
      Comparison comparison,
      String operator,
      List<dev.trimtab.core.workload.TableUse.OperatorClass> classes,
      Struct condition,
      Scope scope,
      boolean isAlternative,
      Optional<String> pattern) {
    Followed whole = scope.follow(condition);
    boolean isConstant =
        whole.onlyUse().isPresent() && whole.parameters().isEmpty() && !isAlternative;
    Optional<Expression> constant =
        isConstant ? Optional.of(new Expression(whole.node())) : Optional.empty();
    constant.ifPresent(use.constants::add);
    use.filters.add(
        new FilterDraft(
            new Expression(key.node()),
            comparison,
            operator,
            classes,
            constant,
            isAlternative,
            pattern));
  }

  /** A condition no index key can serve may still be the predicate of a partial index. */
  private void constant(Struct condition, Scope scope, boolean isAlternative) {
    Followed whole = scope.follow(condition);
    if (!isAlternative && whole.parameters().isEmpty()) {
      whole.onlyUse().ifPresent(use -> use.constants.add(new Expression(whole.node())));
    }
  }

  /** The text of a {@code CONST} of a text type: bytes after a length word of 4. */
  static Optional<String> textConstant(Node node) {
    if (!(node instanceof Struct constant)
        || !constant.is("CONST")
        || constant.number("constlen") != -1) {
      return Optional.empty();
    }
    List<Node> words = constant.fields().getOrDefault("constvalue", List.of());
    // "5 [ 20 0 0 0 97 ]"
    if (words.size() < 7) {
      return Optional.empty();
    }
    byte[] bytes = new byte[words.size() - 7];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] =
          words.get(i + 6) instanceof Node.Word(var number) ? (byte) Integer.parseInt(number) : 0;
    }
    return Optional.of(new String(bytes, StandardCharsets.UTF_8));
  }
}
