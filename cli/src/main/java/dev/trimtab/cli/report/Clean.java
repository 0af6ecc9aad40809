package dev.trimtab.cli.report;

/**
 * Makes text from a database harmless on a terminal. A table may be called anything, also something
 * that moves the cursor, clears the screen or turns the writing direction around.
 */
public final class Clean {

  private static final String ELLIPSIS = "...";

  private Clean() {}

  /** Returns one line: every run of white space a single space, what cannot be seen escaped. */
  public static String line(String text) {
    var out = new StringBuilder(text.length());
    boolean blank = false;
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      at += Character.charCount(point);
      if (Character.isWhitespace(point)) {
        blank = !out.isEmpty();
      } else {
        if (blank) {
          out.append(' ');
          blank = false;
        }
        append(out, point);
      }
    }
    return out.toString();
  }

  /** Returns the text with its line breaks and what cannot be seen escaped. */
  public static String lines(String text) {
    var out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(point -> {
          if (point == '\n') {
            out.append('\n');
          } else if (point == '\t') {
            out.append("    ");
          } else if (point != '\r') {
            append(out, point);
          }
        });
    return out.toString();
  }

  private static void append(StringBuilder out, int point) {
    switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          out.append("\\u{").append(Integer.toHexString(point)).append('}');
      default -> out.appendCodePoint(point);
    }
  }

  /** Returns how many columns a terminal takes for clean text. */
  static int width(String text) {
    return text.codePoints().map(Clean::width).sum();
  }

  private static int width(int point) {
    return switch (Character.getType(point)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
      default -> isWide(point) ? 2 : 1;
    };
  }

  /** East Asian and emoji blocks (Unicode Standard Annex 11, the ones in common use). */
  private static boolean isWide(int point) {
    return (point >= 0x1100 && point <= 0x115F)
        || (point >= 0x2E80 && point <= 0xA4CF)
        || (point >= 0xAC00 && point <= 0xD7A3)
        || (point >= 0xF900 && point <= 0xFAFF)
        || (point >= 0xFE30 && point <= 0xFE6F)
        || (point >= 0xFF00 && point <= 0xFF60)
        || (point >= 0xFFE0 && point <= 0xFFE6)
        || (point >= 0x1F300 && point <= 0x1FAFF)
        || (point >= 0x20000 && point <= 0x3FFFD);
  }

  /** Returns clean text, cut to so many columns. */
  static String cut(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    var out = new StringBuilder();
    int room = columns - ELLIPSIS.length();
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      room -= width(point);
      if (room < 0) {
        break;
      }
      out.appendCodePoint(point);
      at += Character.charCount(point);
    }
    return out.toString().stripTrailing() + ELLIPSIS;
  }

  /**
   * Breaks clean text into lines of at most so many columns, at spaces where there are any.
   *
   * @param columns room in every line but the first, which has {@code first}
   */
  static java.util.List<String> wrap(String text, int columns) {
    var lines = new java.util.ArrayList<String>();
    var line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      String rest = word;
      if (!line.isEmpty() && width(line.toString()) + 1 + width(rest) > columns) {
        lines.add(line.toString());
        line.setLength(0);
      }
      while (width(rest) > columns) {
        int end =
            rest.offsetByCodePoints(
                0, Math.min(columns / 2, rest.codePointCount(0, rest.length())));
        while (end < rest.length()
            && width(rest.substring(0, rest.offsetByCodePoints(end, 1))) <= columns) {
          end = rest.offsetByCodePoints(end, 1);
        }
        lines.add(rest.substring(0, end));
        rest = rest.substring(end);
      }
      if (!line.isEmpty()) {
        line.append(' ');
      }
      line.append(rest);
    }
    lines.add(line.toString());
    return lines;
  }
}
