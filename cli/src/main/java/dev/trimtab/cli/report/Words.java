package dev.trimtab.cli.report;

import dev.trimtab.cli.report.Style.Tone;
import dev.trimtab.core.advice.Evidence;
import dev.trimtab.core.advice.Recommendation;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.proof.Confidence;
import dev.trimtab.core.proof.Verdict;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The words every form of the report uses for the same thing. */
final class Words {

  private static final Pattern PLAIN_NAME = Pattern.compile("\"([a-z_][a-z0-9_]*)\"");

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

  /** What happened, without the state once more: the journal's sentences begin with it. */
  static Optional<String> outcome(Change change) {
    String state = of(change.state()).text() + ": ";
    return change
        .outcome()
        .map(text -> text.startsWith(state) ? text.substring(state.length()) : text);
  }

  static String size(Recommendation recommendation) {
    String bytes = Numbers.bytes(recommendation.evidence().sizeBytes());
    return switch (recommendation) {
      case Recommendation.CreateIndex _ -> bytes;
      case Recommendation.DropIndex _ -> bytes + " freed";
      case Recommendation.StoredCount _ -> bytes;
    };
  }

  static String writes(Recommendation recommendation) {
    Evidence evidence = recommendation.evidence();
    if (evidence.writeCost().entries() == 0) {
      return "none seen";
    }
    if (recommendation instanceof Recommendation.StoredCount count) {
      return "%s updates of %s"
          .formatted(Numbers.count(evidence.writeCost().entries()), count.table());
    }
    return "%s entries, %s of WAL%s"
        .formatted(
            Numbers.count(evidence.writeCost().entries()),
            Numbers.bytes(evidence.writeCost().walBytes()),
            recommendation instanceof Recommendation.DropIndex ? " spared" : "");
  }

  /** The statement that carries it out; of a script, what it does. */
  static String statement(Recommendation recommendation) {
    return recommendation instanceof Recommendation.StoredCount
        ? brief(recommendation)
        : recommendation.applySql();
  }

  /** The same of a change. */
  static String statement(Change change) {
    return change.kind() == Change.Kind.STORED_COUNT ? brief(change) : change.applySql();
  }

  /** The statement without what is the same in every one, and without quotes that say nothing. */
  static String brief(Recommendation recommendation) {
    return switch (recommendation) {
      case Recommendation.CreateIndex create -> brief(create.definition());
      case Recommendation.DropIndex drop ->
          "drop %s on %s".formatted(drop.index(), brief(drop.definition()));
      case Recommendation.StoredCount count -> brief(count);
    };
  }

  private static String brief(Recommendation.StoredCount count) {
    var definition = count.definition();
    return "store %s.%s: rows of %s by %s%s"
        .formatted(
            count.table(),
            count.column(),
            definition.child(),
            definition.foreignKey(),
            definition.predicate().map(" where "::concat).orElse(""));
  }

  private static String brief(IndexDefinition definition) {
    String method = definition.isBtree() ? "" : " using " + definition.method();
    String sql = definition.toSql();
    String keys = sql.substring(sql.indexOf(" USING ") + " USING ".length());
    keys = keys.substring(keys.indexOf(' '));
    return definition.table() + method + PLAIN_NAME.matcher(keys).replaceAll("$1");
  }

  /** The same of a change, of which only the statement is known. */
  static String brief(Change change) {
    String sql = change.applySql();
    String what =
        switch (change.kind()) {
          case CREATE_INDEX -> sql.substring(sql.indexOf(" ON ") + " ON ".length());
          case DROP_INDEX -> "drop " + change.index();
          case STORED_COUNT -> "store %s.%s".formatted(change.table(), change.index());
        };
    return PLAIN_NAME
        .matcher(what.replace("\"public\".", "").replace(" USING btree", ""))
        .replaceAll("$1");
  }

  static String plural(long count, String noun) {
    return Numbers.count(count) + " " + (count == 1 ? noun : noun + "s");
  }
}
