package dev.trimtab.postgres.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One-dimensional arrays as PostgreSQL writes them: {@code {a,"b c",NULL}} (manual, 8.15.6). Unlike
 * the one in core, it keeps NULLs, because what it reads is written again.
 */
final class ArrayText {

  private ArrayText() {}

  /** Returns the elements, without their quotes; empty is NULL. */
  static List<Optional<String>> parse(String array) {
    if (!array.startsWith("{") || !array.endsWith("}")) {
      throw new IllegalArgumentException("not an array: " + array);
    }
    var result = new ArrayList<Optional<String>>();
    var element = new StringBuilder();
    boolean quoted = false;
    boolean inQuotes = false;
    for (int i = 1; i < array.length(); i++) {
      char c = array.charAt(i);
      if (c == '\\' && i + 1 < array.length()) {
        i++;
        element.append(array.charAt(i));
      } else if (c == '"') {
        quoted = true;
        inQuotes = !inQuotes;
      } else if (!inQuotes && (c == ',' || i == array.length() - 1)) {
        if (array.length() > 2) {
          boolean isNull = !quoted && element.toString().equalsIgnoreCase("NULL");
          result.add(isNull ? Optional.empty() : Optional.of(element.toString()));
        }
        element.setLength(0);
        quoted = false;
      } else {
        element.append(c);
      }
    }
    return result;
  }

  /** Returns the array of these elements, quoted where needed. */
  static String format(List<Optional<String>> elements) {
    return elements.stream()
        .map(element -> element.map(ArrayText::quoted).orElse("NULL"))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String quoted(String element) {
    boolean plain =
        !element.isEmpty()
            && !element.equalsIgnoreCase("NULL")
            && element.chars().noneMatch(c -> "{},\"\\".indexOf(c) >= 0 || c <= ' ');
    return plain ? element : '"' + element.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
