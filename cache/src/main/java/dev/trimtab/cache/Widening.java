package dev.trimtab.cache;

import dev.trimtab.cache.internal.Slots;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds the narrowest things with a generation that cover all keys a pattern matches. */
final class Widening {

  private Widening() {}

  /** Returns the slot of an entity, or of every region that can match. */
  static int[] slots(String pattern, Collection<Region<?, ?>> regions) {
    var slots = new ArrayList<Integer>();
    for (Region<?, ?> region : regions) {
      List<String> words = region.spec().pattern().text().words();
      if (canMatch(pattern, words)) {
        slots.add(
            entity(pattern, words)
                .map(entity -> Slots.of(Slots.Kind.ENTITY, entity))
                .filter(_ -> !region.spec().pattern().isPerTenant())
                .orElse(Slots.of(Slots.Kind.REGION, region.spec().pattern().shape())));
      }
    }
    return slots.stream().mapToInt(slot -> slot).distinct().toArray();
  }

  /** Returns the entity whose words and value the pattern spells out before its first star. */
  private static Optional<String> entity(String pattern, List<String> words) {
    int placeholder = words.indexOf("");
    String[] asked = pattern.split(":", -1);
    if (placeholder < 0 || asked.length <= placeholder) {
      return Optional.empty();
    }
    boolean isSpelledOut =
        IntStream.rangeClosed(0, placeholder).noneMatch(i -> asked[i].contains("*"));
    // A star may stand for colons, but only behind the words that are spelled out.
    return isSpelledOut
        ? Optional.of(String.join(":", List.of(asked).subList(0, placeholder + 1)))
        : Optional.empty();
  }

  /**
   * Returns whether some key with these words could match: both are languages with gaps, and two
   * such have no word in common only if their fixed beginnings or ends differ.
   */
  private static boolean canMatch(String pattern, List<String> words) {
    String shape =
        words.stream().map(word -> word.isEmpty() ? "*" : word).collect(Collectors.joining(":"));
    return agree(head(pattern), head(shape))
        && agreeAtEnd(tail(pattern), tail(shape))
        && (pattern.contains("*") || matches(shape, pattern));
  }

  private static boolean agree(String one, String other) {
    return one.startsWith(other) || other.startsWith(one);
  }

  private static boolean agreeAtEnd(String one, String other) {
    return one.endsWith(other) || other.endsWith(one);
  }

  private static String head(String glob) {
    int star = glob.indexOf('*');
    return star < 0 ? glob : glob.substring(0, star);
  }

  private static String tail(String glob) {
    return glob.substring(glob.lastIndexOf('*') + 1);
  }

  private static boolean matches(String glob, String text) {
    String expression =
        Stream.of(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^:]*"));
    return text.matches(expression);
  }
}
