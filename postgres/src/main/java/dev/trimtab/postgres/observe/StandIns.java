package dev.trimtab.postgres.observe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Invents texts that sort as the given ones do and are as long, and otherwise tell nothing: a value
 * becomes its rank, written in letters.
 *
 * <p>Texts of different lengths sort like the paths of a tree, so the ranks are handed out as one:
 * the values are cut into runs, each run gets the next letter, and within a run only the first
 * value may end there. That is possible unless more values are short than there are letters; then
 * all become a letter longer.
 */
final class StandIns {

  /** Sorted alike by the collations C and those of languages. */
  static final String LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz";

  static final String HEX = "0123456789abcdef";

  /** What follows the part that tells ranks apart. */
  private static final char FILL = '0';

  private final String alphabet;
  private final List<String> values;
  private final int longer;
  private final Map<String, String> result = new HashMap<>();

  private StandIns(String alphabet, List<String> values, int longer) {
    this.alphabet = alphabet;
    this.values = values;
    this.longer = longer;
  }

  /**
   * Returns a stand-in for each value.
   *
   * @param values distinct, in their order
   */
  static Map<String, String> of(String alphabet, List<String> values) {
    for (int longer = 0; ; longer++) {
      var attempt = new StandIns(alphabet, values, longer);
      if (attempt.assign(0, values.size(), "")) {
        return attempt.result;
      }
    }
  }

  /** Bytes, because statistics speak of them, and a letter of ours is one byte. */
  private int width(int i) {
    int bytes = values.get(i).getBytes(StandardCharsets.UTF_8).length;
    return bytes == 0 ? 0 : bytes + longer;
  }

  /** Hands out the texts that begin with the prefix to the values from {@code from} on. */
  private boolean assign(int from, int to, String prefix) {
    int first = from;
    if (first < to && width(first) == prefix.length()) {
      result.put(values.get(first), prefix);
      first++;
    }
    if (first == to) {
      return true;
    }
    if (first + 1 == to) {
      String rest = String.valueOf(FILL).repeat(width(first) - prefix.length());
      result.put(values.get(first), prefix + rest);
      return true;
    }
    List<Integer> starts = starts(first, to, prefix.length() + 1);
    if (starts.size() > alphabet.length()) {
      return false;
    }
    for (int run = 0; run < starts.size(); run++) {
      int end = run + 1 < starts.size() ? starts.get(run + 1) : to;
      // Spread over the alphabet, so that the first letter does not tell how many there are.
      int letter = run * alphabet.length() / starts.size();
      if (!assign(starts.get(run), end, prefix + alphabet.charAt(letter))) {
        return false;
      }
    }
    return true;
  }

  /** Cuts where a value ends at this depth, and otherwise as evenly as letters allow. */
  private List<Integer> starts(int from, int to, int depth) {
    int forced = 0;
    for (int i = from + 1; i < to; i++) {
      forced += width(i) == depth ? 1 : 0;
    }
    int spare = Math.max(0, alphabet.length() - 1 - forced);
    int stride = Math.max(1, (int) Math.ceil((to - from) / (spare + 1.0)));
    var starts = new ArrayList<Integer>();
    starts.add(from);
    for (int i = from + 1; i < to; i++) {
      boolean isForced = width(i) == depth;
      boolean isDue = (i - from) % stride == 0 && starts.size() + forced < alphabet.length();
      if (isForced) {
        forced--;
      }
      if (isForced || isDue) {
        starts.add(i);
      }
    }
    return starts;
  }
}
