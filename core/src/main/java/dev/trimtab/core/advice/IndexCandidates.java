package dev.trimtab.core.advice;

import dev.trimtab.core.model.Column;
import dev.trimtab.core.model.ColumnStatistics;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.IndexKey;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.model.Table;
import dev.trimtab.core.workload.TableUse;
import dev.trimtab.core.workload.TableUse.Comparison;
import dev.trimtab.core.workload.TableUse.Filter;
import dev.trimtab.core.workload.TableUse.Key;
import dev.trimtab.core.workload.TableUse.OperatorClass;
import dev.trimtab.core.workload.TableUse.SortKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The indexes worth trying for one use of a table.
 *
 * <p>A B-tree serves equality on its first keys, then one range or one sort order (Ramakrishnan and
 * Gehrke, 2003, chapter 8); so keys are tried as equality, then join, then order or range, up to
 * {@link #WIDTH_MAX}, each also as a covering index and as a partial one for every predicate seen.
 * Operators that B-trees do not serve bring the access methods and operator classes that {@code
 * pg_amop} lists for them.
 *
 * <p>Deterministic: the order of candidates follows the order of conditions.
 */
public final class IndexCandidates {

  /** More key columns than this rarely pay: the first few already leave a handful of rows. */
  public static final int WIDTH_MAX = 4;

  /** Payload columns of a covering index at the most, and their bytes together. */
  private static final int INCLUDE_MAX = 6;

  private static final int INCLUDE_BYTES_MAX = 120;

  /** So many candidates per use; the first are the most specific. */
  private static final int PER_USE_MAX = 80;

  /** Tables smaller than this are read whole faster than any index is searched. */
  private static final long TABLE_PAGES_MIN = 6;

  /** BRIN pays where neighbours in the table are neighbours in value, and the table is big. */
  private static final double BRIN_CORRELATION = 0.9;

  private static final long BRIN_PAGES_MIN = 1_000;

  /** Hash codes are 4 bytes; only wider keys gain. */
  private static final int HASH_KEY_BYTES_MIN = 24;

  /** A column with more different values does not hold states. */
  private static final int STATES_MAX = 30;

  private static final Pattern PARAMETER = Pattern.compile("\\$[0-9]");

  private final Snapshot snapshot;

  public IndexCandidates(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  /** Returns the candidates for one use, most specific first. */
  public Set<IndexDefinition> of(TableUse use) {
    Optional<Table> table = snapshot.findTable(use.table());
    Set<IndexDefinition> result = new LinkedHashSet<>();
    if (table.isEmpty() || !isBigEnough(table.get())) {
      return result;
    }
    var builder = new Builder(use, table.get());
    for (List<IndexKey> keys : builder.btreeKeys()) {
      builder.variants(keys).forEach(result::add);
    }
    builder.partialOnly().forEach(result::add);
    builder.special().forEach(result::add);
    Set<IndexDefinition> bounded = new LinkedHashSet<>();
    result.stream()
        .filter(definition -> !asksForParameter(definition))
        .limit(PER_USE_MAX)
        .forEach(bounded::add);
    return bounded;
  }

  /** Where a constant of an expression was replaced by a parameter, nobody can build the index. */
  private static boolean asksForParameter(IndexDefinition definition) {
    return Stream.concat(
            definition.keys().stream().filter(k -> k.column().isEmpty()).map(IndexKey::sql),
            definition.predicate().stream())
        .anyMatch(sql -> PARAMETER.matcher(sql).find());
  }

  private boolean isBigEnough(Table table) {
    long pages = table.pages().onDisk();
    if (table.kind() == Table.Kind.PARTITIONED) {
      pages =
          snapshot.tables().stream()
              .filter(t -> t.inherits().contains(table.name()))
              .mapToLong(t -> Math.max(t.pages().onDisk(), TABLE_PAGES_MIN))
              .sum();
    }
    return pages >= TABLE_PAGES_MIN;
  }

  /** The candidates of one use while they are made. */
  private static final class Builder {
    private final TableUse use;
    private final Table table;
    private final List<Filter> required;

    Builder(TableUse use, Table table) {
      this.use = use;
      this.table = table;
      this.required = use.filters().stream().filter(f -> !f.isAlternative()).toList();
    }

    private static IndexKey key(Key key) {
      return key.column().map(IndexKey::on).orElseGet(() -> IndexKey.onExpression(key.sql()));
    }

    private List<IndexKey> keys(Comparison... wanted) {
      Set<Comparison> set = Set.of(wanted);
      return required.stream()
          .filter(f -> set.contains(f.comparison()))
          .map(f -> key(f.key()))
          .distinct()
          .sorted(
              java.util.Comparator.comparingDouble(this::distinctOf)
                  .reversed()
                  .thenComparing(IndexKey::sql))
          .toList();
    }

    private double distinctOf(IndexKey key) {
      return statistics(key).map(s -> s.distinctValues(table.pages().estimatedRows())).orElse(1.0);
    }

    private Optional<ColumnStatistics> statistics(IndexKey key) {
      return key.column().flatMap(table::findColumn).flatMap(Column::widestStatistics);
    }

    /** Every useful list of keys, the widest first. */
    List<List<IndexKey>> btreeKeys() {
      List<IndexKey> equal = keys(Comparison.EQUAL, Comparison.ANY_OF);
      List<IndexKey> truth = keys(Comparison.TRUTH, Comparison.IS_NULL);
      List<IndexKey> ranges = keys(Comparison.RANGE, Comparison.IS_NOT_NULL);
      List<IndexKey> joins = use.joins().stream().map(Builder::key).distinct().toList();
      List<IndexKey> order = order(use.order());
      List<IndexKey> groups = use.groups().stream().map(Builder::key).toList();
      Set<List<IndexKey>> result = new LinkedHashSet<>();
      List<IndexKey> equalAndTruth = concat(equal, truth);
      for (List<IndexKey> first : prefixes(equal, equalAndTruth, joins)) {
        add(result, first, order);
        add(result, first, groups);
        ranges.forEach(range -> add(result, first, List.of(range)));
        ranges.forEach(range -> add(result, concat(first, order), List.of(range)));
        ranges.forEach(range -> add(result, concat(first, List.of(range)), order));
        add(result, first, List.of());
      }
      add(result, order, List.of());
      add(result, groups, List.of());
      ranges.forEach(range -> add(result, List.of(range), joins));
      ranges.forEach(range -> add(result, List.of(range), List.of()));
      Stream.of(equal, truth, joins)
          .flatMap(Collection::stream)
          .forEach(key -> add(result, List.of(key), List.of()));
      use.filters().stream()
          .filter(Filter::isAlternative)
          .filter(f -> f.comparison() != Comparison.LIKE && f.comparison() != Comparison.OTHER)
          .forEach(f -> add(result, List.of(key(f.key())), List.of()));
      return List.copyOf(result);
    }

    /** The key lists that searches start with. */
    private static List<List<IndexKey>> prefixes(
        List<IndexKey> equal, List<IndexKey> equalAndTruth, List<IndexKey> joins) {
      var result = new LinkedHashSet<List<IndexKey>>();
      result.add(equal);
      result.add(equalAndTruth);
      for (IndexKey join : joins) {
        result.add(concat(equal, List.of(join)));
        result.add(concat(List.of(join), equal));
        result.add(List.of(join));
      }
      if (joins.size() > 1) {
        result.add(joins);
        result.add(joins.reversed());
      }
      if (equal.size() > 1) {
        result.add(equal.reversed());
        equal.forEach(key -> result.add(List.of(key)));
      }
      return List.copyOf(result);
    }

    private static void add(Set<List<IndexKey>> result, List<IndexKey> first, List<IndexKey> then) {
      List<IndexKey> keys = concat(first, then);
      if (!keys.isEmpty()) {
        result.add(List.copyOf(keys.subList(0, Math.min(WIDTH_MAX, keys.size()))));
      }
    }

    /** The second list's keys after the first's, those of the same value once. */
    private static List<IndexKey> concat(List<IndexKey> first, List<IndexKey> then) {
      var result = new ArrayList<>(first);
      for (IndexKey key : then) {
        if (result.stream().noneMatch(k -> k.isSameValueAs(key))) {
          result.add(key);
        }
      }
      return result;
    }

    /** Backwards is as good as forwards, so an order wholly descending is built ascending. */
    private static List<IndexKey> order(List<SortKey> order) {
      boolean isPlain =
          order.stream().allMatch(s -> s.nullsFirst() == s.descending())
              && order.stream().map(SortKey::descending).distinct().count() <= 1;
      List<IndexKey> keys =
          order.stream()
              .map(
                  s -> isPlain ? key(s.key()) : key(s.key()).sorted(s.descending(), s.nullsFirst()))
              .toList();
      return concat(List.of(), keys);
    }

    /** The keys plain, covering, partial, and partial covering. */
    Stream<IndexDefinition> variants(List<IndexKey> keys) {
      IndexDefinition plain = IndexDefinition.btree(table.name(), keys);
      List<IndexDefinition> result = new ArrayList<>();
      result.add(plain);
      Optional<List<Identifier>> payload = payload(keys);
      payload.ifPresent(columns -> result.add(plain.including(columns)));
      for (List<String> conditions : predicates()) {
        partialKeys(keys, conditions)
            .ifPresent(its -> {
              var partial = IndexDefinition.btree(table.name(), its).where(all(conditions));
              result.add(partial);
              payload(its).ifPresent(columns -> result.add(partial.including(columns)));
            });
      }
      return result.stream();
    }

    /** What else the statement reads of the table, if that is little enough to carry along. */
    private Optional<List<Identifier>> payload(List<IndexKey> keys) {
      Set<Identifier> stored = new LinkedHashSet<>();
      keys.forEach(key -> key.column().ifPresent(stored::add));
      List<Identifier> missing =
          use.columns().stream().filter(column -> !stored.contains(column)).toList();
      int bytes =
          missing.stream()
              .mapToInt(c ->
                  table
                      .findColumn(c)
                      .flatMap(Column::widestStatistics)
                      .map(ColumnStatistics::averageWidth)
                      .orElse(INCLUDE_BYTES_MAX + 1))
              .sum();
      boolean isWrite = use.change().isPresent();
      boolean isBounded =
          missing.stream().allMatch(c -> table.findColumn(c).filter(Column::isBounded).isPresent());
      return missing.isEmpty()
              || !isBounded
              || missing.size() > INCLUDE_MAX
              || bytes > INCLUDE_BYTES_MAX
              || isWrite
          ? Optional.empty()
          : Optional.of(missing);
    }

    /** Each lasting condition by itself, and all of them together. */
    private List<List<String>> predicates() {
      List<String> lasting =
          use.constants().stream().filter(this::isLasting).limit(WIDTH_MAX).toList();
      var result = new ArrayList<List<String>>();
      lasting.forEach(condition -> result.add(List.of(condition)));
      if (lasting.size() > 1) {
        result.add(lasting);
      }
      return result;
    }

    private static String all(List<String> conditions) {
      return conditions.size() == 1
          ? conditions.getFirst()
          : conditions.stream().map("(%s)"::formatted).collect(Collectors.joining(" AND "));
    }

    /**
     * Whether a predicate will be asked again as it is: a test for null, a truth value, one of a
     * few states, a comparison of columns. A date or a customer's number will be another tomorrow.
     */
    private boolean isLasting(String predicate) {
      List<Filter> its =
          required.stream().filter(f -> f.constant().equals(Optional.of(predicate))).toList();
      // Of a comparison of columns, statistics cannot tell how many rows obey: nothing to prove.
      return !its.isEmpty()
          && its.stream()
              .allMatch(f ->
                  switch (f.comparison()) {
                    case IS_NULL, IS_NOT_NULL, TRUTH -> true;
                    case EQUAL, ANY_OF -> isState(key(f.key()));
                    case RANGE, LIKE, OTHER -> false;
                  });
    }

    private boolean isState(IndexKey key) {
      return statistics(key)
          .filter(s -> s.distinctValues(table.pages().estimatedRows()) <= STATES_MAX)
          .isPresent();
    }

    /** A key that the predicate pins to one value says nothing more. */
    private Optional<List<IndexKey>> partialKeys(List<IndexKey> keys, List<String> conditions) {
      Set<String> pinned = new LinkedHashSet<>();
      required.stream()
          .filter(f -> f.constant().filter(conditions::contains).isPresent())
          .filter(f ->
              switch (f.comparison()) {
                case EQUAL, IS_NULL, TRUTH -> true;
                case ANY_OF, RANGE, IS_NOT_NULL, LIKE, OTHER -> false;
              })
          .forEach(f -> pinned.add(key(f.key()).sql()));
      List<IndexKey> rest = keys.stream().filter(key -> !pinned.contains(key.sql())).toList();
      return rest.isEmpty() ? Optional.empty() : Optional.of(rest);
    }

    /** A predicate by itself: the rows are few, so any key will do; the pinned one tells why. */
    Stream<IndexDefinition> partialOnly() {
      return required.stream()
          .filter(f -> f.constant().filter(this::isLasting).isPresent())
          .map(f ->
              IndexDefinition.btree(table.name(), List.of(key(f.key())))
                  .where(f.constant().orElseThrow()));
    }

    /** What other access methods can serve. */
    Stream<IndexDefinition> special() {
      List<IndexDefinition> result = new ArrayList<>();
      for (Filter filter : use.filters()) {
        IndexKey key = key(filter.key());
        switch (filter.comparison()) {
          case LIKE -> {
            patterns(filter, key).forEach(result::add);
            bySearch(filter, key).forEach(result::add);
          }
          case OTHER -> bySearch(filter, key).forEach(result::add);
          case EQUAL -> {
            hash(key).ifPresent(result::add);
            brin(key).ifPresent(result::add);
          }
          case RANGE -> brin(key).ifPresent(result::add);
          case ANY_OF, IS_NULL, IS_NOT_NULL, TRUTH -> {
            // Nothing that a B-tree would not do better.
          }
        }
      }
      return result.stream();
    }

    /** A pattern that starts with plain text is a range, in byte order. */
    private Stream<IndexDefinition> patterns(Filter filter, IndexKey key) {
      boolean isPrefix =
          filter.operator().equals("~~")
              && filter.pattern().map(p -> !p.startsWith("%") && !p.startsWith("_")).orElse(true);
      return isPrefix
          ? Stream.of(
              IndexDefinition.btree(
                  table.name(), List.of(key.withOperatorClass("text_pattern_ops"))))
          : Stream.of();
    }

    private Stream<IndexDefinition> bySearch(Filter filter, IndexKey key) {
      // Where GIN serves an operator, it is the better one for searches; GiST is lossy there.
      boolean isInverted = filter.serving().stream().anyMatch(its -> its.method().equals("gin"));
      Set<String> methods = isInverted ? Set.of("gin") : Set.of("gist", "spgist");
      return filter.serving().stream()
          .filter(its -> methods.contains(its.method()))
          .map(its -> method(its.method(), withClass(key, its)))
          .flatMap(definition ->
              Stream.concat(
                  Stream.of(definition),
                  predicates().stream().map(Builder::all).map(definition::where)));
    }

    private static IndexKey withClass(IndexKey key, OperatorClass its) {
      return its.isDefault() ? key : key.withOperatorClass(its.name());
    }

    private Optional<IndexDefinition> hash(IndexKey key) {
      return statistics(key)
          .filter(s -> s.averageWidth() >= HASH_KEY_BYTES_MIN)
          .map(_ -> method("hash", key));
    }

    private Optional<IndexDefinition> brin(IndexKey key) {
      boolean isWorthIt =
          table.pages().onDisk() >= BRIN_PAGES_MIN
              && statistics(key)
                  .flatMap(ColumnStatistics::correlation)
                  .filter(c -> Math.abs(c) >= BRIN_CORRELATION)
                  .isPresent();
      return isWorthIt ? Optional.of(method("brin", key)) : Optional.empty();
    }

    private IndexDefinition method(String method, IndexKey key) {
      return new IndexDefinition(table.name(), method, List.of(key), List.of(), Optional.empty());
    }
  }
}
