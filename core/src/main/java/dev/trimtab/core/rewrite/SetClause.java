package dev.trimtab.core.rewrite;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.rewrite.StatementText.Part;
import dev.trimtab.core.workload.AnalyzedStatement;
import dev.trimtab.core.workload.SqlScanner;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The SET of an UPDATE as it can stand in an {@code ON CONFLICT DO UPDATE}: parameters have other
 * numbers there, and a column needs its table's name, because the row that was to be inserted has
 * one of the same name.
 *
 * @param parameters how many parameters it has
 */
record SetClause(String text, int parameters) {

  /**
   * Cuts it out of a statement.
   *
   * @param entry what the table goes by where it will stand
   * @param before parameters of the statement it will stand in
   */
  static Optional<SetClause> of(AnalyzedStatement update, String entry, int before) {
    var text = new StatementText(update.statement().text());
    int set = text.keyword(Set.of("SET"), 0, 0).orElse(-1);
    int where = set < 0 ? -1 : text.keyword(Set.of("WHERE"), set, 0).orElse(-1);
    if (where < 0 || text.has(set + 1, "(") || text.contains("FROM", set, where, 0)) {
      return Optional.empty();
    }
    Set<String> columns =
        update.shape().uses().stream()
            .flatMap(use -> use.columns().stream())
            .map(Identifier::value)
            .collect(Collectors.toSet());
    Map<String, Integer> numbers = new LinkedHashMap<>();
    var out = new StringBuilder();
    int end = text.part(set + 1).start();
    boolean isTarget = true;
    for (int i = set + 1; i < where; i++) {
      Part part = text.part(i);
      out.append(text.sql(), end, part.start());
      end = part.end();
      if (part.kind() == SqlScanner.Kind.PARAMETER) {
        out.append('$')
            .append(numbers.computeIfAbsent(part.text(), _ -> before + numbers.size() + 1));
      } else if (!isTarget && isColumn(text, i, columns)) {
        out.append(Names.of(entry)).append('.').append(part.text());
      } else if (text.has(i + 1, ".")) {
        return Optional.empty();
      } else {
        out.append(part.text());
      }
      boolean isNext = part.depth() == 0 && part.is(",");
      isTarget = isNext || (isTarget && !(part.depth() == 0 && part.is("=")));
    }
    return Optional.of(new SetClause(out.toString(), numbers.size()));
  }

  private static boolean isColumn(StatementText text, int index, Set<String> columns) {
    Part part = text.part(index);
    String name =
        part.kind() == SqlScanner.Kind.QUOTED_NAME
            ? part.text().substring(1, part.text().length() - 1).replace("\"\"", "\"")
            : part.text().toLowerCase(java.util.Locale.ROOT);
    return part.isName()
        && columns.contains(name)
        && !text.has(index + 1, "(")
        && !text.has(index + 1, ".")
        && !text.has(index - 1, ".")
        && !text.has(index - 1, "::");
  }
}
