package dev.trimtab.scenarios.social;

import dev.trimtab.scenarios.BulkLoad;
import dev.trimtab.scenarios.CacheClaims;
import dev.trimtab.scenarios.Claim;
import dev.trimtab.scenarios.LoadOptions;
import dev.trimtab.scenarios.Operation;
import dev.trimtab.scenarios.PageRequest;
import dev.trimtab.scenarios.ProgressListener;
import dev.trimtab.scenarios.Resources;
import dev.trimtab.scenarios.Scenario;
import dev.trimtab.scenarios.TableRows;
import dev.trimtab.scenarios.Workload;
import dev.trimtab.scenarios.WorkloadStatement;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A social network for events: 5 tables, 3.65 million rows at scale 1. */
public final class SocialScenario implements Scenario {

  private static final Resources RESOURCES = new Resources(SocialScenario.class);

  @Override
  public String name() {
    return "social";
  }

  @Override
  public String title() {
    return "Social network for events";
  }

  @Override
  public String description() {
    return """
    People follow each other, write posts, announce events and answer to them. Followers fall by \
    a power law: three in ten of 100,000 users follow the most popular one, half have no more \
    than eight followers; a fifth lives in one city; most never left the first state of their \
    journey; one event in ten is still to come.\
    """;
  }

  @Override
  public String schemaSql() {
    return tablesSql() + "\n" + constraintsSql();
  }

  @Override
  public void load(Connection connection, LoadOptions options, ProgressListener listener) {
    new BulkLoad(connection, listener, System::nanoTime)
        .run(tablesSql(), constraintsSql(), tables(options), options.seed());
  }

  @Override
  public Workload workload(LoadOptions options) {
    SocialDraws draws = draws(options);
    return new Workload(
        Stream.<List<WorkloadStatement>>of(
                UserStatements.all(draws),
                FollowStatements.all(draws),
                PostStatements.all(draws),
                EventStatements.all(draws),
                JourneyStatements.all(draws),
                WriteStatements.all(draws))
            .flatMap(List::stream)
            .toList());
  }

  @Override
  public List<Operation> operations(LoadOptions options) {
    return SocialOperations.all(workload(options), draws(options));
  }

  static SocialDraws draws(LoadOptions options) {
    return new SocialDraws(
        shape(options), new SocialFacts(options.seed()), RESOURCES.vocabulary("words.txt"));
  }

  @Override
  public Optional<Supplier<PageRequest>> trace(LoadOptions options) {
    return Optional.of(SocialTrace.of(options));
  }

  @Override
  public CacheClaims cacheClaims() {
    return SocialClaims.CACHE;
  }

  @Override
  public List<Claim> claims() {
    return SocialClaims.ALL;
  }

  @Override
  public List<String> reportIndexes() {
    return RESOURCES.statements("report-indexes.sql");
  }

  /** The rows of all tables, in the order of the schema. */
  static List<TableRows> tables(LoadOptions options) {
    return new SocialTables(
            shape(options), new SocialFacts(options.seed()), RESOURCES.vocabulary("words.txt"))
        .all();
  }

  static SocialShape shape(LoadOptions options) {
    return new SocialShape(SocialSizes.of(options.scale()), options.seed());
  }

  private static String tablesSql() {
    return RESOURCES.text("tables.sql");
  }

  private static String constraintsSql() {
    return RESOURCES.text("constraints.sql");
  }
}
