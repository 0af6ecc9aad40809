package dev.trimtab.core.workload;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts SQL into tokens as PostgreSQL's scanner does (manual, 4.1), so that quotes and comments hide
 * what they hide. It knows no grammar. Every character is in exactly one token; a quote that is
 * never closed reaches to the end.
 */
public final class SqlScanner implements Iterable<SqlScanner.Token> {

  private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");
  private static final Pattern NUMBER =
      Pattern.compile(
          "0[xX][0-9A-Fa-f_]+|0[oO][0-7_]+|0[bB][01_]+"
              + "|(?:[0-9][0-9_]*(?:\\.(?!\\.)[0-9_]*)?|\\.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?");
  private static final Pattern PARAMETER = Pattern.compile("\\$[0-9]+");
  private static final Pattern DOLLAR_QUOTE =
      Pattern.compile("\\$(?:[\\p{L}_][\\p{L}\\p{N}_]*)?\\$");
  private static final Pattern STRING_PREFIX = Pattern.compile("(?:[eEbBxXnN]|[uU]&)?'");
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private final String sql;

  public SqlScanner(String sql) {
    this.sql = sql;
  }

  /** What a token is. */
  public enum Kind {
    WORD,
    QUOTED_NAME,
    STRING,
    NUMBER,
    PARAMETER,
    COMMENT,
    SPACE,
    SYMBOL
  }

  /**
   * A piece of the text.
   *
   * @param start where it begins in the whole text
   * @param closed whether a quote or comment that it opens is closed in it
   */
  public record Token(Kind kind, String text, int start, boolean closed) {

    public int end() {
      return start + text.length();
    }
  }

  @Override
  public Iterator<Token> iterator() {
    return new Iterator<>() {
      private int position;

      @Override
      public boolean hasNext() {
        return position < sql.length();
      }

      @Override
      public Token next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        Token token = tokenAt(position);
        position = token.end();
        return token;
      }
    };
  }

  /** Returns the token that begins there. */
  public Token tokenAt(int start) {
    char c = sql.charAt(start);
    if (Character.isWhitespace(c)) {
      return matched(Kind.SPACE, SPACE, start);
    }
    if (sql.startsWith("--", start)) {
      int end = sql.indexOf('\n', start);
      return token(Kind.COMMENT, start, end < 0 ? sql.length() : end, true);
    }
    if (sql.startsWith("/*", start)) {
      return blockComment(start);
    }
    if (c == '"') {
      return quoted(Kind.QUOTED_NAME, start, start + 1, '"', false);
    }
    Matcher prefix = at(STRING_PREFIX, start);
    if (prefix.lookingAt()) {
      boolean escapes = c == 'e' || c == 'E';
      return quoted(Kind.STRING, start, prefix.end(), '\'', escapes);
    }
    if (c == '$') {
      return dollar(start);
    }
    if (Character.isLetter(c) || c == '_') {
      return matched(Kind.WORD, WORD, start);
    }
    return at(NUMBER, start).lookingAt()
        ? matched(Kind.NUMBER, NUMBER, start)
        : token(Kind.SYMBOL, start, start + 1, true);
  }

  private Token dollar(int start) {
    if (at(PARAMETER, start).lookingAt()) {
      return matched(Kind.PARAMETER, PARAMETER, start);
    }
    Matcher quote = at(DOLLAR_QUOTE, start);
    if (!quote.lookingAt()) {
      return token(Kind.SYMBOL, start, start + 1, true);
    }
    int close = sql.indexOf(quote.group(), quote.end());
    return close < 0
        ? token(Kind.STRING, start, sql.length(), false)
        : token(Kind.STRING, start, close + quote.group().length(), true);
  }

  /** Comments nest. */
  private Token blockComment(int start) {
    int depth = 0;
    int i = start;
    while (i < sql.length()) {
      if (sql.startsWith("/*", i)) {
        depth++;
        i += 2;
      } else if (sql.startsWith("*/", i)) {
        depth--;
        i += 2;
        if (depth == 0) {
          return token(Kind.COMMENT, start, i, true);
        }
      } else {
        i++;
      }
    }
    return token(Kind.COMMENT, start, sql.length(), false);
  }

  private Token quoted(Kind kind, int start, int inside, char quote, boolean escapes) {
    int i = inside;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      if (escapes && c == '\\') {
        i += 2;
      } else if (c != quote) {
        i++;
      } else if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
        i += 2;
      } else {
        return token(kind, start, i + 1, true);
      }
    }
    return token(kind, start, sql.length(), false);
  }

  private Token matched(Kind kind, Pattern pattern, int start) {
    Matcher matcher = at(pattern, start);
    return matcher.lookingAt()
        ? token(kind, start, matcher.end(), true)
        : token(Kind.SYMBOL, start, start + 1, true);
  }

  private Matcher at(Pattern pattern, int start) {
    return pattern.matcher(sql).region(start, sql.length());
  }

  private Token token(Kind kind, int start, int end, boolean closed) {
    return new Token(kind, sql.substring(start, end), start, closed);
  }
}
