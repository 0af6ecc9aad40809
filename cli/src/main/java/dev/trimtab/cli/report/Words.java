package dev.trimtab.cli.report;

import dev.trimtab.cli.report.Style.Tone;
import dev.trimtab.core.advice.Evidence;
import dev.trimtab.core.advice.Recommendation;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.proof.Confidence;
import dev.trimtab.core.proof.Verdict;
import java.util.Locale;

/** The words every form of the report uses for the same thing. */
final class Words {

  private Words() {}

  /** A word and how it feels. */
  record Badge(String text, Tone tone) {}

  static Badge of(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Improves improves ->
          new Badge("improves by " + Numbers.percent(improves.share()), Tone.GOOD);
      case Verdict.Regresses regresses ->
          new Badge(
              "regresses, %s slower".formatted(Numbers.digits(regresses.slowdown()) + "x"),
              Tone.BAD);
      case Verdict.Inconclusive _ -> new Badge("inconclusive", Tone.UNSURE);
    };
  }

  static Badge of(Confidence confidence) {
    return switch (confidence) {
      case ESTIMATED -> new Badge("estimated", Tone.UNSURE);
      case REHEARSED -> new Badge("rehearsed", Tone.GOOD);
      case OBSERVED -> new Badge("observed", Tone.GOOD);
    };
  }

  static Badge of(ChangeState state) {
    String word = state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return switch (state) {
      case KEPT -> new Badge(word, Tone.GOOD);
      case ROLLED_BACK -> new Badge(word, Tone.UNSURE);
      case REJECTED -> new Badge(word, Tone.BAD);
      case PROPOSED, PROVEN, APPLYING, VERIFYING, ROLLING_BACK -> new Badge(word, Tone.QUIET);
    };
  }

  static String size(Recommendation recommendation) {
    String bytes = Numbers.bytes(recommendation.evidence().sizeBytes());
    return switch (recommendation) {
      case Recommendation.CreateIndex _ -> bytes;
      case Recommendation.DropIndex _ -> bytes + " freed";
    };
  }

  static String writes(Recommendation recommendation) {
    Evidence evidence = recommendation.evidence();
    if (evidence.writeCost().entries() == 0) {
      return "none seen";
    }
    return "%s entries, %s of WAL%s"
        .formatted(
            Numbers.count(evidence.writeCost().entries()),
            Numbers.bytes(evidence.writeCost().walBytes()),
            recommendation instanceof Recommendation.DropIndex ? " spared" : "");
  }

  static String change(Recommendation recommendation) {
    return switch (recommendation) {
      case Recommendation.CreateIndex _ -> "create";
      case Recommendation.DropIndex drop -> "drop, " + drop.cause().name().toLowerCase(Locale.ROOT);
    };
  }

  static String plural(long count, String noun) {
    return Numbers.count(count) + " " + (count == 1 ? noun : noun + "s");
  }
}
