package dev.trimtab.twin;

import dev.trimtab.core.workload.Traits.WrappedColumn;
import dev.trimtab.core.workload.Traits.Wrapper;
import dev.trimtab.twin.Level.Field;
import dev.trimtab.twin.Node.Struct;
import dev.trimtab.twin.TwinCatalog.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Notes comparisons that see a column through a function or a cast. */
final class ComparisonReader {

  /** {@code COERCE_EXPLICIT_CALL} and {@code COERCE_IMPLICIT_CAST} of {@code primnodes.h}. */
  private static final int CALL = 0;

  private static final int IMPLICIT = 2;

  private static final Map<Integer, String> TYPES =
      Map.of(
          20,
          "bigint",
          21,
          "smallint",
          23,
          "integer",
          1042,
          "character",
          Level.DATE,
          "date",
          Level.TIMESTAMP,
          "timestamp",
          Level.TIMESTAMP_WITH_ZONE,
          "timestamptz",
          2950,
          "uuid");

  private static final Set<Integer> INTEGERS = Set.of(20, 21, 23);
  private static final Set<Integer> TIMES = Set.of(Level.TIMESTAMP, Level.TIMESTAMP_WITH_ZONE);
  private static final Set<Integer> ONE_TEXT_EACH = Set.of(20, 21, 23, 2950);

  private final TwinCatalog catalog;
  private final Places places;

  ComparisonReader(TwinCatalog catalog, Places places) {
    this.catalog = catalog;
    this.places = places;
  }

  /** A column inside something. */
  private record Seen(Field field, Wrapper wrapper, Optional<String> argument, Struct variable) {}

  /** Reads an OPEXPR or SCALARARRAYOPEXPR. */
  Optional<WrappedColumn> read(Struct comparison, Level level) {
    List<Node> sides = comparison.list("args");
    Optional<Operator> operator =
        catalog.operator(comparison.oid("opno")).filter(o -> o.btreeStrategy() > 0);
    if (sides.size() != 2 || operator.isEmpty()) {
      return Optional.empty();
    }
    boolean isList = comparison.is("SCALARARRAYOPEXPR");
    Optional<WrappedColumn> left =
        wrapped(sides.get(0), sides.get(1), operator.get(), comparison, level);
    if (left.isPresent() || isList) {
      return left.filter(w -> !isList || (comparison.truth("useOr") && isOfLiterals(w.wrapper())));
    }
    return catalog
        .operator(operator.get().commutator())
        .flatMap(swapped -> wrapped(sides.get(1), sides.get(0), swapped, comparison, level));
  }

  /** A list is understood where only its literals are changed. */
  private static boolean isOfLiterals(Wrapper wrapper) {
    return wrapper == Wrapper.NUMBER || wrapper == Wrapper.TRIMMED;
  }

  private Optional<WrappedColumn> wrapped(
      Node side, Node value, Operator operator, Struct comparison, Level level) {
    OptionalInt operatorPlace = places.of(comparison);
    if (operatorPlace.isEmpty() || !isValue(value)) {
      return Optional.empty();
    }
    return seen(Level.bare(side), value, level)
        .filter(seen -> places.of(seen.variable()).isPresent())
        .map(seen ->
            new WrappedColumn(
                seen.field().column(),
                TYPES.getOrDefault(seen.field().type(), ""),
                seen.wrapper(),
                seen.argument(),
                operator.name(),
                places.of(seen.variable()).orElseThrow(),
                operatorPlace.getAsInt(),
                literals(value)));
  }

  private Optional<Seen> seen(Node side, Node value, Level level) {
    if (!(side instanceof Struct struct)) {
      return Optional.empty();
    }
    if (struct.is("COERCEVIAIO")) {
      return column(struct.first("arg"), level, Wrapper.TEXT, Optional.empty())
          .filter(seen -> ONE_TEXT_EACH.contains(seen.field().type()));
    }
    if (!struct.is("FUNCEXPR")) {
      return Optional.empty();
    }
    List<Node> arguments = struct.list("args");
    return switch (arguments.size()) {
      case 1 -> cast(struct, arguments.getFirst(), value, level);
      case 2 -> part(struct, arguments, value, level);
      default -> Optional.empty();
    };
  }

  private Optional<Seen> cast(Struct function, Node argument, Node value, Level level) {
    boolean isImplicit = function.number("funcformat") == IMPLICIT;
    return switch (catalog.function(function.oid("funcid"))) {
      case "date" ->
          column(argument, level, Wrapper.DAY, Optional.empty())
              .filter(seen -> TIMES.contains(seen.field().type()))
              .filter(_ -> Level.type(value) == Level.DATE);
      case "numeric", "float8" ->
          column(argument, level, Wrapper.NUMBER, Optional.empty())
              .filter(seen -> isImplicit && INTEGERS.contains(seen.field().type()));
      case "text" ->
          column(argument, level, Wrapper.TRIMMED, Optional.empty())
              .filter(seen -> isImplicit && seen.field().type() == 1042);
      default -> Optional.empty();
    };
  }

  private Optional<Seen> part(Struct function, List<Node> arguments, Node value, Level level) {
    Optional<String> unit = ConditionReader.textConstant(arguments.getFirst());
    if (unit.isEmpty()) {
      return Optional.empty();
    }
    return switch (catalog.function(function.oid("funcid"))) {
      case "date_trunc" ->
          column(arguments.getLast(), level, Wrapper.TRUNCATED, unit)
              .filter(seen -> TIMES.contains(seen.field().type()))
              .filter(seen -> Level.type(value) == seen.field().type());
      case "extract", "date_part" ->
          column(arguments.getLast(), level, Wrapper.YEAR, unit)
              .filter(_ -> unit.get().equalsIgnoreCase("year"))
              .filter(
                  seen -> TIMES.contains(seen.field().type()) || seen.field().type() == Level.DATE);
      default -> Optional.empty();
    };
  }

  private static Optional<Seen> column(
      Node node, Level level, Wrapper wrapper, Optional<String> argument) {
    return Level.bare(node) instanceof Struct variable
        ? level
            .field(variable)
            .filter(_ -> variable.number("varlevelsup") == 0)
            .map(field -> new Seen(field, wrapper, argument, variable))
        : Optional.empty();
  }

  /** Whether an expression has one value for all rows, and may be written down twice. */
  private boolean isValue(Node expression) {
    return Node.all(expression).stream()
        .noneMatch(node ->
            switch (node.type()) {
              case "CONST", "RELABELTYPE", "COERCEVIAIO", "ARRAYEXPR", "SQLVALUEFUNCTION" -> false;
              case "PARAM" -> node.number("paramkind") != 0;
              case "FUNCEXPR" -> catalog.isVolatile(node.oid("funcid"));
              case "OPEXPR" -> catalog.isVolatile(node.oid("opfuncid"));
              default -> true;
            });
  }

  private List<Integer> literals(Node value) {
    Node node = Level.bare(value);
    var found = new ArrayList<Integer>();
    List<Node> elements =
        node instanceof Struct list && list.is("ARRAYEXPR") ? list.list("elements") : List.of(node);
    for (Node element : elements) {
      OptionalInt place = literal(element);
      if (place.isEmpty()) {
        return List.of();
      }
      found.add(place.getAsInt());
    }
    return found;
  }

  /** A constant, or a constant that is cast. */
  private OptionalInt literal(Node element) {
    Node node = Level.bare(element);
    while (node instanceof Struct cast
        && cast.is("FUNCEXPR")
        && cast.number("funcformat") != CALL
        && cast.list("args").size() == 1) {
      node = Level.bare(cast.list("args").getFirst());
    }
    return node instanceof Struct constant && constant.is("CONST")
        ? places.of(constant)
        : OptionalInt.empty();
  }
}
