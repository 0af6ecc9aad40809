package dev.trimtab.cache.postgres;

import dev.trimtab.cache.Cache;
import dev.trimtab.cache.KeyParts;
import dev.trimtab.cache.KeyPattern;
import dev.trimtab.cache.RegionSpec;
import dev.trimtab.cache.Tier;
import dev.trimtab.cache.TypeOf;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import javax.sql.DataSource;

/**
 * Results of queries, cached by statement and parameters until a table that the query reads
 * changes. Which tables that are, PostgreSQL itself says; a query whose result depends on anything
 * else is refused with the reason.
 *
 * <pre>{@code
 * var queries = QueryCache.of(cache, dataSource, invalidation);
 * var projects = queries.declare("projects",
 *     "SELECT id, name FROM projects WHERE owner_id = ? ORDER BY name",
 *     new TypeOf<List<Project>>() {}, row -> new Project(row.getLong(1), row.getString(2)));
 * List<Project> mine = projects.get(17L);
 * }</pre>
 *
 * <p>All callers share results, so that all must have the same rights and session settings.
 * Thread-safe.
 */
public final class QueryCache {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private final Cache cache;
  private final DataSource source;
  private final String publication;

  private QueryCache(Cache cache, DataSource source, String publication) {
    this.cache = cache;
    this.source = source;
    this.publication = publication;
  }

  /**
   * Returns a front of a cache.
   *
   * @param source of connections to the primary, in autocommit mode; the role needs TEMP on the
   *     database to ask what a query reads
   * @param invalidation that tells the same cache of changes
   */
  public static QueryCache of(Cache cache, DataSource source, DatabaseInvalidation invalidation) {
    return new QueryCache(cache, source, invalidation.publication());
  }

  /**
   * Declares a query, once per name. Nothing is asked of the server before the first result is.
   *
   * @param name for statistics and keys: letters, digits, dots, dashes, underscores
   * @param sql one SELECT with question marks for parameters
   * @param type of the whole result, for the codec
   * @param reader of each row
   */
  public <T> CachedQuery<T> declare(
      String name, String sql, TypeOf<List<T>> type, RowReader<T> reader) {
    return declare(name, sql, type, reader, Tier.MEDIUM);
  }

  /** The same with another life than five minutes. */
  public <T> CachedQuery<T> declare(
      String name, String sql, TypeOf<List<T>> type, RowReader<T> reader, Tier tier) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a query's name has 1 to 64 letters, digits, dots, dashes or underscores, got \"%s\""
              .formatted(name));
    }
    // The statement is part of the key: with another text the old results are not read any more.
    String pattern = "query:%s-%08x:{parameters}".formatted(name, checksum(sql));
    var execution = new QueryExecution<>(source, publication, sql, reader);
    KeyPattern<List<Object>> keys = KeyPattern.of(pattern, new ParameterText());
    var region = cache.region(RegionSpec.of(keys, type).livingFor(tier).notRefreshedAhead());
    return new CachedQuery<>(region, execution);
  }

  private static long checksum(String sql) {
    var checksum = new CRC32C();
    checksum.update(sql.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return checksum.getValue();
  }

  private record ParameterText() implements KeyParts<List<Object>> {

    @Override
    public List<String> toParts(List<Object> parameters) {
      return List.of(Parameters.write(parameters));
    }

    @Override
    public List<Object> fromParts(List<String> parts) {
      return Parameters.read(parts.getFirst());
    }
  }
}
