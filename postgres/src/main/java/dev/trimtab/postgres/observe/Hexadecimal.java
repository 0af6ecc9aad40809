package dev.trimtab.postgres.observe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Stand-ins for digits of {@code uuid} and {@code bytea}, with the signs around them put back. */
final class Hexadecimal {

  private Hexadecimal() {}

  static Map<String, String> standIns(List<String> values) {
    var digits = values.stream().map(Hexadecimal::digits).toList();
    Map<String, String> ranks = StandIns.of(StandIns.HEX, digits);
    var result = new HashMap<String, String>();
    for (String value : values) {
      String rank = ranks.getOrDefault(digits(value), "");
      result.put(value, dressed(value, rank));
    }
    return result;
  }

  private static String digits(String value) {
    return value.replace("\\x", "").replace("-", "");
  }

  private static String dressed(String value, String digits) {
    var out = new StringBuilder();
    int next = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean isSign = c == '\\' || c == 'x' || c == '-';
      out.append(isSign ? c : digits.charAt(next++));
    }
    return out.toString();
  }
}
