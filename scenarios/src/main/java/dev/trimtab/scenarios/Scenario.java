package dev.trimtab.scenarios;

import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * A system to optimise: its tables, its data and what its application asks of them.
 *
 * <p>A scenario is the state <em>before</em> anybody tuned anything. Its schema therefore has no
 * index except those that a primary key or a unique constraint brings along.
 */
public interface Scenario {

  /** Short, lower case, unique: what a user types. */
  String name();

  /** One line for a list of scenarios. */
  String title();

  /** What the system is and what is skewed in it; a few sentences. */
  String description();

  /** Types, tables and constraints; statements separated by semicolons, plain PostgreSQL 13. */
  String schemaSql();

  /**
   * Creates the schema in the connection's current schema, fills it, and leaves it vacuumed and
   * analysed. Equal options give equal rows.
   *
   * @param connection in autocommit mode, because {@code VACUUM} refuses a transaction; its current
   *     schema must not have the scenario's tables yet
   * @throws ScenarioException naming the table and the SQLSTATE; the tables are then not there
   */
  void load(Connection connection, LoadOptions options, ProgressListener listener);

  /**
   * What the application runs on a database loaded with these options. Parameters are computed from
   * the options and not read from the database.
   */
  Workload workload(LoadOptions options);

  /**
   * What the report on the source system said it reached; each names statements of the workload.
   */
  List<Claim> claims();

  /**
   * The indexes that the source system was given by hand, as its report lists them, one statement
   * each. Good and bad ones: what a tool is compared with, not what it should build.
   */
  List<String> reportIndexes();

  /** The boldest claim about one statement alone: how many times faster it was said to become. */
  default OptionalDouble claimedTimesFaster(String statement) {
    return claims().stream()
        .filter(claim -> claim.isOnlyAbout(statement))
        .map(Claim::timesFaster)
        .flatMapToDouble(OptionalDouble::stream)
        .max();
  }

  /** Work that the source system did in other statements afterwards; empty where it did not. */
  default List<Operation> operations(LoadOptions options) {
    return List.of();
  }

  /** Work with a statement for every record, as programs; empty where there is none. */
  default Optional<BatchedCode> batchedCode(LoadOptions options) {
    return Optional.empty();
  }

  /**
   * What people do, page by page, on a database loaded with these options: endless, and the same
   * for equal options. Empty where nobody says how it was used.
   */
  default Optional<Supplier<PageRequest>> trace(LoadOptions options) {
    return Optional.empty();
  }

  /** What the report said of a cache in front of the database, by resource of the trace. */
  default CacheClaims cacheClaims() {
    return CacheClaims.NONE;
  }

  /** The workload of a database of default size. */
  default Workload workload() {
    return workload(LoadOptions.STANDARD);
  }
}
