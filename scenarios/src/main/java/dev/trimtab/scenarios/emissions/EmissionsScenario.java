package dev.trimtab.scenarios.emissions;

import dev.trimtab.scenarios.BatchedCode;
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
import java.util.Optional;
import java.util.stream.Stream;

/** Sustainability data of organisations: 7 tables, 7.1 million rows at scale 1. */
public final class EmissionsScenario implements Scenario {

  private static final Resources RESOURCES = new Resources(EmissionsScenario.class);

  @Override
  public String name() {
    return "emissions";
  }

  @Override
  public String title() {
    return "Sustainability data of organisations";
  }

  @Override
  public String description() {
    return """
    Organisations report what their facilities emit, ask about it and are audited. 200 tenants, \
    the largest with an eighth of all; 5 million emissions over four years with seasons, growing \
    in number, reported days to weeks after the day they are about; a million conversations and \
    as many audited actions; almost everything old is verified, almost nothing is critical.\
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
    var draws = draws(options);
    return new Workload(
        Stream.<List<WorkloadStatement>>of(
                OrganizationStatements.all(draws),
                PeriodStatements.all(draws),
                EntryStatements.all(draws),
                TalkStatements.all(draws),
                WriteStatements.all(draws))
            .flatMap(List::stream)
            .toList());
  }

  private static EmissionsDraws draws(LoadOptions options) {
    return new EmissionsDraws(
        shape(options), new EmissionsFacts(options.seed()), RESOURCES.vocabulary("words.txt"));
  }

  @Override
  public List<Operation> operations(LoadOptions options) {
    return EmissionsOperations.all(draws(options), workload(options));
  }

  @Override
  public Optional<BatchedCode> batchedCode(LoadOptions options) {
    return Optional.of(new RecordImport(draws(options)).code());
  }

  @Override
  public List<Claim> claims() {
    return EmissionsClaims.ALL;
  }

  @Override
  public List<String> reportIndexes() {
    return RESOURCES.statements("report-indexes.sql");
  }

  /** The rows of all tables, in the order of the schema. */
  static List<TableRows> tables(LoadOptions options) {
    var shape = shape(options);
    var facts = new EmissionsFacts(options.seed());
    return Stream.of(
            new OrganizationTables(shape, facts).all(),
            new SeriesTables(shape, facts, RESOURCES.vocabulary("words.txt")).all())
        .flatMap(List::stream)
        .toList();
  }

  private static EmissionsShape shape(LoadOptions options) {
    return new EmissionsShape(EmissionsSizes.of(options.scale()), options.seed());
  }

  private static String tablesSql() {
    return RESOURCES.text("tables.sql");
  }

  private static String constraintsSql() {
    return RESOURCES.text("constraints.sql");
  }
}
