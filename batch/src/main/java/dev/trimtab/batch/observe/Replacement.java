package dev.trimtab.batch.observe;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The SQL that asks once for what a loop asks for one by one. A suggestion, for somebody to read.
 */
final class Replacement {

  private static final Pattern EQUALS_PARAMETER = Pattern.compile("=\\s*\\?");

  private Replacement() {}

  static Optional<String> of(Finding.Kind kind, StatementText text) {
    String sql = text.sql().strip();
    int parameters = count(sql);
    return switch (kind) {
      case N_PLUS_ONE, READ_LOOP ->
          parameters == 0 ? Optional.empty() : many(sql, parameters, text);
      case WRITE_LOOP ->
          text.kind() == StatementText.Kind.INSERT
              ? Optional.of(rows(sql))
              : parameters == 1
                  ? Optional.of(EQUALS_PARAMETER.matcher(sql).replaceFirst("= ANY (?)"))
                  : Optional.empty();
      case FIND_THEN_WRITE ->
          Optional.of("INSERT INTO %s … ON CONFLICT (key) DO UPDATE SET …".formatted(text.table()));
      case SAME_READ, CHATTY, UNUSED_COLUMNS -> Optional.empty();
    };
  }

  /**
   * One key: {@code = ANY (?)}. Several, or rows that are counted: the statement itself for each
   * row of an array, beside the number of the row.
   */
  private static Optional<String> many(String sql, int parameters, StatementText text) {
    boolean isPlain = parameters == 1 && !text.isPaged() && EQUALS_PARAMETER.matcher(sql).find();
    return Optional.of(
        isPlain
            ? EQUALS_PARAMETER.matcher(sql).replaceFirst("= ANY (?)")
            : lateral(sql, parameters));
  }

  /** The statement once per key, in the order of the keys (manual 7.2.1.4 and 7.2.1.5). */
  static String lateral(String sql, int parameters) {
    var names = new StringBuilder();
    var arrays = new StringBuilder();
    var inner = new StringBuilder();
    int number = 0;
    for (int i = 0; i < sql.length(); i++) {
      if (sql.charAt(i) == '?') {
        number++;
        inner.append("k.p").append(number);
      } else {
        inner.append(sql.charAt(i));
      }
    }
    for (int i = 1; i <= parameters; i++) {
      names.append("p").append(i).append(", ");
      arrays.append(i == 1 ? "?" : ", ?");
    }
    String body = inner.toString().replaceFirst(";\\s*$", "");
    return "SELECT k.n, b.* FROM unnest(%s) WITH ORDINALITY AS k(%sn) CROSS JOIN LATERAL (%s) AS b ORDER BY k.n"
        .formatted(arrays, names, body);
  }

  private static String rows(String sql) {
    int values = sql.toLowerCase(java.util.Locale.ROOT).indexOf("values");
    return values < 0
        ? "the same as one JDBC batch"
        : sql.substring(0, values).strip() + " SELECT * FROM unnest(?, …)  -- one array a column";
  }

  private static int count(String sql) {
    return (int) sql.chars().filter(c -> c == '?').count();
  }
}
