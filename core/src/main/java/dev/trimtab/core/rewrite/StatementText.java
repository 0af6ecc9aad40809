package dev.trimtab.core.rewrite;

import dev.trimtab.core.workload.SqlScanner;
import dev.trimtab.core.workload.SqlScanner.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A statement as parts without blanks and comments, for local edits at places that the server's
 * reading gave. It knows tokens and parentheses and the order of operators (manual, 4.1.6), and no
 * grammar: whatever it makes is read by the server before anybody sees it.
 */
final class StatementText {

  private static final String OPERATOR_CHARACTERS = "+-*/<>=~!@#%^&|`?";
  private static final Set<String> COMPARISONS = Set.of("=", "<", ">", "<=", ">=", "<>", "!=");

  /** What an operand of a comparison cannot reach across, on either side. */
  private static final Set<String> EDGES =
      Set.of(
          "AND",
          "OR",
          "NOT",
          "DISTINCT",
          "WHERE",
          "ON",
          "HAVING",
          "WHEN",
          "THEN",
          "ELSE",
          "SELECT",
          "FROM",
          "RETURNING",
          "SET",
          "BY",
          "GROUP",
          "ORDER",
          "LIMIT",
          "OFFSET",
          "FETCH",
          "FOR",
          "UNION",
          "EXCEPT",
          "INTERSECT",
          "WINDOW",
          "IS",
          "ISNULL",
          "NOTNULL",
          "JOIN",
          "INNER",
          "CROSS",
          "NATURAL",
          "AS",
          "ASC",
          "DESC");

  /** What an operand is not looked for across: there are brackets in it that are words. */
  private static final Set<String> STRANGERS =
      Set.of("CASE", "END", "BETWEEN", "IN", "LIKE", "ILIKE", "SIMILAR", "LEFT", "RIGHT", "FULL");

  /** What may follow a WHERE, at the same depth. */
  static final Set<String> AFTER_WHERE =
      Set.of(
          "GROUP",
          "HAVING",
          "WINDOW",
          "UNION",
          "INTERSECT",
          "EXCEPT",
          "ORDER",
          "LIMIT",
          "OFFSET",
          "FETCH",
          "FOR",
          "RETURNING");

  private final String sql;
  private final List<Part> parts;

  StatementText(String sql) {
    this.sql = sql;
    this.parts = parts(sql);
  }

  /**
   * A token.
   *
   * @param depth parentheses it is inside of; a parenthesis has the depth of what is around it
   */
  record Part(Kind kind, String text, int start, int depth) {

    int end() {
      return start + text.length();
    }

    boolean is(String wanted) {
      return kind != Kind.STRING && kind != Kind.QUOTED_NAME && text.equalsIgnoreCase(wanted);
    }

    boolean isWord(Set<String> words) {
      return kind == Kind.WORD && words.contains(text.toUpperCase(Locale.ROOT));
    }

    boolean isName() {
      return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
    }
  }

  /** A piece of the text. */
  record Span(int start, int end) {}

  private static List<Part> parts(String sql) {
    var found = new ArrayList<Part>();
    int depth = 0;
    for (SqlScanner.Token token : new SqlScanner(sql)) {
      if (token.kind() == Kind.SPACE || token.kind() == Kind.COMMENT) {
        continue;
      }
      if (token.text().equals(")") || token.text().equals("]")) {
        depth = Math.max(0, depth - 1);
      }
      var part = new Part(token.kind(), token.text(), token.start(), depth);
      if (token.text().equals("(") || token.text().equals("[")) {
        depth++;
      }
      if (found.isEmpty() || !isContinued(found.getLast(), part)) {
        found.add(part);
      } else {
        Part first = found.removeLast();
        found.add(new Part(Kind.SYMBOL, first.text() + part.text(), first.start(), first.depth()));
      }
    }
    return List.copyOf(found);
  }

  /** Operators are as long as they can be, but for a sign at their end (manual, 4.1.3). */
  private static boolean isContinued(Part before, Part part) {
    if (before.kind() != Kind.SYMBOL
        || part.kind() != Kind.SYMBOL
        || before.end() != part.start()) {
      return false;
    }
    if (part.is(":")) {
      return before.is(":");
    }
    boolean isSign = part.is("-") || part.is("+");
    return OPERATOR_CHARACTERS.contains(part.text())
        && OPERATOR_CHARACTERS.indexOf(before.text().charAt(0)) >= 0
        && !isSign;
  }

  String sql() {
    return sql;
  }

  int size() {
    return parts.size();
  }

  Part part(int index) {
    return parts.get(index);
  }

  boolean has(int index, String wanted) {
    return index >= 0 && index < parts.size() && parts.get(index).is(wanted);
  }

  /** Returns the part that begins at a place. */
  OptionalInt at(int place) {
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).start() == place) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** Returns where the statement ends, a semicolon left out. */
  int end() {
    int last = parts.size() - 1;
    while (last >= 0 && parts.get(last).is(";")) {
      last--;
    }
    return last < 0 ? 0 : parts.get(last).end();
  }

  /** Returns the parenthesis that closes the one at an index. */
  OptionalInt closing(int open) {
    int depth = parts.get(open).depth();
    for (int i = open + 1; i < parts.size(); i++) {
      if (parts.get(i).depth() == depth && parts.get(i).is(")")) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** Returns the first of some keywords at the depth of a clause, from an index on. */
  OptionalInt keyword(Set<String> words, int from, int depth) {
    for (int i = from; i < parts.size() && parts.get(i).depth() >= depth; i++) {
      Part part = parts.get(i);
      boolean isLabel = i > 0 && (parts.get(i - 1).is(".") || parts.get(i - 1).is("AS"));
      if (part.depth() == depth && part.isWord(words) && !isLabel) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** Returns whether a word stands at this depth among parts, the last left out. */
  boolean contains(String word, int from, int to, int depth) {
    for (int i = from; i < to; i++) {
      if (parts.get(i).depth() == depth && parts.get(i).is(word)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the name with its qualifiers that begins at a place: {@code t."x"}. */
  Optional<Span> name(int place) {
    OptionalInt first = at(place);
    if (first.isEmpty() || !parts.get(first.getAsInt()).isName()) {
      return Optional.empty();
    }
    int last = first.getAsInt();
    while (has(last + 1, ".") && last + 2 < parts.size() && parts.get(last + 2).isName()) {
      last += 2;
    }
    return Optional.of(new Span(place, parts.get(last).end()));
  }

  /** Returns the operand before a comparison. */
  Optional<Span> before(int operator) {
    int depth = parts.get(operator).depth();
    int i = operator - 1;
    for (; i >= 0 && !isEdge(parts.get(i), depth); i--) {
      if (isStrange(i, depth)) {
        return Optional.empty();
      }
    }
    return i + 1 >= operator
        ? Optional.empty()
        : Optional.of(new Span(parts.get(i + 1).start(), parts.get(operator - 1).end()));
  }

  /** Returns the operand after a comparison, or after the AND of a BETWEEN. */
  Optional<Span> after(int operator) {
    int depth = parts.get(operator).depth();
    int i = operator + 1;
    for (; i < parts.size() && !isEdge(parts.get(i), depth); i++) {
      if (isStrange(i, depth)) {
        return Optional.empty();
      }
    }
    return i == operator + 1
        ? Optional.empty()
        : Optional.of(new Span(parts.get(operator + 1).start(), parts.get(i - 1).end()));
  }

  private boolean isEdge(Part part, int depth) {
    return part.depth() < depth
        || (part.depth() == depth
            && (part.isWord(EDGES)
                || part.is(",")
                || part.is(";")
                || COMPARISONS.contains(part.text())));
  }

  /** A word that is a function's name is none of these: {@code left(x, 3)}. */
  private boolean isStrange(int index, int depth) {
    Part part = parts.get(index);
    boolean isCalled = has(index + 1, "(") && !part.is("IN");
    return part.depth() == depth && part.isWord(STRANGERS) && !isCalled;
  }

  /**
   * Returns whether a piece is a column in a function, a cast, or parentheses, and nothing stands
   * before that: {@code DISTINCT ON (a) b}.
   */
  boolean isWrapped(Span span, Span name, Set<String> functions) {
    int first = at(span.start()).orElseThrow();
    if (span.start() == name.start() || parts.get(first).isWord(functions)) {
      return true;
    }
    int close = has(first, "(") ? closing(first).orElse(-1) : -1;
    return close >= 0 && (parts.get(close).end() == span.end() || has(close + 1, "::"));
  }

  String text(Span span) {
    return sql.substring(span.start(), span.end());
  }

  /** Returns the statement with one piece exchanged, without a semicolon at its end. */
  String with(Span span, String replacement) {
    return sql.substring(0, span.start()) + replacement + sql.substring(span.end(), end());
  }

  /**
   * Returns whether a condition of several terms joined by AND can take the place of one term
   * without parentheses.
   */
  boolean isBetweenAnds(Span span) {
    int first = at(span.start()).orElse(0);
    int next = first;
    while (next < parts.size() && parts.get(next).start() < span.end()) {
      next++;
    }
    boolean isAfter =
        first > 0
            && (parts.get(first - 1).isWord(Set.of("WHERE", "AND", "ON", "HAVING"))
                || has(first - 1, "("));
    boolean isBefore =
        next >= parts.size()
            || parts.get(next).isWord(AFTER_WHERE)
            || parts.get(next).is("AND")
            || parts.get(next).is(")")
            || parts.get(next).is(";");
    return isAfter && isBefore;
  }
}
