package dev.trimtab.twin;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.workload.Outline;
import dev.trimtab.core.workload.Outline.Assigned;
import dev.trimtab.core.workload.Outline.Equality;
import dev.trimtab.core.workload.Outline.Kind;
import dev.trimtab.core.workload.Outline.Output;
import dev.trimtab.core.workload.Outline.Paging;
import dev.trimtab.core.workload.Outline.Sort;
import dev.trimtab.twin.Level.Field;
import dev.trimtab.twin.Node.Struct;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the top level of a statement that is about one table. */
final class OutlineReader {

  private final TwinCatalog catalog;

  OutlineReader(TwinCatalog catalog) {
    this.catalog = catalog;
  }

  Outline read(Struct query) {
    var level = new Level(query, null, catalog);
    Optional<Struct> entry = only(query);
    Optional<TableName> table = entry.flatMap(its -> catalog.table(its.oid("relid")));
    if (entry.isEmpty() || table.isEmpty() || !query.list("cteList").isEmpty()) {
      return Outline.UNKNOWN;
    }
    return new Outline(
        table,
        Level.name(entry.get()),
        kind(query),
        equalities(query, level),
        query.structs("targetList").stream()
            .filter(target -> !target.truth("resjunk"))
            .map(target -> output(target, level))
            .toList(),
        order(query, level),
        paging(query),
        assigned(query, entry.get()));
  }

  /** The one table that is read or written; sub-queries in conditions are beside it. */
  private static Optional<Struct> only(Struct query) {
    List<Struct> entries =
        query.structs("rtable").stream()
            // A group's entry only renames; nor is one a table of its own that UPDATE reads twice.
            .filter(entry -> entry.number("rtekind") != 9)
            .toList();
    List<Node> from = query.struct("jointree").map(t -> t.list("fromlist")).orElse(List.of());
    boolean isInsert = query.number("commandType") == 3;
    return entries.size() == 1
            && entries.getFirst().number("rtekind") == 0
            && from.size() == (isInsert ? 0 : 1)
            && entries.getFirst().struct("tablesample").isEmpty()
        ? Optional.of(entries.getFirst())
        : Optional.empty();
  }

  private static Kind kind(Struct query) {
    boolean isPlain =
        query.list("distinctClause").isEmpty()
            && query.list("groupClause").isEmpty()
            && query.list("groupingSets").isEmpty()
            && query.struct("havingQual").isEmpty()
            && query.struct("setOperations").isEmpty()
            && query.list("rowMarks").isEmpty()
            && !query.truth("hasWindowFuncs")
            && !query.truth("hasTargetSRFs");
    boolean isUnlimited =
        query.struct("limitCount").isEmpty() && query.struct("limitOffset").isEmpty();
    return switch (query.number("commandType")) {
      case 1 -> {
        if (!isPlain) {
          yield Kind.OTHER;
        }
        if (!query.truth("hasAggs")) {
          yield Kind.ROWS;
        }
        yield isUnlimited ? Kind.TOTALS : Kind.OTHER;
      }
      case 2 -> Kind.UPDATE;
      case 3 -> query.struct("onConflict").isEmpty() ? Kind.INSERT_ROW : Kind.OTHER;
      default -> Kind.OTHER;
    };
  }

  private Optional<List<Equality>> equalities(Struct query, Level level) {
    Optional<Struct> where = query.struct("jointree").flatMap(tree -> tree.struct("quals"));
    if (where.isEmpty()) {
      return Optional.of(List.of());
    }
    var found = new ArrayList<Equality>();
    for (Struct part : TraitReader.conjuncts(where.get())) {
      Optional<Equality> equality = equality(part, level);
      if (equality.isEmpty()) {
        return Optional.empty();
      }
      found.add(equality.get());
    }
    return Optional.of(found);
  }

  private Optional<Equality> equality(Struct condition, Level level) {
    List<Node> sides = condition.list("args");
    boolean isEqual =
        condition.is("OPEXPR")
            && sides.size() == 2
            && catalog
                .operator(condition.oid("opno"))
                .map(o -> o.btreeStrategy() == 3)
                .orElse(false);
    if (!isEqual) {
      return Optional.empty();
    }
    Optional<Field> left = level.field(sides.get(0));
    Optional<Field> column = left.or(() -> level.field(sides.get(1)));
    Node value = Level.bare(left.isPresent() ? sides.get(1) : sides.get(0));
    return column
        .filter(_ -> isPlain(value))
        .map(field -> new Equality(field.column().column(), parameter(value)));
  }

  private static boolean isPlain(Node value) {
    return value instanceof Struct its
        && ((its.is("CONST") && !its.truth("constisnull")) || parameter(its).isPresent());
  }

  private static OptionalInt parameter(Node value) {
    return value instanceof Struct its && its.is("PARAM") && its.number("paramkind") == 0
        ? OptionalInt.of(its.number("paramid"))
        : OptionalInt.empty();
  }

  private static Output output(Struct target, Level level) {
    Node expression = target.first("expr");
    boolean isConstant =
        expression instanceof Struct its
            && (its.is("CONST") || (its.is("AGGREF") && its.truth("aggstar")));
    return new Output(
        Level.unescaped(target.word("resname")),
        level.field(expression).map(field -> field.column().column()),
        isConstant);
  }

  private List<Sort> order(Struct query, Level level) {
    Map<Integer, Node> targets = new HashMap<>();
    query
        .structs("targetList")
        .forEach(t -> targets.put(t.number("ressortgroupref"), t.first("expr")));
    var sorts = new ArrayList<Sort>();
    for (Struct clause : query.structs("sortClause")) {
      Optional<Field> field =
          level.field(targets.getOrDefault(clause.number("tleSortGroupRef"), Node.NOTHING));
      if (field.isEmpty()) {
        return List.of();
      }
      sorts.add(new Sort(field.get().column().column(), catalog.isDescending(clause)));
    }
    return sorts;
  }

  /** {@code LIMIT … OFFSET …}; the server casts both to bigint. */
  private static Optional<Paging> paging(Struct query) {
    boolean hasTies = query.number("limitOption") == 1;
    return query.struct("limitOffset").isEmpty() || query.struct("limitCount").isEmpty() || hasTies
        ? Optional.empty()
        : query.struct("limitOffset").map(offset -> new Paging(parameter(uncast(offset))));
  }

  private static Node uncast(Struct expression) {
    return expression.is("FUNCEXPR") && expression.list("args").size() == 1
        ? expression.list("args").getFirst()
        : expression;
  }

  private List<Assigned> assigned(Struct query, Struct entry) {
    int command = query.number("commandType");
    if (command != 2 && command != 3) {
      return List.of();
    }
    Map<Integer, Identifier> columns = catalog.columns(entry.oid("relid"));
    var result = new ArrayList<Assigned>();
    for (Struct target : query.structs("targetList")) {
      Identifier column = columns.get(target.number("resno"));
      Node value = target.first("expr");
      if (column != null && !target.truth("resjunk") && isWritten(value)) {
        result.add(
            new Assigned(column, isPlain(uncoerced(value)), !ShapeReader.linksIn(value).isEmpty()));
      }
    }
    return result;
  }

  /** What a default fills in stands nowhere in the text. */
  private static boolean isWritten(Node value) {
    return Node.all(value).stream()
        .anyMatch(node -> node.fields().containsKey("location") && node.number("location") >= 0);
  }

  private static Node uncoerced(Node value) {
    Node node = Level.bare(value);
    while (node instanceof Struct cast
        && ((cast.is("FUNCEXPR") && cast.number("funcformat") != 0)
            || cast.is("COERCEVIAIO")
            || cast.is("RELABELTYPE"))) {
      node = cast.is("FUNCEXPR") ? cast.list("args").getFirst() : cast.first("arg");
    }
    return node;
  }
}
