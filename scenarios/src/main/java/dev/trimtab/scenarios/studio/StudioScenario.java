package dev.trimtab.scenarios.studio;

import dev.trimtab.scenarios.BulkLoad;
import dev.trimtab.scenarios.CacheClaims;
import dev.trimtab.scenarios.Claim;
import dev.trimtab.scenarios.LoadOptions;
import dev.trimtab.scenarios.PageRequest;
import dev.trimtab.scenarios.ProgressListener;
import dev.trimtab.scenarios.Resources;
import dev.trimtab.scenarios.Scenario;
import dev.trimtab.scenarios.TableRows;
import dev.trimtab.scenarios.Vocabulary;
import dev.trimtab.scenarios.Workload;
import dev.trimtab.scenarios.WorkloadStatement;
import java.sql.Connection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Project and file collaboration: 21 tables, about 1.6 million rows at scale 1. */
public final class StudioScenario implements Scenario {

  private static final Resources RESOURCES = new Resources(StudioScenario.class);

  @Override
  public String name() {
    return "studio";
  }

  @Override
  public String title() {
    return "Project and file collaboration for creative agencies";
  }

  @Override
  public String description() {
    return """
    Agencies plan projects, exchange files in versions, talk, track time and send invoices. The \
    largest of 800 organisations has a twelfth of everything, the busiest of 25,000 \
    conversations 2 % of 600,000 messages; most soft-delete columns are NULL; statuses are \
    dominated by one value; the newest rows are read most.\
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
    var draws =
        new StudioDraws(
            new StudioShape(StudioSizes.of(options.scale()), options.seed()),
            new StudioFacts(options.seed()),
            vocabulary());
    return new Workload(
        Stream.<List<WorkloadStatement>>of(
                PeopleStatements.all(draws),
                ProjectStatements.all(draws),
                FileStatements.all(draws),
                MessageStatements.all(draws),
                ConversationStatements.all(draws),
                BusinessStatements.all(draws),
                WriteStatements.all(draws))
            .flatMap(List::stream)
            .toList());
  }

  @Override
  public Optional<Supplier<PageRequest>> trace(LoadOptions options) {
    return Optional.of(StudioTrace.of(options));
  }

  @Override
  public CacheClaims cacheClaims() {
    var hitRates = new LinkedHashMap<String, Double>();
    hitRates.put("users", 0.85);
    hitRates.put("projects", 0.75);
    hitRates.put("files", 0.70);
    hitRates.put("messages", 0.80);
    hitRates.put("analytics", 0.90);
    return new CacheClaims(hitRates, Optional.empty(), Optional.of(new Claim.Range(60, 70)));
  }

  @Override
  public List<Claim> claims() {
    return List.of(
        Claim.millis("user by email", 15, 2, "users.by_email"),
        Claim.millis("projects of an organisation", 50, 8, "projects.of_organization"),
        Claim.millis("files of a project", 35, 5, "files.of_project"),
        Claim.millis("messages of a conversation, page", 80, 12, "messages.page"),
        Claim.millis("message full-text search", 200, 30, "messages.search"),
        Claim.millis("analytics dashboard", 500, 80, "organizations.dashboard"));
  }

  @Override
  public List<String> reportIndexes() {
    return RESOURCES.statements("report-indexes.sql");
  }

  /** The rows of all tables, in the order of the schema. */
  static List<TableRows> tables(LoadOptions options) {
    var shape = new StudioShape(StudioSizes.of(options.scale()), options.seed());
    var facts = new StudioFacts(options.seed());
    var words = vocabulary();
    return Stream.of(
            new PeopleTables(shape, facts, words).all(),
            new ProjectTables(shape, words).all(),
            new FileTables(shape, words).all(),
            new TalkTables(shape, words).all(),
            new BusinessTables(shape, facts, words).all())
        .flatMap(List::stream)
        .toList();
  }

  static Vocabulary vocabulary() {
    return RESOURCES.vocabulary("words.txt");
  }

  private static String tablesSql() {
    return RESOURCES.text("tables.sql");
  }

  private static String constraintsSql() {
    return RESOURCES.text("constraints.sql");
  }
}
