package dev.trimtab.core.model;

import java.util.List;
import java.util.Optional;

/**
 * A database at one moment, as one read-only pass saw it. Holds no rows; statistics hold sample
 * values, which {@code --redact} replaces.
 *
 * @param format version of the file format, {@link #FORMAT}
 * @param tables by name
 * @param sequences names only: statements may mention them
 * @param statements {@code pg_stat_statements} of this database, most expensive first; empty
 *     without the extension
 * @param gaps what could not be seen and what would let us, one sentence each
 */
public record Snapshot(
    int format,
    ServerFacts server,
    List<Setting> settings,
    List<UserType> types,
    List<Table> tables,
    List<View> views,
    List<TableName> sequences,
    List<SqlFunction> functions,
    List<ExtendedStatistics> extendedStatistics,
    List<StatementStats> statements,
    List<String> gaps) {

  /** The format this version writes, and the newest it reads. */
  public static final int FORMAT = 1;

  public Snapshot {
    settings = List.copyOf(settings);
    types = List.copyOf(types);
    tables = List.copyOf(tables);
    views = List.copyOf(views);
    sequences = List.copyOf(sequences);
    functions = List.copyOf(functions);
    extendedStatistics = List.copyOf(extendedStatistics);
    statements = List.copyOf(statements);
    gaps = List.copyOf(gaps);
  }

  public Optional<Table> findTable(TableName name) {
    return tables.stream().filter(table -> table.name().equals(name)).findFirst();
  }

  /** Returns the value of a setting, in the server's unit, if it was seen. */
  public Optional<String> setting(String name) {
    return settings.stream().filter(s -> s.name().equals(name)).map(Setting::value).findFirst();
  }
}
