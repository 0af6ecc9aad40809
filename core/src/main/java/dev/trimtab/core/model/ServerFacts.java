package dev.trimtab.core.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which server it is and where it stands.
 *
 * @param versionNumber {@code server_version_num}, such as 180006
 * @param version {@code server_version}, for a reader
 * @param database name of the database
 * @param user the role that observed
 * @param encoding {@code server_encoding}
 * @param collation {@code datcollate}
 * @param inRecovery whether it is a standby
 * @param databaseBytes {@code pg_database_size}; empty when the role may not ask
 * @param startedAt {@code pg_postmaster_start_time}
 * @param observedAt the server's clock when it was observed
 * @param statisticsReset {@code pg_stat_database.stats_reset}: since when activity is counted
 * @param searchPath schemas that unqualified names are looked up in, first first
 * @param extensions what is installed
 * @param installable extensions that are not installed and could be, of those whose operator
 *     classes serve searches that nothing else serves ({@code pg_available_extensions}); the schema
 *     is where a new one would go
 */
public record ServerFacts(
    int versionNumber,
    String version,
    String database,
    String user,
    String encoding,
    String collation,
    boolean inRecovery,
    Optional<Long> databaseBytes,
    Instant startedAt,
    Instant observedAt,
    Optional<Instant> statisticsReset,
    List<Identifier> searchPath,
    List<Extension> extensions,
    List<Extension> installable) {

  /** The oldest major we observe. */
  public static final int OLDEST_MAJOR = 13;

  public ServerFacts {
    searchPath = List.copyOf(searchPath);
    extensions = List.copyOf(extensions);
    installable = List.copyOf(installable);
  }

  /** Returns the major version, such as 18. */
  public int major() {
    return versionNumber / 10_000;
  }

  public boolean hasExtension(String name) {
    return extensions.stream().anyMatch(extension -> extension.name().value().equals(name));
  }
}
