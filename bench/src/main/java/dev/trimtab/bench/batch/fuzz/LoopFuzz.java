package dev.trimtab.bench.batch.fuzz;

import dev.trimtab.batch.automatic.AutomaticBatching;
import dev.trimtab.batch.automatic.AutomaticSettings;
import dev.trimtab.batch.automatic.AutomaticSettings.Snapshots;
import dev.trimtab.batch.automatic.LoopState;
import dev.trimtab.batch.jdbc.ObservedDataSource;
import dev.trimtab.batch.observe.Observer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/**
 * Runs random transactions on two equal databases, on one through the delegate that runs loops
 * ahead, and compares everything the application sees.
 */
public final class LoopFuzz {

  /** Transactions of one application, so that it is learned and then run ahead. */
  private static final int TRANSACTIONS = 40;

  /** Results that have to agree before answers are handed out: few, so that most are. */
  private static final int EQUAL_RUNS = 6;

  private final DataSource observed;
  private final DataSource plain;

  /**
   * What came of it.
   *
   * @param transactions that were run
   * @param different those of which the application saw something else
   * @param batches statements that asked for several keys
   * @param answered executions that were answered from them
   * @param ahead loops that were run ahead in the end
   * @param loops that were seen
   * @param first difference, if there is one
   */
  public record Outcome(
      int transactions,
      int different,
      long batches,
      long answered,
      int ahead,
      int loops,
      Optional<String> first) {

    static final Outcome NONE = new Outcome(0, 0, 0, 0, 0, 0, Optional.empty());

    Outcome plus(Outcome other) {
      return new Outcome(
          transactions + other.transactions,
          different + other.different,
          batches + other.batches,
          answered + other.answered,
          ahead + other.ahead,
          loops + other.loops,
          first.or(other::first));
    }
  }

  /**
   * @param observed a database, which is emptied
   * @param plain another one, which is emptied
   */
  public LoopFuzz(DataSource observed, DataSource plain) {
    this.observed = observed;
    this.plain = plain;
  }

  /** Runs at least so many transactions. */
  public Outcome run(int transactions, long firstSeed) throws SQLException {
    Outcome outcome = Outcome.NONE;
    for (long seed = firstSeed; outcome.transactions() < transactions; seed++) {
      outcome = outcome.plus(world(seed));
    }
    return outcome;
  }

  /** Runs the transactions of one application: how a difference is replayed. */
  public Outcome world(long seed) throws SQLException {
    RandomGenerator random = new SplittableRandom(seed);
    World world = World.of(random);
    prepare(observed, world);
    prepare(plain, world);
    boolean isOfLoop = random.nextBoolean();
    var automatic =
        new AutomaticBatching(
            AutomaticSettings.STANDARD
                .with(isOfLoop ? Snapshots.OF_LOOP : Snapshots.OF_TRANSACTION)
                .withEqualRuns(EQUAL_RUNS));
    var source =
        new ObservedDataSource(observed, new Observer(automatic.before(_ -> {})), automatic);
    int different = 0;
    Optional<String> first = Optional.empty();
    for (int i = 0; i < TRANSACTIONS; i++) {
      // One snapshot for a loop in READ COMMITTED differs, as promised, when others commit in it.
      Script script = Script.of(world, random, !isOfLoop, i * 100);
      List<String> expected = new Run(plain, plain).of(script);
      List<String> seen = new Run(source, observed).of(script);
      if (!seen.equals(expected)) {
        different++;
        first = first.or(() -> Optional.of(difference(seed, script, expected, seen)));
      }
    }
    return outcome(automatic.loops(), different, first);
  }

  private static Outcome outcome(List<LoopState> loops, int different, Optional<String> first) {
    return new Outcome(
        TRANSACTIONS,
        different,
        loops.stream().mapToLong(LoopState::batches).sum(),
        loops.stream().mapToLong(LoopState::used).sum()
            - loops.stream().mapToLong(LoopState::equalRuns).sum(),
        (int) loops.stream().filter(l -> l.stage() == LoopState.Stage.AHEAD).count(),
        loops.size(),
        first);
  }

  private static String difference(
      long seed, Script script, List<String> expected, List<String> seen) {
    int at = 0;
    while (at < expected.size() && at < seen.size() && expected.get(at).equals(seen.get(at))) {
      at++;
    }
    return "seed %d, line %d of %d: expected%n  %s%nand saw%n  %s%nin %s"
        .formatted(
            seed,
            at,
            expected.size(),
            at < expected.size() ? expected.get(at) : "nothing more",
            at < seen.size() ? seen.get(at) : "nothing more",
            script);
  }

  private static void prepare(DataSource source, World world) throws SQLException {
    try (Connection connection = source.getConnection();
        var statement = connection.createStatement()) {
      var all = new ArrayList<String>();
      all.add("DROP SCHEMA public CASCADE");
      all.add("CREATE SCHEMA public");
      all.addAll(world.ddl());
      statement.setEscapeProcessing(false);
      for (String sql : all) {
        statement.execute(sql);
      }
    }
  }
}
