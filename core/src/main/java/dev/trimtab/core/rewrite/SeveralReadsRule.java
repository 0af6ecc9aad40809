package dev.trimtab.core.rewrite;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.rewrite.Proposal.Rewrite;
import dev.trimtab.core.rewrite.StatementAdvice.Kind;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.Outline;
import dev.trimtab.core.workload.ParameterUse.Compared;
import dev.trimtab.core.workload.QueryShape.Command;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Several statements that return one row each, for the same key, and are called equally often: a
 * user's row, the number of his posts, the number of his followers. One statement saves the round
 * trips of the others.
 */
final class SeveralReadsRule implements StatementRule {

  /** Statements of one page are called equally often; what else meets by chance does not. */
  private static final double CALLS_APART = 0.01;

  /** More are no longer read by anybody. */
  private static final int READS_MAX = 6;

  /**
   * A statement that returns one row.
   *
   * @param root the column that its key is a reference to in the end
   * @param parameter the number of the key
   */
  record Read(AnalyzedStatement statement, Compared root, int parameter, String type) {

    Outline outline() {
      return statement.shape().traits().outline();
    }
  }

  @Override
  public List<Proposal> apply(List<AnalyzedStatement> statements, Surroundings surroundings) {
    Map<List<Object>, List<Read>> byKey =
        statements.stream()
            .filter(SeveralReadsRule::isCandidate)
            .flatMap(statement -> reads(statement, surroundings).stream())
            .sorted(Comparator.comparingDouble(read -> -Calls.of(read.statement())))
            .collect(
                Collectors.groupingBy(
                    read -> List.of(read.root(), read.type()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    var taken = new HashSet<String>();
    var proposals = new ArrayList<Proposal>();
    byKey.values().forEach(reads -> groups(reads, taken).forEach(g -> proposals.add(proposal(g))));
    return proposals;
  }

  private static boolean isCandidate(AnalyzedStatement statement) {
    Outline outline = statement.shape().traits().outline();
    if (statement.shape().command() != Command.SELECT
        || Calls.of(statement) < Calls.MIN
        || outline.paging().isPresent()
        || outline.equalities().isEmpty()) {
      return false;
    }
    return outline.kind() == Outline.Kind.TOTALS || outline.kind() == Outline.Kind.ROWS;
  }

  private static List<Read> reads(AnalyzedStatement statement, Surroundings surroundings) {
    Outline outline = statement.shape().traits().outline();
    return outline.equalities().orElse(List.of()).stream()
        .filter(equality -> equality.parameter().isPresent())
        .filter(equality -> isByKey(outline, equality.column(), surroundings))
        .map(equality -> {
          int number = equality.parameter().getAsInt();
          return new Read(
              statement,
              surroundings.root(new Compared(outline.table().orElseThrow(), equality.column())),
              number,
              statement.shape().parameters().get(number - 1).type());
        })
        .toList();
  }

  /**
   * Whether a value of the column names one row, in the end, and the statement returns one for it.
   * A key of several columns does not count: that two statements name the same tenant tells nothing
   * about the rest of the key.
   */
  private static boolean isByKey(Outline outline, Identifier column, Surroundings surroundings) {
    var table = outline.table().orElseThrow();
    Compared root = surroundings.root(new Compared(table, column));
    boolean isName = surroundings.keys(root.table()).contains(Set.of(root.column()));
    return isName
        && (outline.kind() == Outline.Kind.TOTALS
            || surroundings.keys(table).contains(Set.of(column)));
  }

  /** Reads with equal calls, of those not yet taken by another key. */
  private static List<List<Read>> groups(List<Read> reads, Set<String> taken) {
    var groups = new ArrayList<List<Read>>();
    var open = new ArrayList<Read>();
    for (Read read : reads) {
      if (taken.contains(read.statement().id())) {
        continue;
      }
      boolean isEqual =
          open.isEmpty()
              || Calls.areNear(
                  Calls.of(open.getFirst().statement()), Calls.of(read.statement()), CALLS_APART);
      if (!isEqual || open.size() == READS_MAX) {
        groups.add(List.copyOf(open));
        open.clear();
      }
      boolean isAgain = open.stream().anyMatch(r -> r.statement().equals(read.statement()));
      if (!isAgain) {
        open.add(read);
      }
    }
    groups.add(List.copyOf(open));
    List<List<Read>> several = groups.stream().filter(group -> group.size() > 1).toList();
    several.forEach(group -> group.forEach(read -> taken.add(read.statement().id())));
    return several;
  }

  private static Proposal proposal(List<Read> reads) {
    Compared root = reads.getFirst().root();
    var one = OneRowQuery.of(reads);
    Set<Identifier> none = Set.of();
    return new Proposal(
        Kind.SEVERAL_READS,
        reads.stream().map(Read::statement).toList(),
        "%d statements read one row each for the same %s.%s, equally often; one statement saves a round trip for each of the others"
            .formatted(reads.size(), root.table(), root.column()),
        "they are asked for the same value, as their equal calls suggest; what is not there comes as NULL",
        Optional.of(new Rewrite(one.text(), one.origins(), none, none, Map.of())),
        false);
  }

  /** The statement that returns the rows of several, side by side. */
  private record OneRowQuery(String text, List<OptionalInt> origins) {

    static OneRowQuery of(List<Read> reads) {
      Read first = reads.getFirst();
      int numbers = first.statement().shape().parameters().size();
      var outputs = new ArrayList<String>();
      var from = new ArrayList<String>();
      var names = new HashSet<String>();
      for (Read read : reads) {
        Renumbered its =
            read.equals(first)
                ? Renumbered.not(read)
                : Renumbered.after(read, first.parameter(), numbers);
        numbers += its.added();
        add(read, its.text(), outputs, from, names);
      }
      var origins = new ArrayList<OptionalInt>();
      for (int i = 1; i <= numbers; i++) {
        boolean isFirst = i <= first.statement().shape().parameters().size();
        origins.add(isFirst ? OptionalInt.of(i) : OptionalInt.empty());
      }
      String tables = from.isEmpty() ? "" : " FROM (SELECT 1) AS one " + String.join(" ", from);
      return new OneRowQuery("SELECT " + String.join(", ", outputs) + tables, origins);
    }

    private static void add(
        Read read, String text, List<String> outputs, List<String> from, Set<String> names) {
      Outline outline = read.outline();
      String table = outline.table().orElseThrow().name().value();
      boolean isScalar = outline.kind() == Outline.Kind.TOTALS && outline.outputs().size() == 1;
      String wanted = isScalar ? table + "_" + outline.outputs().getFirst().name() : table;
      String name = wanted;
      for (int i = 2; !names.add(name); i++) {
        name = wanted + "_" + i;
      }
      String quoted = Names.of(shortened(name));
      if (isScalar) {
        outputs.add("(%s) AS %s".formatted(text, quoted));
      } else {
        outputs.add(quoted + ".*");
        from.add("LEFT JOIN (%s) AS %s ON true".formatted(text, quoted));
      }
    }

    private static String shortened(String name) {
      String cut = name;
      while (cut.getBytes(StandardCharsets.UTF_8).length > Identifier.MAX_BYTES) {
        cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
      }
      return cut;
    }
  }

  /** A statement with other numbers for its parameters. */
  private record Renumbered(String text, int added) {

    static Renumbered not(Read read) {
      var text = new StatementText(read.statement().statement().text());
      return new Renumbered(text.sql().substring(0, text.end()).strip(), 0);
    }

    static Renumbered after(Read read, int key, int used) {
      var text = new StatementText(read.statement().statement().text());
      var out = new StringBuilder();
      Map<Integer, Integer> numbers = new LinkedHashMap<>();
      numbers.put(read.parameter(), key);
      int end = 0;
      for (int i = 0; i < text.size() && text.part(i).end() <= text.end(); i++) {
        var part = text.part(i);
        out.append(text.sql(), end, part.start());
        end = part.end();
        out.append(
            part.text().matches("\\$\\d+")
                ? "$"
                    + numbers.computeIfAbsent(
                        Integer.parseInt(part.text().substring(1)), _ -> used + numbers.size())
                : part.text());
      }
      return new Renumbered(out.toString().strip(), numbers.size() - 1);
    }
  }
}
