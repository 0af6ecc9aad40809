package dev.trimtab.batch.observe;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The text of a statement, read once: what kind it is and what in it bears on loops. Not a parser:
 * the words looked for are PostgreSQL's own keywords, outside of quotes and comments, and what is
 * concluded from them is only ever a reason to stay silent or a suggestion that the database
 * checks.
 *
 * @param id small number, unique per observer
 * @param sql as the application sent it
 * @param table first table after FROM, INTO or UPDATE, lower case; empty if there is none
 * @param isMany whether one execution asks for many keys: an array parameter or a list of several
 * @param isPaged whether it takes a part of its rows: LIMIT, OFFSET or FETCH
 * @param hasOffset whether it skips some of them by number
 * @param columns how many its results have; 0 until one was looked at
 */
record StatementText(
    int id,
    String sql,
    Kind kind,
    String table,
    boolean isMany,
    boolean isPaged,
    boolean hasOffset,
    AtomicInteger columns) {

  /** What a statement does. */
  enum Kind {
    READ,
    INSERT,
    UPDATE,
    DELETE,
    OTHER;

    boolean isWrite() {
      return this == INSERT || this == UPDATE || this == DELETE;
    }
  }

  /** Longer texts are read to here: the keywords that matter come early. */
  private static final int READ_MAX = 20_000;

  static StatementText of(int id, String sql) {
    String bare = bare(sql.length() > READ_MAX ? sql.substring(0, READ_MAX) : sql);
    String[] words = bare.split("[\\s,;]+");
    Kind kind = kind(words);
    return new StatementText(
        id,
        sql,
        kind,
        table(words, kind),
        isMany(bare, kind),
        has(words, "limit", "offset", "fetch"),
        has(words, "offset"),
        new AtomicInteger());
  }

  private static Kind kind(String[] words) {
    for (String word : words) {
      switch (word) {
        case "select", "values", "table" -> {
          return Kind.READ;
        }
        case "insert", "merge" -> {
          return Kind.INSERT;
        }
        case "update" -> {
          return Kind.UPDATE;
        }
        case "delete" -> {
          return Kind.DELETE;
        }
        case "", "(", "with", "explain", "/*" -> {}
        default -> {
          if (!words[0].equals("with") && !words[0].isEmpty()) {
            return Kind.OTHER;
          }
        }
      }
    }
    return Kind.OTHER;
  }

  private static String table(String[] words, Kind kind) {
    String before =
        switch (kind) {
          case READ, DELETE -> "from";
          case INSERT -> "into";
          case UPDATE -> "update";
          case OTHER -> "";
        };
    for (int i = 0; i + 1 < words.length; i++) {
      if (words[i].equals(before) && !words[i + 1].startsWith("(")) {
        String name =
            words[i + 1].equals("only") && i + 2 < words.length ? words[i + 2] : words[i + 1];
        int end = name.indexOf('(');
        return (end > 0 ? name.substring(0, end) : name).replace("\"", "");
      }
    }
    return "";
  }

  private static boolean isMany(String bare, Kind kind) {
    return bare.contains("any(")
        || bare.contains("any (")
        || bare.contains("unnest(")
        || bare.matches("(?s).*\\bin\\s*\\(\\s*\\?\\s*,.*")
        || (kind == Kind.INSERT && bare.matches("(?s).*\\)\\s*,\\s*\\(.*"));
  }

  private static boolean has(String[] words, String... some) {
    List<String> wanted = List.of(some);
    return Arrays.stream(words).anyMatch(wanted::contains);
  }

  /** The text in lower case without comments, and with nothing between quotes. */
  private static String bare(String sql) {
    var result = new StringBuilder(sql.length());
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c == '\'') {
        i = end(sql, i + 1, "'");
        result.append("''");
      } else if (sql.startsWith("--", i)) {
        i = end(sql, i, "\n");
        result.append(' ');
      } else if (sql.startsWith("/*", i)) {
        i = end(sql, i, "*/") + 1;
        result.append(' ');
      } else {
        result.append(c);
      }
    }
    return result.toString().toLowerCase(Locale.ROOT);
  }

  private static int end(String sql, int from, String mark) {
    int at = sql.indexOf(mark, from);
    return at < 0 ? sql.length() : at;
  }
}
