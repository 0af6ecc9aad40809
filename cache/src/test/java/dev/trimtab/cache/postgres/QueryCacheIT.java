package dev.trimtab.cache.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.cache.Cache;
import dev.trimtab.cache.Tag;
import dev.trimtab.cache.TypeOf;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

@SuppressWarnings("NullAway.Init")
class QueryCacheIT {

  private static LogicalPostgres postgres;

  private final AtomicInteger names = new AtomicInteger();
  private Cache cache;
  private DatabaseInvalidation invalidation;
  private QueryCache queries;

  @BeforeAll
  static void start() {
    postgres = LogicalPostgres.start();
    postgres.execute(
        """
        CREATE TABLE users (id int PRIMARY KEY, name text, seen timestamptz);
        CREATE TABLE projects (id int PRIMARY KEY, user_id int, title text, tags jsonb);
        CREATE TABLE secret (id int PRIMARY KEY);
        CREATE TABLE unheard (id int PRIMARY KEY);
        ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
        CREATE UNLOGGED TABLE fast (id int PRIMARY KEY);
        CREATE TABLE events (id int, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
        CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
        CREATE VIEW owners AS SELECT u.id, u.name, p.title FROM users u JOIN projects p ON p.user_id = u.id;
        CREATE VIEW over_owners AS SELECT id, count(*) AS n FROM owners GROUP BY id;
        CREATE VIEW recent AS SELECT * FROM users WHERE seen > now() - interval '1 day';
        CREATE MATERIALIZED VIEW stored AS SELECT count(*) FROM users;
        CREATE FUNCTION hidden(int) RETURNS text LANGUAGE plpgsql STABLE
          AS 'BEGIN RETURN (SELECT title FROM projects WHERE id = $1); END';
        CREATE FUNCTION old_style(int) RETURNS text LANGUAGE sql STABLE
          AS 'SELECT title FROM projects WHERE id = $1';
        CREATE FUNCTION twice(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN 2 * $1; END';
        INSERT INTO users VALUES (1, 'Ada', '2026-01-01'), (2, 'Bob', '2026-02-01');
        INSERT INTO projects VALUES (10, 1, 'Loom', '{"a": 1}'), (11, 1, 'Mill', '{}'), (20, 2, 'Kiln', '{}');
        INSERT INTO events VALUES (1, '2026-01-05');
        """);
    postgres.execute(
        """
        CREATE FUNCTION title_of(int) RETURNS text LANGUAGE sql STABLE
          BEGIN ATOMIC SELECT title FROM projects WHERE id = $1; END
        """);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @BeforeEach
  void follow() {
    cache = Cache.builder("shop").build();
    invalidation =
        DatabaseInvalidation.of("shop", postgres.address())
            .bind(TableBinding.ofTable("public.users"))
            .bind(TableBinding.ofTable("public.projects"))
            .bind(TableBinding.ofTable("public.events"))
            .bind(TableBinding.ofTable("public.secret"))
            .start(StaleTarget.of(cache));
    var source = new PGSimpleDataSource();
    source.setUrl(postgres.address().url());
    source.setUser("postgres");
    queries = QueryCache.of(cache, source, invalidation);
    postgres.execute(
        """
        DROP TABLE IF EXISTS filtered, narrow;
        CREATE TABLE filtered (id int PRIMARY KEY);
        CREATE TABLE narrow (id int PRIMARY KEY, name text);
        ALTER PUBLICATION trimtab_cache_shop ADD TABLE filtered WHERE (id > 5), narrow (id);
        """);
  }

  @AfterEach
  void close() {
    invalidation.close();
    cache.close();
    postgres.execute("DROP TABLE filtered, narrow");
  }

  private CachedQuery<String> texts(String sql) {
    return queries.declare(
        "q" + names.incrementAndGet(), sql, new TypeOf<List<String>>() {}, row -> row.getString(1));
  }

  @Test
  void servesAResultUntilATableItReadsChanges() {
    CachedQuery<String> titles =
        texts("SELECT title FROM projects WHERE user_id = ? ORDER BY title");

    assertThat(titles.get(1)).containsExactly("Loom", "Mill");
    assertThat(titles.get(2)).containsExactly("Kiln");
    assertThat(titles.get(1)).isSameAs(titles.get(1));

    postgres.execute("UPDATE projects SET title = 'Lathe' WHERE id = 10");
    Heard.await(() -> titles.get(1).contains("Lathe"));
    assertThat(titles.get(1)).containsExactly("Lathe", "Mill");
    postgres.execute("UPDATE projects SET title = 'Loom' WHERE id = 10");
    Heard.await(() -> titles.get(1).contains("Loom"));
  }

  @Test
  void keepsAResultWhileOtherTablesChange() {
    CachedQuery<String> users = texts("SELECT name FROM users ORDER BY id");
    List<String> before = users.get();
    long heard = invalidation.status().transactions();
    postgres.execute("UPDATE projects SET tags = '{}' WHERE id = 11");
    Heard.await(() -> invalidation.status().transactions() > heard);
    assertThat(users.get()).isSameAs(before);
  }

  @Test
  void findsTheTablesBehindViewsFunctionsAndPartitions() {
    assertTables("SELECT n::text FROM over_owners WHERE id = ?", "users", "projects");
    assertTables("SELECT title_of(?)", "projects");
    assertTables("SELECT id::text FROM events WHERE day = ?", "events");
    assertTables("SELECT id::text FROM events_1", "events_1");
    assertTables(
        "WITH p AS (SELECT * FROM projects) SELECT (SELECT max(title) FROM p WHERE p.user_id = u.id) FROM users u",
        "users",
        "projects");
    assertTables("SELECT title FROM projects WHERE tags ?? ? -- and '?'", "projects");
    assertTables("SELECT id::text FROM users WHERE false", "users");
    assertTables(
        "SELECT to_char(seen, 'YYYY'), twice(id) FROM users WHERE seen > ? AND date_trunc('day', seen)::date < ? LIMIT ?;",
        "users");
    assertTables("SELECT json_agg(u) FROM users u GROUP BY id HAVING count(*) > ?", "users");
  }

  private void assertTables(String sql, String... tables) {
    List<Tag> expected =
        List.of(tables).stream().map(table -> TableBinding.tableTag("public." + table)).toList();
    assertThat(texts(sql).tags()).containsExactlyInAnyOrderElementsOf(expected);
  }

  /** A change of a partition is one of its root, whichever a query names. */
  @Test
  void hearsOfChangesInPartitions() {
    CachedQuery<String> root = texts("SELECT count(*)::text FROM events");
    assertThat(root.get()).containsExactly("1");
    postgres.execute("INSERT INTO events VALUES (2, '2026-01-06')");
    Heard.await(() -> root.get().contains("2"));
    assertThat(root.get()).containsExactly("2");
    postgres.execute("DELETE FROM events WHERE id = 2");
  }

  @Test
  void refusesWhatDoesNotFollowFromTheTables() {
    assertRefused("SELECT now()::text", "now() depends on the moment or the session");
    assertRefused("SELECT name FROM recent", "now() depends on the moment");
    assertRefused("SELECT name FROM users WHERE seen > CURRENT_DATE", "as a parameter");
    assertRefused("SELECT name FROM users WHERE seen > 'now'", "means a moment");
    assertRefused("SELECT name FROM users WHERE seen > timestamp 'today 10:00'", "means a moment");
    assertRefused("SELECT name FROM users WHERE seen > '10:00 Tomorrow UTC'", "means a moment");
    assertRefused("SELECT name FROM users WHERE seen > $$yesterday$$::date", "means a moment");
    assertRefused("SELECT age(seen)::text FROM users", "as a parameter");
    assertRefused("SELECT random()::text", "random() is volatile");
    assertRefused("SELECT current_setting(?)", "current_setting()");
    assertRefused("SELECT hidden(?)", "public.hidden() is written in plpgsql");
    assertRefused("SELECT old_style(?)", "public.old_style() is written in sql");
    assertRefused("SELECT name FROM users FOR UPDATE", "locks rows");
    assertRefused("SELECT name FROM users TABLESAMPLE BERNOULLI (50)", "draws a sample");
    assertRefused("DELETE FROM users RETURNING name", "changes rows");
    assertRefused(
        "WITH gone AS (DELETE FROM users RETURNING name) SELECT name FROM gone", "changes rows");
    assertThat(postgres.ask("SELECT count(*) FROM users")).isEqualTo("2");
  }

  @Test
  void refusesTablesThatNobodyTellsOf() {
    assertRefused("SELECT id::text FROM unheard", "ALTER PUBLICATION");
    assertRefused("SELECT id::text FROM filtered", "row filter");
    assertRefused("SELECT id::text FROM narrow", "list of columns");
    assertRefused("SELECT id::text FROM fast", "temporary or unlogged");
    assertRefused("SELECT id::text FROM secret", "row security");
    assertRefused("SELECT count::text FROM stored", "materialized view");
    assertRefused("SELECT relname::text FROM pg_class", "system catalog");
    assertRefused("SELECT name FROM", "does not understand it");
    assertRefused("SELECT 1; SELECT 2", "more than one statement");
  }

  /** A name or a comment is no moment. */
  @Test
  void takesAMomentsNameForAName() {
    assertTables(
        "SELECT name AS today FROM users /* now */ WHERE name = 'nowhere' -- today", "users");
  }

  private void assertRefused(String sql, String reason) {
    CachedQuery<String> query = texts(sql);
    assertThatThrownBy(query::tags)
        .hasMessageContaining("QUERY_NOT_CACHEABLE")
        .hasMessageContaining(reason)
        .hasMessageContaining(sql);
  }

  /** Asking leaves neither a function nor an open transaction. */
  @Test
  void leavesNothingBehindWhenItAsks() throws SQLException {
    try (var connection = postgres.server().connect(postgres.database())) {
      QueryTables.of(connection, "trimtab_cache_shop", "SELECT name FROM users");
      assertThat(connection.getAutoCommit()).isTrue();
    }
    assertThat(
            postgres.ask(
                "SELECT count(*) FROM pg_proc WHERE proname LIKE 'trimtab%' OR pronamespace = pg_my_temp_schema()"))
        .isEqualTo("0");
  }
}
