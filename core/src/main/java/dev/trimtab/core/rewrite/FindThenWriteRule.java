package dev.trimtab.core.rewrite;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Table;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.rewrite.Proposal.Rewrite;
import dev.trimtab.core.rewrite.StatementAdvice.Kind;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.Outline;
import dev.trimtab.core.workload.Outline.Assigned;
import dev.trimtab.core.workload.Outline.Equality;
import dev.trimtab.core.workload.Outline.Output;
import dev.trimtab.core.workload.QueryShape.Command;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A row is looked for by a unique key and then updated or inserted: {@code INSERT … ON CONFLICT}
 * does it in one statement, and without the gap in which somebody else inserts it. Only where the
 * search returns nothing but the key: what else is read may be what the application decides by.
 */
final class FindThenWriteRule implements StatementRule {

  /** How far calls of a search may be from those of its writes; some of either stand alone. */
  private static final double CALLS_APART = 0.1;

  @Override
  public List<Proposal> apply(List<AnalyzedStatement> statements, Surroundings surroundings) {
    return statements.stream()
        .filter(statement -> statement.shape().command() == Command.SELECT)
        .filter(statement -> Calls.of(statement) >= Calls.MIN)
        .flatMap(find ->
            key(find, surroundings)
                .flatMap(key -> proposal(find, key, statements, surroundings))
                .stream())
        .toList();
  }

  private static Outline outline(AnalyzedStatement statement) {
    return statement.shape().traits().outline();
  }

  /** The unique key that a search is by, if it asks for nothing beside it. */
  private static Optional<Set<Identifier>> key(AnalyzedStatement find, Surroundings surroundings) {
    Outline outline = outline(find);
    boolean isSearch = outline.kind() == Outline.Kind.ROWS || outline.kind() == Outline.Kind.TOTALS;
    if (!isSearch || outline.paging().isPresent() || outline.equalities().isEmpty()) {
      return Optional.empty();
    }
    List<Set<Identifier>> keys = surroundings.keys(outline.table().orElseThrow());
    Set<Identifier> ofKeys = keys.stream().flatMap(Set::stream).collect(Collectors.toSet());
    boolean isOnlyKey =
        outline.outputs().stream()
            .allMatch(output ->
                output.isConstant() || output.column().filter(ofKeys::contains).isPresent());
    return keys.stream().filter(key -> isOnlyKey && isBy(outline, key)).findFirst();
  }

  private static boolean isBy(Outline outline, Set<Identifier> key) {
    List<Equality> equalities = outline.equalities().orElse(List.of());
    return equalities.size() == key.size()
        && equalities.stream().map(Equality::column).collect(Collectors.toSet()).equals(key);
  }

  private static Optional<Proposal> proposal(
      AnalyzedStatement find,
      Set<Identifier> key,
      List<AnalyzedStatement> statements,
      Surroundings surroundings) {
    TableName table = outline(find).table().orElseThrow();
    List<AnalyzedStatement> updates =
        writes(statements, table, update -> isUpdate(update, find, key, surroundings));
    List<AnalyzedStatement> inserts = writes(statements, table, insert -> isInsert(insert, key));
    for (AnalyzedStatement insert : inserts) {
      for (AnalyzedStatement update : updates) {
        if (near(find, Calls.of(update) + Calls.of(insert))) {
          return upsert(find, update, insert, ordered(key, table, surroundings));
        }
      }
    }
    Optional<Proposal> updated =
        updates.stream()
            .filter(update -> near(find, Calls.of(update)))
            .findFirst()
            .flatMap(update -> returning(find, update));
    return updated.or(() ->
        inserts.stream()
            .filter(insert -> near(find, Calls.of(insert)))
            .findFirst()
            .map(insert -> ifMissing(find, insert, ordered(key, table, surroundings))));
  }

  private static boolean near(AnalyzedStatement find, double calls) {
    return Calls.areNear(Calls.of(find), calls, CALLS_APART);
  }

  private static List<AnalyzedStatement> writes(
      List<AnalyzedStatement> statements, TableName table, Predicate<AnalyzedStatement> isOne) {
    return statements.stream()
        .filter(statement -> outline(statement).table().equals(Optional.of(table)))
        .filter(statement -> Calls.of(statement) >= Calls.MIN)
        .filter(isOne)
        .toList();
  }

  /** An UPDATE by the same key, or by another that the search returned. */
  private static boolean isUpdate(
      AnalyzedStatement update,
      AnalyzedStatement find,
      Set<Identifier> key,
      Surroundings surroundings) {
    Outline outline = outline(update);
    Set<Identifier> found =
        outline(find).outputs().stream()
            .flatMap(output -> output.column().stream())
            .collect(Collectors.toSet());
    Set<Identifier> fixed = new HashSet<>(found);
    fixed.addAll(key);
    boolean isSame =
        isBy(outline, key)
            || surroundings.keys(outline.table().orElseThrow()).stream()
                .anyMatch(other -> found.containsAll(other) && isBy(outline, other));
    return outline.kind() == Outline.Kind.UPDATE
        && isSame
        && !outline.assigned().isEmpty()
        && outline.assigned().stream().noneMatch(Assigned::hasQuery)
        && outline.assigned().stream().noneMatch(a -> fixed.contains(a.column()))
        && isBare(update);
  }

  private static boolean isInsert(AnalyzedStatement insert, Set<Identifier> key) {
    Outline outline = outline(insert);
    return outline.kind() == Outline.Kind.INSERT_ROW
        && outline.assigned().stream()
            .filter(Assigned::isPlain)
            .map(Assigned::column)
            .collect(Collectors.toSet())
            .containsAll(key)
        && isBare(insert);
  }

  private static boolean isBare(AnalyzedStatement write) {
    return new StatementText(write.statement().text()).keyword(Set.of("RETURNING"), 0, 0).isEmpty();
  }

  private static List<Identifier> ordered(
      Set<Identifier> key, TableName table, Surroundings surroundings) {
    return surroundings.snapshot().findTable(table).map(Table::columns).orElse(List.of()).stream()
        .map(column -> column.name())
        .filter(key::contains)
        .toList();
  }

  private static Optional<Proposal> upsert(
      AnalyzedStatement find,
      AnalyzedStatement update,
      AnalyzedStatement insert,
      List<Identifier> key) {
    var text = new StatementText(insert.statement().text());
    int parameters = insert.shape().parameters().size();
    return SetClause.of(update, outline(insert).entry(), parameters)
        .map(set ->
            proposal(
                List.of(insert, find, update),
                "a row is looked for by %s and then updated or inserted: two statements, and a gap between them"
                    .formatted(Names.list(key)),
                "what is written does not depend on what was read; triggers and sequences see an INSERT each time",
                "%s ON CONFLICT (%s) DO UPDATE SET %s"
                    .formatted(text.sql().substring(0, text.end()), Names.list(key), set.text()),
                parameters + set.parameters()));
  }

  private static Proposal ifMissing(
      AnalyzedStatement find, AnalyzedStatement insert, List<Identifier> key) {
    var text = new StatementText(insert.statement().text());
    return proposal(
        List.of(insert, find),
        "a row is looked for by %s and then inserted: two statements, and a gap between them"
            .formatted(Names.list(key)),
        "the row is inserted whenever it was not found; triggers and sequences see an INSERT each time",
        "%s ON CONFLICT (%s) DO NOTHING"
            .formatted(text.sql().substring(0, text.end()), Names.list(key)),
        insert.shape().parameters().size());
  }

  /** Where each row that is found is updated, the UPDATE can say by itself what it found. */
  private static Optional<Proposal> returning(AnalyzedStatement find, AnalyzedStatement update) {
    var text = new StatementText(update.statement().text());
    String outputs =
        outline(find).outputs().stream()
            .flatMap(output -> output.column().stream())
            .distinct()
            .map(Names::of)
            .collect(Collectors.joining(", "));
    boolean isByOther = !isBy(outline(update), columns(outline(find)));
    if (isByOther || outline(find).outputs().stream().anyMatch(Output::isConstant)) {
      return Optional.empty();
    }
    return Optional.of(
        proposal(
            List.of(update, find),
            "a row is looked for and then updated by the same key; the UPDATE says whether it found one",
            "each row that is found is updated, whatever was read",
            text.sql().substring(0, text.end()) + " RETURNING " + outputs,
            update.shape().parameters().size()));
  }

  private static Set<Identifier> columns(Outline outline) {
    return outline.equalities().orElse(List.of()).stream()
        .map(Equality::column)
        .collect(Collectors.toSet());
  }

  private static Proposal proposal(
      List<AnalyzedStatement> statements,
      String reason,
      String condition,
      String text,
      int parameters) {
    var origins = new ArrayList<OptionalInt>();
    int known = statements.getFirst().shape().parameters().size();
    for (int i = 1; i <= parameters; i++) {
      origins.add(i <= known ? OptionalInt.of(i) : OptionalInt.empty());
    }
    Set<Identifier> named =
        statements.stream()
            .flatMap(statement -> statement.shape().uses().stream())
            .flatMap(use ->
                Stream.concat(
                    use.columns().stream(),
                    use.change().stream().flatMap(change -> change.written().stream())))
            .collect(Collectors.toSet());
    return new Proposal(
        Kind.FIND_THEN_WRITE,
        statements,
        reason,
        condition,
        Optional.of(new Rewrite(text, origins, named, named, java.util.Map.of())),
        false);
  }
}
