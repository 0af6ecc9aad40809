package dev.trimtab.scenarios.leads;

import dev.trimtab.scenarios.BulkLoad;
import dev.trimtab.scenarios.Claim;
import dev.trimtab.scenarios.LoadOptions;
import dev.trimtab.scenarios.Operation;
import dev.trimtab.scenarios.ProgressListener;
import dev.trimtab.scenarios.Resources;
import dev.trimtab.scenarios.Scenario;
import dev.trimtab.scenarios.TableRows;
import dev.trimtab.scenarios.Workload;
import dev.trimtab.scenarios.WorkloadStatement;
import java.sql.Connection;
import java.util.List;
import java.util.stream.Stream;

/** Sales leads and how fast agents answer them: 4 tables, 1.06 million rows at scale 1. */
public final class LeadsScenario implements Scenario {

  private static final Resources RESOURCES = new Resources(LeadsScenario.class);

  @Override
  public String name() {
    return "leads";
  }

  @Override
  public String title() {
    return "Sales leads and their agents, on data of Monday.com";
  }

  @Override
  public String description() {
    return """
    Leads come in, are answered by agents, won or lost; metrics are kept per agent and window. \
    The largest of 50 organisations has a fifth of a million leads, one lead in seven is won, the \
    newest are still open. Names are in mixed case and keys are text, as Prisma makes them, so \
    that every statement and every index needs its quotes.\
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
    LeadsDraws draws = draws(options);
    return new Workload(
        Stream.<List<WorkloadStatement>>of(
                RangeStatements.all(draws),
                LeadStatements.all(draws),
                PeopleStatements.all(draws),
                WriteStatements.all(draws))
            .flatMap(List::stream)
            .toList());
  }

  @Override
  public List<Operation> operations(LoadOptions options) {
    return LeadsOperations.all(workload(options), draws(options));
  }

  @Override
  public List<Claim> claims() {
    return LeadsClaims.ALL;
  }

  @Override
  public List<String> reportIndexes() {
    return RESOURCES.statements("report-indexes.sql");
  }

  /** The rows of all tables, in the order of the schema. */
  static List<TableRows> tables(LoadOptions options) {
    return new LeadsTables(shape(options), new LeadsFacts(options.seed())).all();
  }

  private static LeadsDraws draws(LoadOptions options) {
    return new LeadsDraws(shape(options), new LeadsFacts(options.seed()));
  }

  private static LeadsShape shape(LoadOptions options) {
    return new LeadsShape(LeadsSizes.of(options.scale()), options.seed());
  }

  private static String tablesSql() {
    return RESOURCES.text("tables.sql");
  }

  private static String constraintsSql() {
    return RESOURCES.text("constraints.sql");
  }
}
