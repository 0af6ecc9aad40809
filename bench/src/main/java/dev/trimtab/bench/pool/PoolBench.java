package dev.trimtab.bench.pool;

import dev.trimtab.bench.cache.measure.Bars;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** {@code bench/run pool WHAT [ARGUMENT]}: one question, or several separated by commas. */
public final class PoolBench {

  @FunctionalInterface
  private interface Question {
    void run(Bars bars, String... args) throws Exception;
  }

  private static final Map<String, Question> QUESTIONS = new LinkedHashMap<>();

  static {
    QUESTIONS.put("borrow", (bars, _) -> Borrow.run(bars));
    QUESTIONS.put("loads", Loads::run);
    QUESTIONS.put("halve", (bars, _) -> Halving.run(bars));
    QUESTIONS.put("switch", Switching::run);
    QUESTIONS.put("share", Sharing::run);
    QUESTIONS.put("fair", Fairness::run);
    QUESTIONS.put("lanes", (bars, _) -> LanesQuestion.run(bars));
    QUESTIONS.put("replicas", Replicas::run);
    QUESTIONS.put("faults", Faults::run);
    QUESTIONS.put("systems", (bars, _) -> Systems.run(bars));
  }

  private PoolBench() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 0 || !QUESTIONS.keySet().containsAll(questions(args[0]))) {
      System.err.println("bench/run pool WHAT, one or several of " + QUESTIONS.keySet());
      System.exit(2);
    }
    var bars = new Bars();
    for (String name : questions(args[0])) {
      bars.say("%n%s", name);
      Objects.requireNonNull(QUESTIONS.get(name))
          .run(bars, Arrays.copyOfRange(args, 1, args.length));
    }
    System.exit(bars.finish());
  }

  private static List<String> questions(String argument) {
    return List.of(argument.split(",", -1));
  }
}
