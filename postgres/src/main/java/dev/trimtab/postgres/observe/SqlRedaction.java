package dev.trimtab.postgres.observe;

import dev.trimtab.core.model.Index;
import dev.trimtab.core.model.Table;
import dev.trimtab.core.workload.SqlScanner;
import dev.trimtab.core.workload.SqlScanner.Kind;
import dev.trimtab.core.workload.SqlScanner.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Replaces literals in SQL as the values in statistics are replaced, so that both still meet. */
final class SqlRedaction {

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(?:\\.[0-9]+)?");

  /** Words that may stand between a comparison and the number it compares with. */
  private static final Set<String> BETWEEN = Set.of("ANY", "ALL", "ARRAY");

  private final StandInTable standIns;

  SqlRedaction(StandInTable standIns) {
    this.standIns = standIns;
  }

  /** Replaces literals that are values of the table's columns, and numbers compared with them. */
  String of(Table table, String sql) {
    return of(table, sql, Numbers.COMPARED);
  }

  /** Replaces the bound of a partition, where every number is a value. */
  String bound(Table table, String bound) {
    return bound.contains(" WITH (modulus") ? bound : of(table, bound, Numbers.ALL);
  }

  private String of(Table table, String sql, Numbers numbers) {
    List<Replacer> replacers =
        Stream.concat(
                table.columns().stream().map(column -> new Place(table.name(), column.name())),
                table.indexes().stream().flatMap(SqlRedaction::keys))
            .flatMap(place -> standIns.of(place).stream())
            .filter(Replacer::isText)
            .toList();
    return replaced(
        sql, value -> first(replacers, value).or(() -> standIns.findText(value)), numbers);
  }

  private static Stream<Place> keys(Index index) {
    return IntStream.range(0, index.keyStatistics().size())
        .mapToObj(k -> Place.ofKey(index.qualifiedName(), k));
  }

  private static Optional<String> first(List<Replacer> replacers, String value) {
    return replacers.stream().flatMap(r -> r.literal(value).stream()).findFirst();
  }

  /** Replaces literals that are a value somewhere. */
  String anywhere(String sql) {
    return replaced(sql, standIns::findText, Numbers.NONE);
  }

  /** Replaces every string literal; what is no known value keeps its length only. */
  String statement(String sql) {
    return replaced(
        sql, value -> standIns.findText(value).or(() -> Optional.of(masked(value))), Numbers.NONE);
  }

  private static String masked(String value) {
    return value.replaceAll("\\p{L}", "x").replaceAll("\\p{N}", "0");
  }

  /** Which numbers are values. */
  private enum Numbers {
    NONE,
    COMPARED,
    ALL
  }

  /** Finds the stand-in of a string. */
  @FunctionalInterface
  private interface Lookup {
    Optional<String> find(String value);
  }

  private String replaced(String sql, Lookup lookup, Numbers numbers) {
    var tokens = new ArrayList<Token>();
    new SqlScanner(sql).forEach(tokens::add);
    var out = new StringBuilder();
    boolean compared = false;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      boolean isValue = numbers == Numbers.ALL || (numbers == Numbers.COMPARED && compared);
      switch (token.kind()) {
        case STRING ->
            out.append(string(token.text(), sql.substring(token.end()), lookup, isValue));
        case NUMBER ->
            out.append(
                isValue ? StandInTable.multiple(token.text(), standIns.factor()) : token.text());
        case WORD, QUOTED_NAME, PARAMETER, COMMENT, SPACE, SYMBOL -> out.append(token.text());
      }
      compared = isCompared(compared, token);
    }
    return out.toString();
  }

  private static boolean isCompared(boolean compared, Token token) {
    if (token.kind() == Kind.SYMBOL) {
      return "=<>".contains(token.text()) || (compared && "([,-".contains(token.text()));
    }
    return compared
        && (token.kind() != Kind.WORD || BETWEEN.contains(token.text()))
        && token.kind() != Kind.QUOTED_NAME;
  }

  private String string(String literal, String rest, Lookup lookup, boolean isValue) {
    if (literal.startsWith("$")) {
      int tag = literal.indexOf('$', 1) + 1;
      String quote = literal.substring(0, tag);
      String body = literal.substring(tag, literal.length() - tag);
      return quote + replaced(body, lookup, Numbers.NONE) + quote;
    }
    int start = literal.indexOf('\'') + 1;
    if (literal.length() <= start || !literal.endsWith("'") || isOfSchema(rest)) {
      return literal;
    }
    String value = literal.substring(start, literal.length() - 1).replace("''", "'");
    return literal.substring(0, start) + value(value, lookup, isValue).replace("'", "''") + "'";
  }

  /** A label of an enum or the name of a relation is not a value. */
  private boolean isOfSchema(String rest) {
    if (!rest.startsWith("::")) {
      return false;
    }
    var type = new StringBuilder();
    for (Token token : new SqlScanner(rest.substring(2))) {
      boolean isName = token.kind() == Kind.WORD || token.kind() == Kind.QUOTED_NAME;
      if (!isName && !token.text().equals(".")) {
        break;
      }
      type.append(token.text());
    }
    String name = type.toString();
    return name.equals("regclass") || standIns.types().isEnum(name);
  }

  private String value(String value, Lookup lookup, boolean isValue) {
    String shifted = standIns.day(value);
    if (!shifted.equals(value)) {
      return shifted;
    }
    if (isValue && NUMBER.matcher(value).matches()) {
      return lookup.find(value).orElseGet(() -> StandInTable.multiple(value, standIns.factor()));
    }
    if (value.startsWith("{") && value.endsWith("}")) {
      return ArrayText.format(
          ArrayText.parse(value).stream()
              .map(element -> element.map(e -> lookup.find(e).orElse(e)))
              .toList());
    }
    return lookup.find(value).orElse(value);
  }
}
