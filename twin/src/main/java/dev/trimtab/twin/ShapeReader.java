package dev.trimtab.twin;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.workload.ParameterUse;
import dev.trimtab.core.workload.ParameterUse.Compared;
import dev.trimtab.core.workload.ParameterUse.Role;
import dev.trimtab.core.workload.QueryShape.Command;
import dev.trimtab.core.workload.TableUse.RowChange;
import dev.trimtab.twin.Node.Struct;
import dev.trimtab.twin.Scope.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Walks an analysed and rewritten query tree: which tables are mentioned, and what is asked of
 * each. Views are already sub-queries here; columns are followed through sub-queries, common table
 * expressions, joins and groups to the table they come from.
 *
 * <p>Source: {@code parsenodes.h} and {@code primnodes.h} of PostgreSQL 13 to 18.
 */
final class ShapeReader {

  private final TwinCatalog catalog;
  private final List<UseBuilder> uses = new ArrayList<>();
  private final Map<Integer, ParameterUse> parameters = new HashMap<>();
  private final ConditionReader conditions;
  private Command command = Command.SELECT;
  private boolean countsRows;

  ShapeReader(TwinCatalog catalog) {
    this.catalog = catalog;
    this.conditions = new ConditionReader(catalog, this::noteParameters, this::subLink);
  }

  /** Walks the trees of one statement; rules may have made several of it. */
  ShapeReader read(Node root) {
    List<Node> queries = root instanceof Node.Sequence(var items) ? items : List.of(root);
    for (Node query : queries) {
      if (query instanceof Struct struct && struct.is("QUERY")) {
        command = command(struct);
        countsRows = queries.size() == 1 && RowCount.is(struct);
        level(struct, null);
      }
    }
    return this;
  }

  List<UseBuilder> uses() {
    return uses;
  }

  Command command() {
    return command;
  }

  /** Returns whether the statement counts the rows of its one table, and does nothing else. */
  boolean countsRows() {
    return countsRows && uses.size() == 1;
  }

  /** Returns what was learned of parameter {@code n}. */
  Optional<ParameterUse> parameter(int number) {
    return Optional.ofNullable(parameters.get(number));
  }

  private static Command command(Struct query) {
    return switch (query.number("commandType")) {
      case 2 -> Command.UPDATE;
      case 3 -> Command.INSERT;
      case 4 -> Command.DELETE;
      case 5 -> Command.MERGE;
      default -> Command.SELECT;
    };
  }

  private Scope level(Struct query, @Nullable Scope parent) {
    var scope = new Scope(query, parent);
    for (Struct common : query.structs("cteList")) {
      common
          .struct("ctequery")
          .ifPresent(its -> scope.commonTables.put(common.word("ctename"), level(its, scope)));
    }
    for (Struct entry : query.structs("rtable")) {
      scope.entries.add(entry(entry, scope));
    }
    query.struct("jointree").ifPresent(tree -> joinTree(tree, scope));
    targets(query, scope);
    query.struct("havingQual").ifPresent(having -> subLinks(having, scope));
    ordering(query, scope);
    limits(query, scope);
    writes(query, scope);
    return scope;
  }

  private Entry entry(Struct entry, Scope scope) {
    return switch (entry.number("rtekind")) {
      case 0 -> {
        long oid = entry.oid("relid");
        yield catalog
            .table(oid)
            .<Entry>map(table -> {
              var use = new UseBuilder(uses.size(), oid, table, catalog.columns(oid));
              uses.add(use);
              return new Entry.Base(use);
            })
            .orElseGet(Entry.Opaque::new);
      }
      case 1 ->
          entry
              .struct("subquery")
              .<Entry>map(query -> new Entry.Derived(level(query, scope)))
              .orElseGet(Entry.Opaque::new);
      case 2 -> new Entry.Aliases(entry.list("joinaliasvars"));
      case 6 ->
          scope
              .commonTable(entry.word("ctename"))
              .<Entry>map(Entry.Derived::new)
              .orElseGet(Entry.Opaque::new);
      case 9 -> new Entry.Aliases(entry.list("groupexprs"));
      default -> new Entry.Opaque();
    };
  }

  private void joinTree(Struct tree, Scope scope) {
    tree.struct("quals").ifPresent(quals -> conditions.read(quals, scope, false));
    tree.structs("fromlist").forEach(item -> joinTree(item, scope));
    tree.struct("larg").ifPresent(item -> joinTree(item, scope));
    tree.struct("rarg").ifPresent(item -> joinTree(item, scope));
  }

  private void targets(Struct query, Scope scope) {
    for (Struct target : query.structs("targetList")) {
      Node expression = target.first("expr");
      mentions(expression, scope);
      subLinks(expression, scope);
      extreme(query, expression, scope);
    }
    query.structs("returningList").forEach(target -> mentions(target.first("expr"), scope));
  }

  /** Notes the columns in an expression, those inside aggregates too. */
  private static void mentions(Node expression, Scope scope) {
    var stack = new ArrayList<Node>(List.of(expression));
    while (!stack.isEmpty()) {
      Node node = stack.removeLast();
      switch (node) {
        case Node.Word _ -> {}
        case Node.Sequence(var items) -> stack.addAll(items);
        case Struct struct -> {
          if (struct.is("VAR")) {
            scope.follow(struct);
          } else if (!struct.is("QUERY")) {
            struct.fields().values().forEach(stack::addAll);
          }
        }
      }
    }
  }

  /** {@code min(x)} alone is the first row in the order of x, {@code max(x)} the last. */
  private void extreme(Struct query, Node expression, Scope scope) {
    boolean isAlone =
        query.list("groupClause").isEmpty() && query.structs("targetList").size() == 1;
    if (!isAlone || !(expression instanceof Struct aggregate) || !aggregate.is("AGGREF")) {
      return;
    }
    Optional<String> name = catalog.extreme(aggregate.oid("aggfnoid"));
    List<Struct> arguments = aggregate.structs("args");
    if (name.isEmpty() || arguments.size() != 1) {
      return;
    }
    var argument = scope.follow(arguments.getFirst().first("expr"));
    argument
        .onlyUse()
        .ifPresent(use -> {
          boolean descending = name.get().equals("max");
          use.order.add(
              new UseBuilder.SortDraft(
                  new UseBuilder.Expression(argument.node()), descending, descending));
          use.isLimited = true;
        });
  }

  /** Reads the queries inside an expression. */
  private void subLinks(Node expression, Scope scope) {
    for (Struct link : linksIn(expression)) {
      subLink(link, scope);
    }
  }

  static List<Struct> linksIn(Node expression) {
    var found = new ArrayList<Struct>();
    var stack = new ArrayList<Node>(List.of(expression));
    while (!stack.isEmpty()) {
      Node node = stack.removeLast();
      switch (node) {
        case Node.Word _ -> {}
        case Node.Sequence(var items) -> stack.addAll(items);
        case Struct struct -> {
          if (struct.is("SUBLINK")) {
            found.add(struct);
          } else if (!struct.is("QUERY")) {
            struct.fields().values().forEach(stack::addAll);
          }
        }
      }
    }
    return found;
  }

  /** {@code x IN (SELECT y …)} compares x with y: a join for both. */
  private void subLink(Struct link, Scope scope) {
    Optional<Struct> select = link.struct("subselect");
    if (select.isEmpty()) {
      return;
    }
    Scope inner = level(select.get(), scope);
    Optional<Struct> test = link.struct("testexpr");
    if (test.isEmpty() || !test.get().is("OPEXPR")) {
      return;
    }
    List<Struct> arguments = test.get().structs("args");
    boolean isEquality =
        catalog.operator(test.get().oid("opno")).filter(o -> o.btreeStrategy() == 3).isPresent();
    if (isEquality && !arguments.isEmpty()) {
      var outer = scope.follow(arguments.getFirst());
      outer.onlyUse().ifPresent(u -> u.joins.add(new UseBuilder.Expression(outer.node())));
      inner
          .output(1)
          .ifPresent(output -> {
            var followed = inner.follow(output);
            followed
                .onlyUse()
                .ifPresent(u -> u.joins.add(new UseBuilder.Expression(followed.node())));
          });
    }
  }

  private void ordering(Struct query, Scope scope) {
    boolean isGrouped = !query.list("groupClause").isEmpty() || query.truth("hasAggs");
    Map<Integer, Node> targets = new HashMap<>();
    query
        .structs("targetList")
        .forEach(t -> targets.put(t.number("ressortgroupref"), t.first("expr")));
    var groups = new ArrayList<Struct>(query.structs("groupClause"));
    groups.addAll(query.structs("distinctClause"));
    Set<UseBuilder> grouped = new LinkedHashSet<>();
    var groupKeys = new ArrayList<Scope.Followed>();
    for (Struct clause : groups) {
      var key = scope.follow(targets.getOrDefault(clause.number("tleSortGroupRef"), Node.NOTHING));
      grouped.addAll(key.uses());
      groupKeys.add(key);
    }
    if (grouped.size() == 1 && groupKeys.stream().allMatch(k -> k.onlyUse().isPresent())) {
      groupKeys.forEach(
          k -> grouped.iterator().next().groups.add(new UseBuilder.Expression(k.node())));
    }
    var sorts = new ArrayList<UseBuilder.SortDraft>();
    Set<UseBuilder> sorted = new LinkedHashSet<>();
    for (Struct clause : query.structs("sortClause")) {
      Node target = targets.getOrDefault(clause.number("tleSortGroupRef"), Node.NOTHING);
      if (distance(target, scope)) {
        return;
      }
      var key = scope.follow(target);
      if (key.onlyUse().isEmpty()) {
        return;
      }
      sorted.addAll(key.uses());
      boolean descending = catalog.isDescending(clause);
      sorts.add(
          new UseBuilder.SortDraft(
              new UseBuilder.Expression(key.node()), descending, clause.truth("nulls_first")));
    }
    if (sorted.size() == 1 && query.struct("setOperations").isEmpty()) {
      UseBuilder use = sorted.iterator().next();
      use.order.addAll(sorts);
      use.isLimited |= query.struct("limitCount").isPresent() && !isGrouped;
    }
  }

  /** {@code ORDER BY place <-> $1}: nearest neighbours, which GiST can find in order. */
  private boolean distance(Node target, Scope scope) {
    if (!(target instanceof Struct operator)
        || !operator.is("OPEXPR")
        || !catalog.isDistance(operator.oid("opno"))) {
      return false;
    }
    return conditions.distance(operator, scope);
  }

  private void limits(Struct query, Scope scope) {
    note(scope.follow(query.first("limitCount")).parameters(), Optional.empty(), Role.LIMIT);
    note(scope.follow(query.first("limitOffset")).parameters(), Optional.empty(), Role.OFFSET);
  }

  private void writes(Struct query, Scope scope) {
    int result = query.number("resultRelation") - 1;
    if (result < 0
        || result >= scope.entries.size()
        || !(scope.entries.get(result) instanceof Entry.Base(var use))) {
      return;
    }
    Set<Identifier> written = new TreeSet<>();
    Command its = command(query);
    var targets = new ArrayList<Struct>();
    if (its != Command.DELETE) {
      targets.addAll(query.structs("targetList"));
    }
    query
        .struct("onConflict")
        .ifPresent(conflict -> targets.addAll(conflict.structs("onConflictSet")));
    for (Struct action : query.structs("mergeActionList")) {
      targets.addAll(action.structs("targetList"));
    }
    for (Struct target : targets) {
      Identifier column = use.tableColumns.get(target.number("resno"));
      if (column != null && !target.truth("resjunk")) {
        boolean isInsert = its == Command.INSERT && query.structs("targetList").contains(target);
        if (!isInsert) {
          written.add(column);
        }
        note(
            scope.follow(target.first("expr")).parameters(),
            Optional.of(new Compared(use.table, column)),
            Role.STORED);
      }
    }
    use.change = Optional.of(new RowChange(its, written));
  }

  private void noteParameters(
      Set<Integer> numbers, UseBuilder use, Node key, ConditionReader.Role role) {
    Optional<Compared> compared =
        Node.all(key).stream()
            .filter(node -> node.is("VAR"))
            .map(node -> use.tableColumns.get(node.number("varattno")))
            .filter(java.util.Objects::nonNull)
            .map(column -> new Compared(use.table, column))
            .findFirst();
    note(
        numbers,
        compared,
        switch (role) {
          case EQUAL -> Role.EQUAL;
          case RANGE -> Role.RANGE;
          case LIKE -> Role.LIKE;
          case OTHER -> Role.SEARCH;
        });
  }

  private void note(Set<Integer> numbers, Optional<Compared> compared, Role role) {
    numbers.stream()
        .sorted(Comparator.naturalOrder())
        .forEach(n -> parameters.putIfAbsent(n, new ParameterUse(n, "", compared, role)));
  }
}
