package dev.trimtab.bench.cache.database;

import dev.trimtab.cache.Cache;
import dev.trimtab.cache.KeyPattern;
import dev.trimtab.cache.Region;
import dev.trimtab.cache.RegionSpec;
import dev.trimtab.cache.Tag;
import dev.trimtab.cache.Tier;
import dev.trimtab.cache.postgres.DatabaseAddress;
import dev.trimtab.cache.postgres.DatabaseInvalidation;
import dev.trimtab.cache.postgres.StaleTarget;
import dev.trimtab.cache.postgres.TableBinding;
import dev.trimtab.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A table of versions in a real PostgreSQL, and a cache that follows it. */
final class FollowedTable implements AutoCloseable {

  private static final Map<String, String> SETTINGS =
      Map.of("wal_level", "logical", "synchronous_commit", "on");

  private final Path data;
  private final TestPostgres server;
  private final String database;
  private final Cache cache;
  private final Region<Long, String> region;
  private final DatabaseInvalidation invalidation;

  FollowedTable(int rows) throws IOException {
    data = Files.createTempDirectory("bench-postgres-");
    server = TestPostgres.own(data, SETTINGS);
    database = server.createDatabase();
    server.execute(database, "CREATE TABLE items (id bigint PRIMARY KEY, version int NOT NULL)");
    server.execute(
        database,
        "INSERT INTO items SELECT i, 0 FROM generate_series(0, %d) i".formatted(rows - 1));
    server.execute(database, "VACUUM ANALYZE items");
    cache = Cache.builder("bench").build();
    region =
        cache.region(
            RegionSpec.of(KeyPattern.ofLong("item:{id}"), String.class)
                .livingFor(Tier.DAY)
                .notRefreshedAhead()
                .taggedBy((id, _) -> List.of(Tag.of("item:" + id))));
    invalidation =
        DatabaseInvalidation.of(
                "bench", new DatabaseAddress(server.url(database, "postgres"), "postgres", ""))
            .bind(TableBinding.of("public.items", "item:{id}"))
            .start(StaleTarget.of(cache));
  }

  Connection connect() throws SQLException {
    return server.connect(database);
  }

  Region<Long, String> region() {
    return region;
  }

  DatabaseInvalidation invalidation() {
    return invalidation;
  }

  /** Returns the version of a row as the cache has it, loaded over this connection if needed. */
  int version(long id, PreparedStatement select) {
    return Integer.parseInt(region.get(id, key -> select(key, select).orElseThrow()));
  }

  static Optional<String> select(long id, PreparedStatement select) throws SQLException {
    select.setLong(1, id);
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
    }
  }

  /** As a power failure would. */
  void crash() throws IOException {
    server.crash(data, SETTINGS);
  }

  @Override
  public void close() throws IOException {
    invalidation.close();
    cache.close();
    server.close();
    try (var files = Files.walk(data)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
