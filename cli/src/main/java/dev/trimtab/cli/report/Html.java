package dev.trimtab.cli.report;

import dev.trimtab.cli.report.Style.Tone;
import java.util.regex.Pattern;

/**
 * Pieces of a page. Whatever comes from a database goes through {@link #text} on its way in: a
 * table may be called {@code <script>}.
 */
final class Html {

  private static final Pattern KEYWORDS =
      Pattern.compile(
          "\\b(CREATE|DROP|UNIQUE|INDEX|CONCURRENTLY|ON|USING|INCLUDE|WHERE|AND|OR|NOT|IS|NULL|DESC"
              + "|ASC|NULLS|FIRST|LAST|SELECT|FROM|JOIN|LEFT|ORDER|GROUP|BY|LIMIT|INSERT|INTO|VALUES"
              + "|UPDATE|SET|DELETE|WITH|AS|IN|COLLATE)\\b");

  private Html() {}

  /** Returns text as it can stand in an element and in a quoted attribute. */
  static String text(String text) {
    return escape(Clean.line(text));
  }

  /** Returns text of several lines for a preformatted element. */
  static String lines(String text) {
    return escape(Clean.lines(text));
  }

  private static String escape(String text) {
    var out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  /** Returns SQL that can be copied, its keywords marked. */
  static String code(String sql) {
    // Marked after escaping: an entity is lower case and so never taken for a keyword.
    String marked = KEYWORDS.matcher(lines(sql)).replaceAll("<b>$1</b>");
    return "<div class=\"code\"><pre>"
        + marked
        + "</pre><button type=\"button\" class=\"copy\">Copy</button></div>\n";
  }

  static String badge(Words.Badge badge) {
    return "<span class=\"badge %s\">%s</span>"
        .formatted(className(badge.tone()), text(badge.text()));
  }

  private static String className(Tone tone) {
    return switch (tone) {
      case GOOD -> "good";
      case BAD -> "bad";
      case UNSURE -> "unsure";
      case NORMAL, TITLE, QUIET, CODE -> "";
    };
  }

  /** Returns a ratio, coloured where it is more than the noise of measuring. */
  static String ratio(double before, double after) {
    String name = "";
    if (after * 1.1 < before) {
      name = "faster";
    } else if (after > before * 1.1) {
      name = "slower";
    }
    return "<span class=\"%s\">%s</span>"
        .formatted(name, text(Numbers.ratio(before, after).replace("x", "\u00d7")));
  }
}
