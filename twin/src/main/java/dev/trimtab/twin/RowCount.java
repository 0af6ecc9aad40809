package dev.trimtab.twin;

import dev.trimtab.twin.Node.Struct;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Recognises {@code SELECT count(*) FROM table WHERE column = $1 AND …}: one table, one output, and
 * conditions that are plain columns against bare parameters or constants, so that none of them is
 * more than a filter says.
 */
final class RowCount {

  /** {@code count(*)} and {@code count("any")}: built-in, and so the same on every server. */
  private static final long COUNT_STAR = 2803;

  private static final long COUNT_ANY = 2147;

  private static final Set<String> VALUES = Set.of("PARAM", "CONST");

  private RowCount() {}

  static boolean is(Struct query) {
    return query.number("commandType") == 1
        && Stream.of(
                "cteList",
                "groupClause",
                "groupingSets",
                "distinctClause",
                "windowClause",
                "rowMarks")
            .allMatch(list -> query.list(list).isEmpty())
        && Stream.of("havingQual", "limitCount", "limitOffset", "setOperations")
            .allMatch(part -> query.struct(part).isEmpty())
        && isOneTable(query)
        && isOneCount(query.structs("targetList"));
  }

  private static boolean isOneTable(Struct query) {
    List<Struct> tables = query.structs("rtable");
    List<Struct> from = query.struct("jointree").map(t -> t.structs("fromlist")).orElse(List.of());
    return tables.size() == 1
        && tables.getFirst().number("rtekind") == 0
        && tables.getFirst().struct("tablesample").isEmpty()
        && tables.getFirst().list("securityQuals").isEmpty()
        && from.size() == 1
        && from.getFirst().is("RANGETBLREF")
        && query
            .struct("jointree")
            .flatMap(tree -> tree.struct("quals"))
            .filter(RowCount::isPlain)
            .isPresent();
  }

  private static boolean isOneCount(List<Struct> targets) {
    if (targets.size() != 1
        || !(targets.getFirst().first("expr") instanceof Struct count)
        || !count.is("AGGREF")
        || count.struct("aggfilter").isPresent()
        || !count.list("aggdistinct").isEmpty()) {
      return false;
    }
    return count.oid("aggfnoid") == COUNT_STAR
        || (count.oid("aggfnoid") == COUNT_ANY
            && count.structs("args").stream()
                .map(argument -> argument.first("expr"))
                .allMatch(value ->
                    value instanceof Struct constant
                        && constant.is("CONST")
                        && !constant.truth("constisnull")));
  }

  private static boolean isPlain(Struct condition) {
    List<Node> arguments = condition.list("args");
    return switch (condition.type()) {
      case "BOOLEXPR" ->
          switch (condition.word("boolop")) {
            case "and" -> condition.structs("args").stream().allMatch(RowCount::isPlain);
            case "not" -> isColumn(arguments.getFirst());
            default -> false;
          };
      case "OPEXPR" ->
          arguments.size() == 2
              && ((isColumn(arguments.get(0)) && isValue(arguments.get(1)))
                  || (isValue(arguments.get(0)) && isColumn(arguments.get(1))));
      case "NULLTEST" -> isColumn(condition.first("arg"));
      case "VAR" -> true;
      default -> false;
    };
  }

  private static boolean isColumn(Node node) {
    return withoutLabel(node) instanceof Struct struct && struct.is("VAR");
  }

  private static boolean isValue(Node node) {
    return withoutLabel(node) instanceof Struct struct && VALUES.contains(struct.type());
  }

  /** A change of type that changes no bit. */
  private static Node withoutLabel(Node node) {
    return node instanceof Struct label && label.is("RELABELTYPE") ? label.first("arg") : node;
  }
}
