package dev.trimtab.twin;

import dev.trimtab.core.workload.Outline;
import dev.trimtab.core.workload.Traits;
import dev.trimtab.core.workload.Traits.CountTest;
import dev.trimtab.core.workload.Traits.NotIn;
import dev.trimtab.core.workload.Traits.WrappedColumn;
import dev.trimtab.twin.Level.Field;
import dev.trimtab.twin.Node.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Walks a tree for what {@link Traits} holds: the statement as it is written, with places, where
 * {@link ShapeReader} looks for what it means for indexes.
 *
 * <p>Source: {@code primnodes.h} of PostgreSQL 13 to 18.
 */
final class TraitReader {

  /** {@code SubLinkType}. */
  private static final int ANY = 2;

  private static final int EXPRESSION = 4;

  private final TwinCatalog catalog;
  private final Places places;
  private final ComparisonReader comparisons;
  private final CommonTableReader commonTables = new CommonTableReader();
  private final List<WrappedColumn> wrapped = new ArrayList<>();
  private final List<CountTest> countTests = new ArrayList<>();
  private final List<NotIn> notIns = new ArrayList<>();

  private TraitReader(TwinCatalog catalog, Places places) {
    this.catalog = catalog;
    this.places = places;
    comparisons = new ComparisonReader(catalog, places);
  }

  /** Reads the tree of a statement; of several that rules made of it, none is its text. */
  static Traits read(Node root, TwinCatalog catalog, Places places) {
    List<Node> queries = root instanceof Node.Sequence(var items) ? items : List.of(root);
    if (queries.size() != 1
        || !(queries.getFirst() instanceof Struct query)
        || !query.is("QUERY")) {
      return Traits.NONE;
    }
    var reader = new TraitReader(catalog, places);
    reader.query(query, null);
    reader.wholeCount(query);
    Outline outline = new OutlineReader(catalog).read(query);
    return new Traits(
        outline,
        reader.wrapped,
        reader.countTests,
        reader.notIns,
        reader.commonTables.unused(places));
  }

  private void query(Struct query, @Nullable Level parent) {
    var level = new Level(query, parent, catalog);
    for (Struct common : query.structs("cteList")) {
      common.struct("ctequery").ifPresent(its -> query(its, level));
      commonTables.declare(common, level);
    }
    for (Struct entry : query.structs("rtable")) {
      entry.struct("subquery").ifPresent(its -> query(its, level));
      entry.list("functions").forEach(its -> walk(its, level));
      entry.list("values_lists").forEach(its -> walk(its, level));
    }
    query
        .fields()
        .forEach((name, values) -> {
          if (!name.equals("rtable") && !name.equals("cteList")) {
            values.forEach(value -> walk(value, level));
          }
        });
  }

  private void walk(Node node, Level level) {
    switch (node) {
      case Node.Word _ -> {}
      case Node.Sequence(var items) -> items.forEach(item -> walk(item, level));
      case Struct struct when struct.is("QUERY") -> query(struct, level);
      case Struct struct -> {
        visit(struct, level);
        struct.fields().values().forEach(values -> values.forEach(v -> walk(v, level)));
      }
    }
  }

  private void visit(Struct node, Level level) {
    switch (node.type()) {
      case "VAR" -> commonTables.use(node, level);
      case "OPEXPR" -> {
        comparisons.read(node, level).ifPresent(wrapped::add);
        countTest(node).ifPresent(countTests::add);
      }
      case "SCALARARRAYOPEXPR" -> comparisons.read(node, level).ifPresent(wrapped::add);
      case "BOOLEXPR" -> {
        List<Struct> parts = node.structs("args");
        if (node.word("boolop").equals("not") && parts.getFirst().is("SUBLINK")) {
          notIn(parts.getFirst(), level).ifPresent(notIns::add);
        }
      }
      default -> {}
    }
  }

  private Optional<CountTest> countTest(Struct comparison) {
    List<Struct> sides = comparison.structs("args");
    if (sides.size() != 2) {
      return Optional.empty();
    }
    boolean isLeft = sides.getFirst().is("SUBLINK");
    Struct link = isLeft ? sides.getFirst() : sides.getLast();
    Optional<Struct> query =
        link.struct("subselect").filter(_ -> link.number("subLinkType") == EXPRESSION);
    OptionalInt place = places.of(link);
    return query.isEmpty() || place.isEmpty() || counted(query.get()).isEmpty()
        ? Optional.empty()
        : wanted(comparison, isLeft ? sides.getLast() : sides.getFirst(), isLeft)
            .map(isWanted -> new CountTest(isWanted, place.getAsInt(), false));
  }

  /** {@code SELECT count(*) > 0 FROM …}, and nothing else. */
  private void wholeCount(Struct query) {
    List<Struct> targets = query.structs("targetList");
    if (targets.size() != 1
        || !targets.getFirst().struct("expr").map(e -> e.is("OPEXPR")).orElse(false)) {
      return;
    }
    Struct comparison = targets.getFirst().struct("expr").orElseThrow();
    List<Struct> sides = comparison.structs("args");
    if (sides.size() == 2 && isCount(sides.getFirst()) && isRowsCounted(query)) {
      wanted(comparison, sides.getLast(), true)
          .ifPresent(isWanted ->
              places
                  .of(comparison)
                  .ifPresent(place -> countTests.add(new CountTest(isWanted, place, true))));
    }
  }

  private static Optional<Struct> counted(Struct query) {
    List<Struct> targets = query.structs("targetList");
    return targets.size() == 1 && isRowsCounted(query)
        ? targets.getFirst().struct("expr").filter(TraitReader::isCount)
        : Optional.empty();
  }

  /** {@code count(*)}, and not of some of the rows only. */
  private static boolean isCount(Struct node) {
    return node.is("AGGREF")
        && node.truth("aggstar")
        && node.struct("aggfilter").isEmpty()
        && node.list("aggdistinct").isEmpty();
  }

  private static boolean isRowsCounted(Struct query) {
    return query.list("groupClause").isEmpty()
        && query.list("groupingSets").isEmpty()
        && query.list("distinctClause").isEmpty()
        && query.struct("havingQual").isEmpty()
        && query.struct("limitCount").isEmpty()
        && query.struct("limitOffset").isEmpty()
        && query.struct("setOperations").isEmpty()
        && !query.truth("hasWindowFuncs")
        && !query.struct("jointree").map(t -> t.list("fromlist").isEmpty()).orElse(true);
  }

  /** Whether a count is compared so that the answer is "some" or "none". */
  private Optional<Boolean> wanted(Struct comparison, Struct value, boolean isCountLeft) {
    int number = smallNumber(value);
    String operator =
        catalog
            .operator(comparison.oid("opno"))
            .flatMap(o -> isCountLeft ? Optional.of(o) : catalog.operator(o.commutator()))
            .map(TwinCatalog.Operator::name)
            .orElse("");
    return switch (operator + number) {
      case ">0", ">=1", "<>0" -> Optional.of(true);
      case "=0", "<1", "<=0" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /** 0 or 1, if the constant is one of these; its bytes are {@code 4 [ 1 0 0 0 0 0 0 0 ]}. */
  private static int smallNumber(Struct constant) {
    List<Node> words = constant.fields().getOrDefault("constvalue", List.of());
    if (!constant.is("CONST") || !constant.truth("constbyval") || words.size() < 4) {
      return -1;
    }
    List<String> bytes =
        words.subList(2, words.size() - 1).stream().map(Node::print).distinct().toList();
    if (bytes.equals(List.of("0"))) {
      return 0;
    }
    boolean isOne =
        Node.print(words.get(2)).equals("1")
            && words.subList(3, words.size() - 1).stream()
                .allMatch(word -> Node.print(word).equals("0"));
    return isOne ? 1 : -1;
  }

  private Optional<NotIn> notIn(Struct link, Level level) {
    Optional<Struct> query =
        link.struct("subselect").filter(_ -> link.number("subLinkType") == ANY);
    Optional<Struct> test = link.struct("testexpr").filter(its -> its.is("OPEXPR"));
    OptionalInt place = places.of(link);
    if (query.isEmpty() || test.isEmpty() || place.isEmpty()) {
      return Optional.empty();
    }
    boolean isEquality =
        catalog.operator(test.get().oid("opno")).filter(o -> o.btreeStrategy() == 3).isPresent();
    var inner = new Level(query.get(), level, catalog);
    Optional<Field> found =
        query.get().structs("targetList").stream()
            .filter(target -> !target.truth("resjunk"))
            .findFirst()
            .flatMap(target -> inner.field(target.first("expr")));
    return found
        .filter(_ -> isEquality && query.get().struct("setOperations").isEmpty())
        .map(field -> notIn(place.getAsInt(), test.get().list("args").getFirst(), field, inner));
  }

  private NotIn notIn(int place, Node left, Field field, Level inner) {
    Optional<Field> outer = Optional.ofNullable(inner.parent).flatMap(level -> level.field(left));
    boolean isTested =
        inner.query.struct("jointree").flatMap(tree -> tree.struct("quals")).stream()
            .flatMap(quals -> conjuncts(quals).stream())
            .filter(part -> part.is("NULLTEST") && part.number("nulltesttype") == 1)
            .flatMap(part -> inner.field(part.first("arg")).stream())
            .anyMatch(tested ->
                tested.column().equals(field.column()) && tested.entry().equals(field.entry()));
    return new NotIn(
        place,
        outer.map(Field::column),
        outer.map(Field::entry).orElse(""),
        field.column(),
        outer.map(Field::mayBeMissing).orElse(true),
        isTested,
        field.mayBeMissing(),
        inner.query.structs("rtable").stream().map(Level::name).toList(),
        inner.isSimple() && inner.query.list("cteList").isEmpty());
  }

  /** The parts of a condition that all have to hold. */
  static List<Struct> conjuncts(Struct condition) {
    return condition.is("BOOLEXPR") && condition.word("boolop").equals("and")
        ? condition.structs("args").stream().flatMap(part -> conjuncts(part).stream()).toList()
        : List.of(condition);
  }
}
