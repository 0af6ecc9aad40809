package dev.trimtab.cache.postgres;

import dev.trimtab.cache.CacheException;
import dev.trimtab.cache.Region;
import dev.trimtab.cache.Tag;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A query whose results are cached. Thread-safe.
 *
 * @param <T> value of a row
 */
public final class CachedQuery<T> {

  private final Region<List<Object>, List<T>> region;
  private final QueryExecution<T> execution;

  CachedQuery(Region<List<Object>, List<T>> region, QueryExecution<T> execution) {
    this.region = region;
    this.execution = execution;
  }

  /**
   * Returns the rows for these parameters.
   *
   * @throws CacheException with {@code QUERY_NOT_CACHEABLE} if the result does not follow from
   *     published tables; with {@code LOAD_FAILED} if the server fails
   */
  public List<T> get(Object... parameters) {
    List<Object> key = Collections.unmodifiableList(Arrays.asList(parameters.clone()));
    return region.findLoaded(key, execution::run).orElse(List.of());
  }

  /**
   * Returns the tags of the tables that the query reads; refuses as {@link #get} does, so that a
   * start-up can check its queries.
   */
  public List<Tag> tags() {
    try {
      return execution.tags();
    } catch (SQLException e) {
      throw new CacheException(
          CacheException.Code.LOAD_FAILED, "the server could not be asked: " + e.getMessage(), e);
    }
  }

  /** Returns the region that keeps the results, for its statistics. */
  public Region<List<Object>, List<T>> region() {
    return region;
  }
}
