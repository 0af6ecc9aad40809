package dev.trimtab.core.rewrite;

import dev.trimtab.core.model.Identifier;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Prints names as a person would: in quotes only where they are needed. */
final class Names {

  /**
   * Words that cannot stand for a column without quotes, of those that make a likely one (manual,
   * appendix C). A name in the list is only quoted without need; one that lacks is refused by the
   * twin.
   */
  private static final Set<String> RESERVED =
      Set.of(
          "all",
          "analyse",
          "analyze",
          "and",
          "any",
          "array",
          "as",
          "asc",
          "authorization",
          "between",
          "both",
          "case",
          "cast",
          "check",
          "collate",
          "collation",
          "column",
          "constraint",
          "create",
          "cross",
          "current_date",
          "current_time",
          "current_timestamp",
          "current_user",
          "default",
          "desc",
          "distinct",
          "do",
          "else",
          "end",
          "except",
          "false",
          "fetch",
          "for",
          "foreign",
          "freeze",
          "from",
          "full",
          "grant",
          "group",
          "having",
          "in",
          "initially",
          "inner",
          "intersect",
          "into",
          "is",
          "isnull",
          "join",
          "lateral",
          "leading",
          "left",
          "like",
          "limit",
          "localtime",
          "localtimestamp",
          "natural",
          "not",
          "notnull",
          "null",
          "offset",
          "on",
          "only",
          "or",
          "order",
          "outer",
          "overlaps",
          "placing",
          "primary",
          "references",
          "returning",
          "right",
          "select",
          "session_user",
          "similar",
          "some",
          "symmetric",
          "system_user",
          "table",
          "tablesample",
          "then",
          "to",
          "trailing",
          "true",
          "union",
          "unique",
          "user",
          "using",
          "values",
          "variadic",
          "verbose",
          "when",
          "where",
          "window",
          "with");

  private Names() {}

  static String of(Identifier name) {
    return name.value().matches("[a-z_][a-z0-9_]*") && !RESERVED.contains(name.value())
        ? name.value()
        : name.toSql();
  }

  static String of(String name) {
    return of(new Identifier(name));
  }

  static String list(List<Identifier> names) {
    return names.stream().map(Names::of).collect(Collectors.joining(", "));
  }
}
