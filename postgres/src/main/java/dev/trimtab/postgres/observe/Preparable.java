package dev.trimtab.postgres.observe;

import dev.trimtab.core.workload.SqlScanner;
import dev.trimtab.core.workload.SqlScanner.Kind;
import dev.trimtab.core.workload.SqlScanner.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Makes a statement again of what {@code pg_stat_statements} keeps of one. It puts {@code $n} in
 * the place of every constant, also where the grammar wants a constant and takes no parameter: in
 * {@code timestamp '2026-01-01'}, {@code interval '1' day} and {@code extract('year' FROM t)}.
 * Those become casts and a call, which mean the same (manual, 4.2.9 and 9.9.1).
 */
final class Preparable {

  /** Types whose constants are written with the type in front. */
  private static final Set<String> TYPES =
      Set.of(
          "bit",
          "bool",
          "boolean",
          "box",
          "bytea",
          "char",
          "cidr",
          "circle",
          "citext",
          "date",
          "daterange",
          "decimal",
          "float4",
          "float8",
          "inet",
          "int",
          "int2",
          "int4",
          "int4range",
          "int8",
          "int8range",
          "integer",
          "bigint",
          "smallint",
          "interval",
          "json",
          "jsonb",
          "jsonpath",
          "lseg",
          "ltree",
          "macaddr",
          "money",
          "numeric",
          "numrange",
          "path",
          "point",
          "polygon",
          "real",
          "regclass",
          "regconfig",
          "regtype",
          "text",
          "time",
          "timestamp",
          "timestamptz",
          "timetz",
          "tsquery",
          "tsrange",
          "tstzrange",
          "tsvector",
          "uuid",
          "varchar",
          "xml");

  private static final Set<String> INTERVAL_FIELDS =
      Set.of("year", "month", "day", "hour", "minute", "second", "to");

  private final List<Token> tokens = new ArrayList<>();
  private final StringBuilder out = new StringBuilder();

  private Preparable(String text) {
    for (Token token : new SqlScanner(text)) {
      tokens.add(token);
    }
  }

  /** Returns a text that can be prepared; the same text if it could be already. */
  static String of(String text) {
    return text.indexOf('$') < 0 ? text : new Preparable(text).rewritten();
  }

  private String rewritten() {
    int at = 0;
    while (at < tokens.size()) {
      int after = extract(at);
      if (after == at) {
        after = typed(at);
      }
      if (after == at) {
        out.append(tokens.get(at).text());
        after = at + 1;
      }
      at = after;
    }
    return out.toString();
  }

  /** {@code extract($1 FROM t)}: the field is a word or a constant, never a parameter. */
  private int extract(int at) {
    int open = next(at);
    int field = next(open);
    int from = next(field);
    boolean fits =
        isWord(at, Set.of("extract"))
            && isSymbol(open, "(")
            && kind(field) == Kind.PARAMETER
            && isWord(from, Set.of("from"));
    if (!fits) {
      return at;
    }
    out.append("date_part(").append(tokens.get(field).text()).append(',');
    return from + 1;
  }

  /** {@code timestamp with time zone $1}, {@code interval(3) $1 day}. */
  private int typed(int at) {
    if (!isWord(at, TYPES) || isBehind(at, ".") || isBehind(at, ":") || isAfterAs(at)) {
      return at;
    }
    var type = new StringBuilder(tokens.get(at).text());
    int value = next(at);
    if (isSymbol(value, "(") && isSymbol(next(next(value)), ")")) {
      type.append('(').append(text(next(value))).append(')');
      value = next(next(next(value)));
    }
    if (isWord(value, Set.of("with", "without"))
        && isWord(next(value), Set.of("time"))
        && isWord(next(next(value)), Set.of("zone"))) {
      type.append(' ').append(text(value)).append(" time zone");
      value = next(next(next(value)));
    }
    if (kind(value) != Kind.PARAMETER) {
      return at;
    }
    int after = value + 1;
    if (isWord(at, Set.of("interval"))) {
      for (int field = next(value); isWord(field, INTERVAL_FIELDS); field = next(field)) {
        type.append(' ').append(text(field));
        after = field + 1;
      }
    }
    out.append(text(value)).append("::").append(type);
    return after;
  }

  /** The place of the next token that says something; past the end if there is none. */
  private int next(int at) {
    int next = at + 1;
    while (next < tokens.size() && isBlank(tokens.get(next))) {
      next++;
    }
    return next;
  }

  private static boolean isBlank(Token token) {
    return token.kind() == Kind.SPACE || token.kind() == Kind.COMMENT;
  }

  private String text(int at) {
    return at < tokens.size() ? tokens.get(at).text() : "";
  }

  private Kind kind(int at) {
    return at < tokens.size() ? tokens.get(at).kind() : Kind.SPACE;
  }

  private boolean isWord(int at, Set<String> words) {
    return kind(at) == Kind.WORD && words.contains(text(at).toLowerCase(Locale.ROOT));
  }

  private boolean isSymbol(int at, String symbol) {
    return kind(at) == Kind.SYMBOL && text(at).equals(symbol);
  }

  private int previous(int at) {
    int previous = at - 1;
    while (previous >= 0 && isBlank(tokens.get(previous))) {
      previous--;
    }
    return previous;
  }

  private boolean isBehind(int at, String symbol) {
    int before = previous(at);
    return before >= 0 && isSymbol(before, symbol);
  }

  /** A name given by AS may be a type's. */
  private boolean isAfterAs(int at) {
    int before = previous(at);
    return before >= 0 && isWord(before, Set.of("as"));
  }
}
