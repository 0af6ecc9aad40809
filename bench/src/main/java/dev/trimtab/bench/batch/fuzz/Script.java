package dev.trimtab.bench.batch.fuzz;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * What one connection does between being taken and given back.
 *
 * @param isolation of {@link Connection}
 * @param commits whether every statement commits by itself
 * @param isKept whether it is committed in the end
 */
record Script(int isolation, boolean commits, boolean isKept, List<Step> steps) {

  private static final int STEPS_MAX = 4;

  Script {
    steps = List.copyOf(steps);
  }

  /**
   * Writes one.
   *
   * @param withIntrusions whether others may commit meanwhile
   * @param number of the rows it adds, different for each
   */
  static Script of(World world, RandomGenerator random, boolean withIntrusions, int number) {
    int isolation =
        switch (random.nextInt(4)) {
          case 0 -> Connection.TRANSACTION_READ_COMMITTED;
          case 1 -> Connection.TRANSACTION_SERIALIZABLE;
          default -> Connection.TRANSACTION_REPEATABLE_READ;
        };
    var writer = new Writer(world, random, withIntrusions, number);
    var steps = new ArrayList<Step>();
    int count = 1 + random.nextInt(STEPS_MAX);
    for (int i = 0; i < count; i++) {
      steps.add(random.nextInt(3) > 0 ? writer.loop() : writer.other());
    }
    return new Script(isolation, random.nextInt(12) == 0, random.nextInt(5) > 0, steps);
  }

  /** Invents steps. */
  private static final class Writer {
    private final World world;
    private final RandomGenerator random;
    private final boolean withIntrusions;
    private int number;

    Writer(World world, RandomGenerator random, boolean withIntrusions, int number) {
      this.world = world;
      this.random = random;
      this.withIntrusions = withIntrusions;
      this.number = number;
    }

    Step loop() {
      LoopPlan plan = world.plans().get(random.nextInt(world.plans().size()));
      boolean isDisturbed = random.nextInt(4) == 0;
      return new Step.Loop(
          random.nextBoolean() ? List.of(plan) : withThoseOfItsParent(plan),
          random.nextBoolean(),
          random.nextInt(4) == 0,
          random.nextInt(10) == 0 ? 1 + random.nextInt(5) : Integer.MAX_VALUE,
          other(),
          isDisturbed ? OptionalInt.of(random.nextInt(15)) : OptionalInt.empty());
    }

    private List<LoopPlan> withThoseOfItsParent(LoopPlan plan) {
      return world.plans().stream().filter(its -> its.parent().equals(plan.parent())).toList();
    }

    Step other() {
      String table = world.tables().get(random.nextInt(world.tables().size()));
      return switch (random.nextInt(withIntrusions ? 8 : 7)) {
        case 0 ->
            new Step.Write(
                "UPDATE %s SET amount = amount + 1 WHERE amount %% 3 = %d"
                    .formatted(table, random.nextInt(3)));
        case 1 -> new Step.Write("DELETE FROM %s WHERE amount = 9".formatted(table));
        case 2 -> new Step.Write(added(table));
        case 3 -> new Step.TakenBack("UPDATE %s SET amount = 0, kind = 'kind 1'".formatted(table));
        case 4 -> new Step.Read("SELECT count(*) FROM %s".formatted(table));
        case 5 -> new Step.Read("SELECT id FROM %s ORDER BY id".formatted(table));
        case 6 -> new Step.Commit();
        default -> new Step.Intrusion(added(table));
      };
    }

    /** A row whose reference and key are those of another one. */
    private String added(String table) {
      number++;
      return """
      INSERT INTO %1$s (id, r, kind, amount)
      SELECT CASE pg_typeof(id)::text WHEN 'uuid' THEN md5('new %2$d') WHEN 'text' THEN 'new %2$d'
          ELSE '%3$d' END::text::%4$s, r, 'kind %5$d', amount
      FROM %1$s ORDER BY id LIMIT 1
      """
          .formatted(table, number, 100_000 + number, world.keyOf(table), random.nextInt(3));
    }
  }
}
