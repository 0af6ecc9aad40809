package dev.trimtab.bench.pool;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a question was asked with, word by word. A word that it cannot be is refused, with what it
 * may be, before anything is started.
 */
final class Asked {

  private final String usage;
  private final Iterator<String> words;

  /**
   * Takes the words.
   *
   * @param usage how the question is asked, for who asked it otherwise
   */
  Asked(String usage, String... words) {
    this.usage = usage;
    this.words = List.of(words).iterator();
  }

  /** A word that is not allowed; the message says which are. */
  static final class Refused extends RuntimeException {
    private Refused(String message) {
      super(message);
    }
  }

  /** Returns the next word, if there is one, called as it is in the usage. */
  Optional<Word> next(String name) {
    return words.hasNext() ? Optional.of(new Word(usage, name, words.next())) : Optional.empty();
  }

  /** Refuses whatever is left. */
  void end() {
    if (words.hasNext()) {
      throw new Refused("%s: \"%s\" is one word too many".formatted(usage, words.next()));
    }
  }

  /** One word, and what it is called in the usage. */
  record Word(String usage, String name, String text) {

    /** Returns the parts between its commas. */
    <T> List<T> each(Function<Word, T> part) {
      return Arrays.stream(text.split(",", -1))
          .map(one -> part.apply(new Word(usage, name, one)))
          .toList();
    }

    /** Returns the number that it is, from 1 to a most. */
    int upTo(int most) {
      try {
        int number = Integer.parseInt(text);
        if (number >= 1 && number <= most) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Is refused as a number out of bounds is.
      }
      throw refused("a number from 1 to %d".formatted(most));
    }

    /** Returns which of the constants it is, in capitals or not. */
    <E extends Enum<E>> E in(Class<E> allowed) {
      List<E> all = List.of(allowed.getEnumConstants());
      return all.stream()
          .filter(one -> one.name().equalsIgnoreCase(text))
          .findFirst()
          .orElseThrow(() ->
              refused(
                  "one of "
                      + all.stream().map(one -> one.name().toLowerCase(Locale.ROOT)).toList()));
    }

    private Refused refused(String allowed) {
      return new Refused("%s: %s is %s, not \"%s\"".formatted(usage, name, allowed, text));
    }
  }
}
