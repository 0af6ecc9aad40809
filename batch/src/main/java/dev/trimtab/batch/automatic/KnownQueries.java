package dev.trimtab.batch.automatic;

import java.lang.ref.SoftReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.stream.Collectors;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Query;

/**
 * Queries that the driver has made for one of its connections, so that the server keeps them
 * prepared, as it does those of the application: from as many uses on as the driver is told. Not
 * thread-safe; guarded by the session.
 */
final class KnownQueries {

  /**
   * Statements that the server keeps for one connection, some ten kilobytes each: sixty loops
   * alone, or twenty pages of eight that go together.
   */
  private static final int STATEMENTS_MAX = 200;

  private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true);

  private int statements;

  /** A query and how often it was used. */
  static final class Known {
    private final Query query;
    private final int size;
    private int uses;

    /**
     * @param size how many statements it has
     */
    Known(Query query, int size) {
      this.query = query;
      this.size = size;
    }

    Query query() {
      return query;
    }
  }

  /** By connection of the driver, for as long as it is used by somebody. */
  static final class All {
    private final Map<BaseConnection, SoftReference<KnownQueries>> all = new WeakHashMap<>();

    synchronized KnownQueries of(BaseConnection connection) {
      SoftReference<KnownQueries> reference = all.get(connection);
      KnownQueries its = reference == null ? null : reference.get();
      if (its == null) {
        its = new KnownQueries();
        all.put(connection, new SoftReference<>(its));
      }
      return its;
    }
  }

  private static String key(List<NativeQuery> statements) {
    return statements.stream().map(q -> q.nativeSql).collect(Collectors.joining(";"));
  }

  /** Returns a query, which has been used once more. */
  Known of(BaseConnection connection, List<NativeQuery> parts) {
    String key = key(parts);
    Known its = known.get(key);
    if (its == null) {
      its = new Known(connection.getQueryExecutor().wrap(parts), parts.size());
      known.put(key, its);
      statements += its.size;
      while (statements > STATEMENTS_MAX && known.size() > 1) {
        drop(known.keySet().iterator().next());
      }
    }
    its.uses++;
    return its;
  }

  private void drop(String key) {
    Known its = known.remove(key);
    if (its != null) {
      statements -= its.size;
      its.query.close();
    }
  }

  /** Returns whether the server is to keep it prepared. */
  static boolean isKept(BaseConnection connection, Known its) {
    int threshold = connection.getPrepareThreshold();
    return threshold > 0 && its.uses >= threshold;
  }

  /** Forgets a query that failed: what it was prepared for may have changed. */
  void forget(List<NativeQuery> parts) {
    drop(key(parts));
  }
}
