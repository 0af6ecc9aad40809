package dev.trimtab.twin;

import dev.trimtab.core.workload.Traits.UnusedColumns;
import dev.trimtab.core.workload.Traits.UnusedColumns.Source;
import dev.trimtab.twin.Node.Struct;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds columns that a common table expression carries for nobody. Only those that are materialized
 * carry them: the planner leaves out what nobody reads of any other sub-query ({@code
 * remove_unused_subquery_outputs}).
 */
final class CommonTableReader {

  /** {@code CTEMaterialize}: the default, which is never for one that is read once, and ALWAYS. */
  private static final int BY_DEFAULT = 0;

  private static final int ALWAYS = 1;

  private record Declared(Struct common, Level level) {}

  private final List<Declared> declared = new ArrayList<>();
  private final IdentityHashMap<Struct, Set<Integer>> read = new IdentityHashMap<>();

  void declare(Struct common, Level level) {
    declared.add(new Declared(common, level));
  }

  /** Notes what a variable reads, if it stands for a column of a common table expression. */
  void use(Struct variable, Level level) {
    Optional<Level> at = level.up(variable.number("varlevelsup"));
    Optional<Struct> entry = at.flatMap(its -> its.entry(variable.number("varno")));
    if (entry.isEmpty()) {
      return;
    }
    int column = variable.number("varattno");
    switch (entry.get().number("rtekind")) {
      case 2 -> behind(entry.get().list("joinaliasvars"), column, at.get());
      case 6 ->
          at.get()
              .up(entry.get().number("ctelevelsup"))
              .flatMap(its -> common(its, entry.get().word("ctename")))
              .ifPresent(its -> read.computeIfAbsent(its, _ -> new HashSet<>()).add(column));
      default -> {}
    }
  }

  private void behind(List<Node> aliases, int column, Level level) {
    List<Node> meant =
        column >= 1 && column <= aliases.size() ? List.of(aliases.get(column - 1)) : aliases;
    meant.stream()
        .flatMap(alias -> Node.all(alias).stream())
        .filter(node -> node.is("VAR"))
        .forEach(variable -> use(variable, level));
  }

  private static Optional<Struct> common(Level level, String name) {
    return level.query.structs("cteList").stream()
        .filter(common -> common.word("ctename").equals(name))
        .findFirst();
  }

  List<UnusedColumns> unused(Places places) {
    return declared.stream().flatMap(its -> unused(its, places).stream()).toList();
  }

  private Optional<UnusedColumns> unused(Declared its, Places places) {
    Struct common = its.common();
    Optional<Struct> query = common.struct("ctequery");
    int kept = common.number("ctematerialized");
    boolean isKept = kept == ALWAYS || (kept == BY_DEFAULT && common.number("cterefcount") > 1);
    if (query.isEmpty()
        || !isKept
        || common.truth("cterecursive")
        || !common.list("aliascolnames").isEmpty()
        || query.get().number("commandType") != 1
        || !isOpen(query.get())) {
      return Optional.empty();
    }
    Set<Integer> columns = read.getOrDefault(common, Set.of());
    return columns.isEmpty() || columns.contains(0)
        ? Optional.empty()
        : star(query.get(), places)
            .flatMap(place -> split(its, query.get(), columns, place, places));
  }

  /** Whether a column more or less changes nothing about the rows. */
  private static boolean isOpen(Struct query) {
    return query.list("distinctClause").isEmpty()
        && query.list("groupClause").isEmpty()
        && query.struct("setOperations").isEmpty()
        && !query.truth("hasAggs");
  }

  /** The place that several columns come from: what a star stands for has the star's. */
  private static Optional<Integer> star(Struct query, Places places) {
    Map<Integer, Long> byPlace =
        query.structs("targetList").stream()
            .flatMap(target -> target.struct("expr").stream())
            .filter(expression -> expression.is("VAR"))
            .map(places::of)
            .filter(OptionalInt::isPresent)
            .collect(Collectors.groupingBy(OptionalInt::getAsInt, Collectors.counting()));
    List<Integer> stars =
        byPlace.entrySet().stream().filter(e -> e.getValue() > 1).map(Map.Entry::getKey).toList();
    return stars.size() == 1 ? Optional.of(stars.getFirst()) : Optional.empty();
  }

  private static Optional<UnusedColumns> split(
      Declared its, Struct query, Set<Integer> columns, int place, Places places) {
    var inside = new Level(query, its.level(), its.level().catalog());
    var wanted = new ArrayList<Source>();
    var unwanted = new ArrayList<Source>();
    for (Struct target : query.structs("targetList")) {
      Optional<Struct> variable = target.struct("expr").filter(e -> e.is("VAR"));
      boolean isStar =
          variable.isPresent() && places.of(variable.get()).equals(OptionalInt.of(place));
      if (!isStar || target.truth("resjunk")) {
        continue;
      }
      Optional<Level.Field> field = inside.field(variable.get());
      if (field.isEmpty()) {
        return Optional.empty();
      }
      var source = new Source(field.get().entry(), field.get().column());
      (columns.contains(target.number("resno")) ? wanted : unwanted).add(source);
    }
    return wanted.isEmpty() || unwanted.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new UnusedColumns(
                Level.unescaped(its.common().word("ctename")), place, wanted, unwanted));
  }
}
