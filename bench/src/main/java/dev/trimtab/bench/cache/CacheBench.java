package dev.trimtab.bench.cache;

import dev.trimtab.bench.cache.database.DatabaseFollow;
import dev.trimtab.bench.cache.measure.Bars;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** {@code bench/run cache WHAT [ARGUMENT]}: one question, or several separated by commas. */
public final class CacheBench {

  @FunctionalInterface
  private interface Question {
    void run(Bars bars, String... args) throws Exception;
  }

  private static final Map<String, Question> QUESTIONS = new LinkedHashMap<>();

  static {
    QUESTIONS.put("hits", (bars, _) -> Hits.run(bars));
    QUESTIONS.put("remote", (bars, _) -> Remote.run(bars));
    QUESTIONS.put("batch", (bars, _) -> Batch.run(bars));
    QUESTIONS.put("stampede", (bars, _) -> Stampede.run(bars));
    QUESTIONS.put("hung", (bars, _) -> Hung.run(bars));
    QUESTIONS.put("race", Race::run);
    QUESTIONS.put("tags", (bars, _) -> TagInvalidation.run(bars));
    QUESTIONS.put("refresh", (bars, _) -> RefreshAhead.run(bars));
    QUESTIONS.put("warm", (bars, _) -> WarmStart.run(bars));
    QUESTIONS.put("predictive", (bars, _) -> Predictive.run(bars));
    QUESTIONS.put("database", DatabaseFollow::run);
    QUESTIONS.put("faults", Faults::run);
    QUESTIONS.put("studio", Sessions::studio);
    QUESTIONS.put("social", Sessions::social);
  }

  private CacheBench() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 0 || !QUESTIONS.keySet().containsAll(questions(args[0]))) {
      System.err.println("bench/run cache WHAT, one or several of " + QUESTIONS.keySet());
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
