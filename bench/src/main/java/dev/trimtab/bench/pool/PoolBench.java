package dev.trimtab.bench.pool;

import dev.trimtab.bench.cache.measure.Bars;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * {@code bench/run pool WHAT [ARGUMENT]}: one question, or several separated by commas, which then
 * are asked with nothing. What cannot be asked is refused with exit code 2.
 */
public final class PoolBench {

  @FunctionalInterface
  private interface Answer {
    void to(Bars bars, Asked asked) throws Exception;
  }

  @FunctionalInterface
  private interface PlainAnswer {
    void to(Bars bars) throws Exception;
  }

  /**
   * A question.
   *
   * @param takes what it may be asked with, empty if with nothing
   */
  private record Question(String takes, Answer answer) {

    String usage(String name) {
      return "bench/run pool %s %s".formatted(name, takes).strip();
    }
  }

  private static final Map<String, Question> QUESTIONS = new LinkedHashMap<>();

  static {
    put("borrow", Borrow::run);
    put("loads", "[WORK,...] [CLIENTS,...] [TURNS]", Loads::run);
    put("halve", Halving::run);
    put("switch", "[MINUTES]", Switching::run);
    put("share", Sharing::run);
    put("fair", "[loaded]", Fairness::run);
    put("lanes", LanesQuestion::run);
    put("replicas", "[READS]", Replicas::run);
    put("faults", "[SECONDS] [SEED]", Faults::run);
    put("systems", Systems::run);
  }

  private PoolBench() {}

  private static void put(String name, String takes, Answer answer) {
    QUESTIONS.put(name, new Question(takes, answer));
  }

  private static void put(String name, PlainAnswer answer) {
    put(
        name,
        "",
        (bars, asked) -> {
          asked.end();
          answer.to(bars);
        });
  }

  public static void main(String[] args) throws Exception {
    List<String> names = args.length == 0 ? List.of() : List.of(args[0].split(",", -1));
    boolean isKnown = !names.isEmpty() && QUESTIONS.keySet().containsAll(names);
    if (!isKnown || (names.size() > 1 && args.length > 1)) {
      System.err.println("one of these, or several names separated by commas and nothing else:");
      QUESTIONS.forEach((name, question) -> System.err.println(question.usage(name)));
      System.exit(2);
    }
    var bars = new Bars();
    for (String name : names) {
      bars.say("%n%s", name);
      Question question = Objects.requireNonNull(QUESTIONS.get(name));
      String[] words = Arrays.copyOfRange(args, 1, args.length);
      try {
        question.answer().to(bars, new Asked(question.usage(name), words));
      } catch (Asked.Refused e) {
        System.err.println(e.getMessage());
        System.exit(2);
      }
    }
    System.exit(bars.finish());
  }
}
