package dev.trimtab.scenarios;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Writes text whose words have the frequencies of a language: the first of the list is in every
 * second sentence, the last in one of thousands, and a few tokens (a ticket number, say) occur once
 * or twice in all. So full-text terms differ in selectivity as real ones do.
 */
public final class Vocabulary {

  private static final double EXPONENT = 1.0;

  /** Share of words that are a ticket number. */
  private static final double TICKET_SHARE = 0.004;

  private static final int TICKETS = 20_000;
  private static final double SENTENCE_END_SHARE = 0.09;

  private final List<String> words;
  private final Zipf ranks;

  /**
   * @param words most frequent first
   */
  public Vocabulary(List<String> words) {
    this.words = List.copyOf(words);
    this.ranks = new Zipf(words.size(), EXPONENT);
  }

  /** Appends this many words, with capitals and full stops. */
  public StringBuilder sentences(StringBuilder out, int count, RandomGenerator random) {
    boolean start = true;
    for (int i = 0; i < count; i++) {
      String word =
          random.nextDouble() < TICKET_SHARE
              ? ticket(random.nextInt(TICKETS))
              : words.get(ranks.rank(random));
      out.append(start ? Character.toUpperCase(word.charAt(0)) : word.charAt(0));
      out.append(word, 1, word.length());
      start = random.nextDouble() < SENTENCE_END_SHARE;
      out.append(start ? ". " : " ");
    }
    out.setLength(Math.max(0, out.length() - 1));
    return out;
  }

  /** Appends a short title: capitalised content words, none of the first fifty. */
  public StringBuilder title(StringBuilder out, int count, RandomGenerator random) {
    for (int i = 0; i < count; i++) {
      String word = contentWord(random);
      out.append(i == 0 ? "" : " ");
      out.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
    }
    return out;
  }

  /** Returns a word that means something: what somebody would search for. */
  public String contentWord(RandomGenerator random) {
    int stopWords = Math.min(50, words.size() / 2);
    return words.get(stopWords + random.nextInt(words.size() - stopWords));
  }

  /** Returns a token that text mentions rarely. */
  public static String ticket(int number) {
    return "fx" + (10_000 + number);
  }
}
