package dev.trimtab.bench.batch.corpus;

import dev.trimtab.batch.jdbc.ObservedDataSource;
import dev.trimtab.batch.observe.Finding;
import dev.trimtab.batch.observe.Observer;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;

/** Runs all code of the corpus and asks everybody what it was. */
public final class Corpus {

  static final String SCHEMA =
      """
      CREATE TABLE region (id int PRIMARY KEY, name text);
      CREATE TABLE customer (id int PRIMARY KEY, name text NOT NULL, region text,
        seen int NOT NULL DEFAULT 0);
      CREATE TABLE purchase (id int PRIMARY KEY, customer_id int NOT NULL, note text);
      CREATE TABLE item (id int PRIMARY KEY, purchase_id int NOT NULL, name text);
      CREATE TABLE visit (id int PRIMARY KEY, customer_id int NOT NULL, page int NOT NULL);
      CREATE TABLE metric (key text PRIMARY KEY, value int NOT NULL);
      INSERT INTO region SELECT n, 'region ' || n FROM generate_series(1, 12) n;
      INSERT INTO customer SELECT n, 'name ' || n, 'region ' || n % 12 + 1
        FROM generate_series(1001, 1040) n;
      INSERT INTO purchase SELECT n, 1001 + n % 40, 'note ' || n FROM generate_series(5001, 5150) n;
      INSERT INTO item SELECT n, 5001 + n % 150, 'item ' || n FROM generate_series(9001, 9400) n;
      INSERT INTO visit SELECT n, 1001 + n % 40, n % 7 FROM generate_series(20001, 20200) n;
      INSERT INTO metric VALUES ('state', 1);
      INSERT INTO metric SELECT 'old ' || n, n FROM generate_series(1, 12) n;
      ANALYZE;
      """;

  private static final Set<Finding.Kind> LOOPS =
      EnumSet.of(
          Finding.Kind.N_PLUS_ONE,
          Finding.Kind.READ_LOOP,
          Finding.Kind.WRITE_LOOP,
          Finding.Kind.FIND_THEN_WRITE);

  private final DataSource source;

  /**
   * @param source an empty database
   */
  public Corpus(DataSource source) {
    this.source = source;
  }

  /**
   * What somebody said of all traces.
   *
   * @param found loops that were called so
   * @param missed loops that were not
   * @param wrong what is none and was called one
   */
  public record Tally(int found, int missed, int wrong) {
    Tally plus(boolean isLoop, boolean speaks) {
      return new Tally(
          found + (isLoop && speaks ? 1 : 0),
          missed + (isLoop && !speaks ? 1 : 0),
          wrong + (!isLoop && speaks ? 1 : 0));
    }

    public double recall() {
      return (double) found / (found + missed);
    }

    public double precision() {
      return found + wrong == 0 ? 1 : (double) found / (found + wrong);
    }
  }

  /**
   * The outcome.
   *
   * @param traces how many
   * @param tallies by who was asked; ours is called {@code trimtab}
   * @param parentsRight loops whose parent, or that there is none, was named right
   * @param parents loops that were found, nested ones each for itself
   * @param complaints what of ours was wrong
   */
  public record Outcome(
      int traces,
      Map<String, Tally> tallies,
      int parentsRight,
      int parents,
      List<String> complaints) {

    public Tally ours() {
      return tallies.getOrDefault("trimtab", new Tally(0, 1, 0));
    }
  }

  /** What was said of one trace. */
  private static final class Heard {
    private final List<Finding> findings = Collections.synchronizedList(new ArrayList<>());
  }

  public Outcome run() throws Exception {
    try (Connection connection = source.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(SCHEMA);
    }
    var heard = new Heard();
    var observer = new Observer(report -> heard.findings.addAll(report.findings()));
    var recorder = new Recorder();
    DataSource observed = new ObservedDataSource(recorder.around(source), observer);
    try (SessionFactory plain = Entities.open(observed, 0);
        SessionFactory batched = Entities.open(observed, 10)) {
      var cases = new ArrayList<Case>();
      Tools.all(plain).forEach((library, tools) -> cases.addAll(SqlCases.of(library, tools)));
      cases.addAll(EntityCases.of(plain, batched));
      return judged(cases, observed, observer, recorder, heard);
    }
  }

  private static Outcome judged(
      List<Case> cases, DataSource observed, Observer observer, Recorder recorder, Heard heard)
      throws Exception {
    Map<String, Tally> tallies = new LinkedHashMap<>();
    var complaints = new ArrayList<String>();
    int right = 0;
    int parents = 0;
    for (Case its : cases) {
      var _ = recorder.taken();
      heard.findings.clear();
      its.code()
          .run(
              observed,
              (name, body) -> {
                recorder.begin(name + System.nanoTime());
                // Threads of a unit belong to it as well.
                Observer.Work _ = observer.beginForAll(name);
                try {
                  body.run();
                } finally {
                  var _ = observer.endForAll();
                }
              });
      List<Finding> loops = heard.findings.stream().filter(f -> LOOPS.contains(f.kind())).toList();
      boolean isLoop = !its.loops().isEmpty();
      boolean isRight =
          its.loops().stream().allMatch(l -> loops.stream().anyMatch(f -> isOf(f, l)));
      boolean isFalse = !isLoop && !loops.isEmpty();
      score(tallies, "trimtab", isLoop, isFalse || (isLoop && isRight));
      if (!isRight || isFalse) {
        complaints.add(its.name() + ": " + loops);
      }
      List<Recorder.Recorded> statements = recorder.taken();
      for (Rival rival : Rival.values()) {
        score(tallies, rival.title(), isLoop, rival.speaks(statements));
      }
      for (Case.Loop loop : its.loops()) {
        for (Finding finding : loops) {
          if (isOf(finding, loop)) {
            parents++;
            if (hasParent(finding, loop)) {
              right++;
            } else {
              complaints.add(its.name() + ", parent: " + finding.parent());
            }
            break;
          }
        }
      }
    }
    return new Outcome(cases.size(), Map.copyOf(tallies), right, parents, List.copyOf(complaints));
  }

  private static void score(
      Map<String, Tally> tallies, String name, boolean isLoop, boolean speaks) {
    tallies.merge(
        name,
        new Tally(0, 0, 0).plus(isLoop, speaks),
        (old, its) ->
            new Tally(
                old.found() + its.found(), old.missed() + its.missed(), old.wrong() + its.wrong()));
  }

  private static boolean isOf(Finding finding, Case.Loop loop) {
    return finding.sql().contains(loop.statement());
  }

  private static boolean hasParent(Finding finding, Case.Loop loop) {
    return loop.parent().isEmpty()
        ? finding.parent().isEmpty()
        : finding.parent().filter(p -> p.sql().contains(loop.parent())).isPresent();
  }
}
