package dev.trimtab.core.workload;

import java.util.ArrayList;
import java.util.List;

/** Reads PostgreSQL's text form of a one-dimensional array: {@code {a,"b c",NULL}}. */
public final class ArrayText {

  private ArrayText() {}

  /** Returns the elements that are not NULL, unescaped; of deeper arrays, the inner ones whole. */
  public static List<String> elements(String text) {
    var result = new ArrayList<String>();
    if (!text.startsWith("{") || !text.endsWith("}")) {
      return result;
    }
    var element = new StringBuilder();
    boolean inQuotes = false;
    boolean wasQuoted = false;
    int depth = 0;
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isEnd = !inQuotes && depth == 0 && (c == ',' || i == text.length() - 1);
      if (isEnd) {
        if (!element.isEmpty() || wasQuoted) {
          if (wasQuoted || !element.toString().equals("NULL")) {
            result.add(element.toString());
          }
        }
        element.setLength(0);
        wasQuoted = false;
      } else if (c == '\\' && i + 1 < text.length()) {
        i++;
        element.append(text.charAt(i));
      } else if (c == '"' && depth == 0) {
        inQuotes = !inQuotes;
        wasQuoted = true;
      } else {
        depth += inQuotes ? 0 : c == '{' ? 1 : c == '}' ? -1 : 0;
        element.append(c);
      }
    }
    return result;
  }

  /** Returns the values as an array, each in quotes. */
  public static String of(List<String> values) {
    var out = new StringBuilder("{");
    for (String value : values) {
      if (out.length() > 1) {
        out.append(',');
      }
      out.append('"').append(value.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    }
    return out.append('}').toString();
  }
}
