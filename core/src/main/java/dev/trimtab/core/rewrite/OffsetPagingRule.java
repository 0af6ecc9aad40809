package dev.trimtab.core.rewrite;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.rewrite.Proposal.Rewrite;
import dev.trimtab.core.rewrite.StatementAdvice.Kind;
import dev.trimtab.core.rewrite.StatementText.Span;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.Outline;
import dev.trimtab.core.workload.Outline.Equality;
import dev.trimtab.core.workload.Outline.Sort;
import dev.trimtab.core.workload.ParameterUse.Compared;
import dev.trimtab.core.workload.SqlScanner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * OFFSET reads and throws away all pages before the one that is wanted. The next page can begin
 * after the last row of the page before, if the order ends in a unique key; where it does not, one
 * is added, which is one of the orders that the statement allows. (Markus Winand,
 * use-the-index-luke: "We need tool support for keyset pagination".)
 */
final class OffsetPagingRule implements StatementRule {

  /** What is planned where no OFFSET was seen: a page that few reach and many pay for. */
  static final int OFFSET_ASSUMED = 1_000;

  private static final Set<String> AFTER_ORDER = Set.of("LIMIT", "OFFSET", "FETCH", "FOR");

  @Override
  public List<Proposal> apply(List<AnalyzedStatement> statements, Surroundings surroundings) {
    return statements.stream()
        .flatMap(statement -> proposal(statement, surroundings).stream())
        .toList();
  }

  private static Optional<Proposal> proposal(
      AnalyzedStatement statement, Surroundings surroundings) {
    Outline outline = statement.shape().traits().outline();
    if (outline.paging().isEmpty()
        || outline.kind() != Outline.Kind.ROWS
        || outline.order().isEmpty()
        || isOneRow(outline, surroundings)
        || !isReached(statement, outline.paging().get())) {
      return Optional.empty();
    }
    return order(outline, surroundings)
        .flatMap(order -> rewritten(statement, outline, order))
        .map(rewrite ->
            Proposal.cheaper(
                Kind.OFFSET_PAGING,
                statement,
                "a page far back reads and throws away all rows before it",
                condition(outline, order(outline, surroundings).orElseThrow()),
                rewrite));
  }

  private static boolean isOneRow(Outline outline, Surroundings surroundings) {
    Set<Identifier> known =
        outline.equalities().orElse(List.of()).stream()
            .map(Equality::column)
            .collect(Collectors.toSet());
    return surroundings.keys(outline.table().orElseThrow()).stream().anyMatch(known::containsAll);
  }

  /** Whether any page but the first was ever seen, where values were seen at all. */
  private static boolean isReached(AnalyzedStatement statement, Outline.Paging paging) {
    List<List<Optional<String>>> samples = statement.statement().samples();
    return paging.parameter().isEmpty()
        || samples.isEmpty()
        || samples.stream()
            .filter(sample -> sample.size() >= paging.parameter().getAsInt())
            .anyMatch(
                sample -> !sample.get(paging.parameter().getAsInt() - 1).orElse("0").equals("0"));
  }

  /** The order down to a unique key, none of it NULL; none if there is no such key. */
  private static Optional<List<Sort>> order(Outline outline, Surroundings surroundings) {
    var table = outline.table().orElseThrow();
    boolean canBeNull =
        outline.order().stream()
            .anyMatch(sort -> !surroundings.isNotNull(new Compared(table, sort.column())));
    if (canBeNull) {
      return Optional.empty();
    }
    var order = new ArrayList<Sort>();
    var columns = new HashSet<Identifier>();
    for (Sort sort : outline.order()) {
      order.add(sort);
      columns.add(sort.column());
      boolean isUnique = surroundings.keys(table).stream().anyMatch(columns::containsAll);
      if (isUnique) {
        return Optional.of(order);
      }
    }
    boolean descending = order.getLast().descending();
    return surroundings
        .primaryKey(table)
        .map(key -> {
          key.stream()
              .filter(column -> !columns.contains(column))
              .forEach(column -> order.add(new Sort(column, descending)));
          return order;
        });
  }

  private static Optional<Rewrite> rewritten(
      AnalyzedStatement statement, Outline outline, List<Sort> order) {
    var text = new StatementText(statement.statement().text());
    int by = text.keyword(Set.of("ORDER"), 0, 0).orElse(-1);
    int offset = text.keyword(Set.of("OFFSET"), 0, 0).orElse(-1);
    if (by < 0 || offset < by || offset + 1 >= text.size() || text.has(0, "(")) {
      return Optional.empty();
    }
    int parameters = statement.shape().parameters().size();
    OptionalInt number = outline.paging().orElseThrow().parameter();
    Optional<Integer> offsetEnd = offsetEnd(text, offset, number);
    if (offsetEnd.isEmpty()) {
      return Optional.empty();
    }
    var numbers = new ArrayList<Integer>();
    number.ifPresent(numbers::add);
    for (int next = parameters + 1; numbers.size() < order.size(); next++) {
      numbers.add(next);
    }
    String result =
        head(text, by, Comparison.after(order, numbers))
            + orderBy(text, by, outline, order)
            + rest(text, by, offset, offsetEnd.get());
    List<OptionalInt> origins = origins(statement, numbers);
    Set<Identifier> added = order.stream().map(Sort::column).collect(Collectors.toSet());
    Map<Integer, String> assumed =
        number.isPresent() ? Map.of(number.getAsInt(), String.valueOf(OFFSET_ASSUMED)) : Map.of();
    return Optional.of(new Rewrite(result.strip(), origins, added, Set.of(), assumed));
  }

  /** {@code OFFSET $2}, {@code OFFSET 100 ROWS}; an OFFSET of 0 is none. */
  private static Optional<Integer> offsetEnd(StatementText text, int offset, OptionalInt number) {
    var value = text.part(offset + 1);
    boolean isKnown =
        number.isPresent()
            ? value.text().equals("$" + number.getAsInt())
            : value.kind() == SqlScanner.Kind.NUMBER && !value.text().matches("0+");
    int next = offset + 2;
    if (text.has(next, "ROW") || text.has(next, "ROWS")) {
      next++;
    }
    boolean isEnd =
        next >= text.size() || text.part(next).isWord(AFTER_ORDER) || text.has(next, ";");
    return isKnown && isEnd ? Optional.of(next) : Optional.empty();
  }

  private static String head(StatementText text, int by, String condition) {
    int where = text.keyword(Set.of("WHERE"), 0, 0).orElse(-1);
    String sql = text.sql();
    int end = text.part(by - 1).end();
    if (where < 0) {
      return sql.substring(0, end) + " WHERE " + condition;
    }
    int start = text.part(where + 1).start();
    boolean isOr = text.contains("OR", where, by, 0);
    String old = sql.substring(start, end);
    return sql.substring(0, start) + (isOr ? "(" + old + ")" : old) + " AND " + condition;
  }

  private static String orderBy(StatementText text, int by, Outline outline, List<Sort> order) {
    int end = text.keyword(AFTER_ORDER, by, 0).orElseThrow();
    String old = text.text(new Span(text.part(by).start(), text.part(end - 1).end()));
    List<String> more =
        order.stream()
            .skip(Math.min(order.size(), outline.order().size()))
            .map(sort ->
                Names.of(outline.entry())
                    + "."
                    + Names.of(sort.column())
                    + (sort.descending() ? " DESC" : ""))
            .toList();
    return " " + old + more.stream().map(", "::concat).collect(Collectors.joining());
  }

  /** LIMIT and what else stands behind the order, without the OFFSET. */
  private static String rest(StatementText text, int by, int offset, int offsetEnd) {
    int start = text.keyword(AFTER_ORDER, by, 0).orElseThrow();
    String before =
        start < offset
            ? text.text(new Span(text.part(start).start(), text.part(offset - 1).end()))
            : "";
    boolean isLast = offsetEnd >= text.size() || text.part(offsetEnd).start() >= text.end();
    String after = isLast ? "" : text.text(new Span(text.part(offsetEnd).start(), text.end()));
    return " " + (before + " " + after).strip();
  }

  private static List<OptionalInt> origins(AnalyzedStatement statement, List<Integer> numbers) {
    var origins = new ArrayList<OptionalInt>();
    int count =
        Math.max(
            statement.shape().parameters().size(),
            numbers.stream().mapToInt(Integer::intValue).max().orElse(0));
    for (int i = 1; i <= count; i++) {
      origins.add(numbers.contains(i) ? OptionalInt.empty() : OptionalInt.of(i));
    }
    return origins;
  }

  private static String condition(Outline outline, List<Sort> order) {
    String keys = Names.list(order.stream().map(Sort::column).toList());
    boolean isAdded = order.size() > outline.order().size();
    boolean isReturned =
        order.stream()
            .allMatch(sort ->
                outline.outputs().stream()
                    .anyMatch(output -> output.column().equals(Optional.of(sort.column()))));
    return "the client asks for the first page without the new condition, and for each next one with %s of the last row it has%s%s"
        .formatted(
            keys,
            isReturned ? "" : ", which the statement has to return then",
            isAdded
                ? "; rows equal in the old order then come in that of the key, which is one of the orders they may come in now"
                : "");
  }

  /** {@code (a, b) < ($1, $2)}, or the same spelled out where directions differ. */
  private static final class Comparison {

    private Comparison() {}

    static String after(List<Sort> order, List<Integer> numbers) {
      boolean isOneWay = order.stream().map(Sort::descending).distinct().count() == 1;
      if (order.size() == 1) {
        return term(order.getFirst(), numbers.getFirst());
      }
      if (!isOneWay) {
        return mixed(order, numbers, 0);
      }
      return "(%s) %s (%s)"
          .formatted(
              Names.list(order.stream().map(Sort::column).toList()),
              order.getFirst().descending() ? "<" : ">",
              numbers.stream().map(n -> "$" + n).collect(Collectors.joining(", ")));
    }

    /** The outermost bound is there for the index: {@code a <= $1 AND (a < $1 OR b > $2)}. */
    private static String mixed(List<Sort> order, List<Integer> numbers, int at) {
      Sort sort = order.get(at);
      if (at == order.size() - 1) {
        return term(sort, numbers.get(at));
      }
      return "%s %s $%d AND (%s OR %s)"
          .formatted(
              Names.of(sort.column()),
              sort.descending() ? "<=" : ">=",
              numbers.get(at),
              term(sort, numbers.get(at)),
              at == order.size() - 2
                  ? mixed(order, numbers, at + 1)
                  : "(" + mixed(order, numbers, at + 1) + ")");
    }

    private static String term(Sort sort, int number) {
      return "%s %s $%d".formatted(Names.of(sort.column()), sort.descending() ? "<" : ">", number);
    }
  }
}
