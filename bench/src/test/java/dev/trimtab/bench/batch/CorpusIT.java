package dev.trimtab.bench.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.bench.batch.corpus.Corpus;
import dev.trimtab.testkit.TestPostgres;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** {@code bench/run batch corpus} holds it to more, and asks others too. */
class CorpusIT {

  @Test
  void loopsAreToldFromWhatLooksLikeThem() throws Exception {
    TestPostgres server = TestPostgres.newest();
    var source = new PGSimpleDataSource();
    source.setUrl(server.url(server.createDatabase(), "postgres"));

    Corpus.Outcome outcome = new Corpus(source).run();

    assertThat(outcome.traces()).isGreaterThanOrEqualTo(120);
    assertThat(outcome.ours().recall()).isGreaterThanOrEqualTo(0.95);
    assertThat(outcome.ours().precision()).isGreaterThanOrEqualTo(0.95);
    assertThat(outcome.parentsRight()).isGreaterThanOrEqualTo(outcome.parents() * 9 / 10);
  }
}
