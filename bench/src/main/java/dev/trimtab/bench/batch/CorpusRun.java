package dev.trimtab.bench.batch;

import dev.trimtab.bench.batch.corpus.Corpus;
import dev.trimtab.bench.cache.measure.Bars;
import dev.trimtab.twin.EmbeddedServer;
import dev.trimtab.twin.ServerHome;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Who tells loops from what only looks like one, on traces of four libraries.
 *
 * <p>Success, said before running: recall at least 0.98, precision at least 0.97, the parent named
 * right in at least 95 of 100; what a finding says would be saved within a quarter of what is, at
 * 0, 1 and 5 ms.
 */
final class CorpusRun {

  private CorpusRun() {}

  static void main() throws Exception {
    var bars = new Bars();
    try (var server = EmbeddedServer.start(ServerHome.bundled(), Map.of())) {
      var source = new PGSimpleDataSource();
      source.setUrl(
          "jdbc:postgresql://127.0.0.1:%d/postgres?user=%s&password=%s"
              .formatted(server.port(), EmbeddedServer.SUPERUSER, server.password()));
      Corpus.Outcome outcome = new Corpus(source).run();
      bars.say(
          "%d traces; recall, precision: loops found, missed, called so and none",
          outcome.traces());
      outcome
          .tallies()
          .forEach((name, tally) ->
              bars.say(
                  "  %-44s %.3f  %.3f   %d %d %d",
                  name,
                  tally.recall(),
                  tally.precision(),
                  tally.found(),
                  tally.missed(),
                  tally.wrong()));
      bars.say("  parents named right: %d of %d", outcome.parentsRight(), outcome.parents());
      outcome.complaints().forEach(its -> bars.say("  %s", its.replaceAll("\\s+", " ")));
      bars.atLeast("traces", outcome.traces(), 120L);
      Corpus.Tally ours = outcome.ours();
      bars.atLeast("recall", ours.recall(), 0.98);
      bars.atLeast("precision", ours.precision(), 0.97);
      bars.atLeast("parents", (double) outcome.parentsRight() / outcome.parents(), 0.95);
      Savings.compare(bars, server);
    }
    System.exit(bars.finish());
  }
}
