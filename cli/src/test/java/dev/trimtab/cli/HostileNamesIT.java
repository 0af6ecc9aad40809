package dev.trimtab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.cli.Runs.Result;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.TableName;
import dev.trimtab.postgres.RoleScript;
import dev.trimtab.postgres.observe.SqlStatements;
import dev.trimtab.testkit.TestPostgres;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * The whole loop on a database in which everything has a hostile name. Nothing but what was asked
 * for is changed, and nothing that is printed does more than tell.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostileNamesIT {

  private static final List<String> NAMES = HostileNames.ALL;

  /** Elements and attributes of our pages (cli/report); whatever else there is was injected. */
  private static final Set<String> EVENTS_AND_LINKS =
      Set.of("src", "href", "srcset", "action", "formaction", "data", "background");

  /** All undo files of migrations are run; of the command, a third shows what there is to see. */
  private static final int UNDO_EVERY = 3;

  private final TestPostgres postgres = TestPostgres.newest();
  private final String database = "Shop \"; DROP TABLE canary; -- \u202E${x}%s\u001b[2J<b>";
  private final String owner = "own\"er'; DROP TABLE canary; --<i>\u001b[1m%s";
  private final String url = url(owner, database);
  private final Runs runs = Runs.plain();

  @TempDir private Path folder = Path.of("");

  private static String sql(String name) {
    return new Identifier(name).toSql();
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private String url(String role, String name) {
    return "postgres://%s@127.0.0.1:%d/%s".formatted(encoded(role), postgres.port(), encoded(name));
  }

  private Connection connect(String role, String name) throws SQLException {
    return java.sql.DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/%s?user=%s&escapeSyntaxCallMode=select"
            .formatted(postgres.port(), encoded(name), encoded(role)));
  }

  private void run(String role, String name, String statement) throws SQLException {
    try (var connection = connect(role, name);
        var runner = connection.createStatement()) {
      runner.setEscapeProcessing(false);
      runner.execute(statement);
    }
  }

  private static TableName table(int i) {
    return TableName.of(NAMES.get(i), NAMES.get(i));
  }

  private static String oldIndex(int i) {
    return NAMES.get((i + 1) % NAMES.size());
  }

  @BeforeAll
  void load() throws SQLException {
    assertThat(NAMES).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(60);
    run("postgres", "postgres", "CREATE ROLE %s LOGIN IN ROLE pg_monitor".formatted(sql(owner)));
    run("postgres", "postgres", "CREATE DATABASE %s OWNER %s".formatted(sql(database), sql(owner)));
    run("postgres", database, "CREATE EXTENSION pg_stat_statements");
    run("postgres", database, "CREATE TABLE public.canary AS SELECT 'alive' AS state");
    run("postgres", database, "ALTER TABLE public.canary OWNER TO " + sql(owner));
    try (var connection = connect(owner, database);
        var statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      for (int i = 0; i < NAMES.size(); i++) {
        statement.execute(ddl(i));
      }
    }
    run("postgres", database, "VACUUM ANALYZE");
    run("postgres", database, "SELECT pg_stat_statements_reset()");
    try (var connection = connect(owner, database)) {
      for (int i = 0; i < NAMES.size(); i++) {
        try (var select = connection.prepareStatement(select(i))) {
          for (int n = 0; n < 6; n++) {
            select.setInt(1, n);
            select.executeQuery().close();
          }
        }
      }
    }
  }

  /** The old index is the primary key once more, so that it is to be dropped. */
  private static String ddl(int i) {
    String name = sql(NAMES.get(i));
    String literal = "'" + NAMES.get(i).replace("'", "''") + "'";
    return """
    CREATE SCHEMA %1$s;
    CREATE TABLE %2$s (%4$s int PRIMARY KEY, %1$s int NOT NULL, filler text);
    INSERT INTO %2$s SELECT i, i %% 900, repeat('x', 90) FROM generate_series(1, 1800) i;
    CREATE INDEX %3$s ON %2$s (%4$s);
    COMMENT ON TABLE %2$s IS %5$s;
    COMMENT ON COLUMN %2$s.%1$s IS %5$s;
    COMMENT ON INDEX %6$s IS %5$s;
    """
        .formatted(
            name,
            table(i).toSql(),
            sql(oldIndex(i)),
            sql("key"),
            literal,
            table(i).sibling(new Identifier(oldIndex(i))).toSql());
  }

  private static String select(int i) {
    String comment = NAMES.get(i).replace("*/", "* /").replace("/*", "/ *").replace("?", "");
    return "SELECT %s /* %s */ FROM %s WHERE %s = ?"
        .formatted(sql("key"), comment, table(i).toSql(), sql(NAMES.get(i)));
  }

  @AfterAll
  void drop() throws SQLException {
    run("postgres", "postgres", "DROP DATABASE %s (FORCE)".formatted(sql(database)));
    run("postgres", "postgres", "DROP ROLE " + sql(owner));
  }

  /** Everything that nobody asked us to change. */
  private List<String> rest() throws SQLException {
    return texts(
        """
        SELECT concat_ws(' ', c.oid, relkind, relname, relowner, relacl) FROM pg_class c
        WHERE relkind <> 'i' AND c.oid >= 16384
          AND relnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname IN ('trimtab', 'pg_toast'))
        UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname <> 'trimtab'
        UNION ALL SELECT 'role ' || rolname || rolsuper FROM pg_roles
        UNION ALL SELECT 'database ' || datname FROM pg_database
        UNION ALL SELECT 'function ' || p.oid FROM pg_proc p JOIN pg_namespace n
          ON n.oid = pronamespace WHERE nspname <> 'trimtab' AND p.oid >= 16384
        UNION ALL SELECT 'canary ' || state FROM public.canary
        UNION ALL SELECT 'comment ' || description FROM pg_description
          WHERE objoid >= 16384 AND classoid = 'pg_class'::regclass
            AND objoid IN (SELECT oid FROM pg_class WHERE relkind <> 'i')
        ORDER BY 1
        """);
  }

  private List<String> texts(String query) throws SQLException {
    try (var connection = connect("postgres", database);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      var result = new ArrayList<String>();
      while (rows.next()) {
        result.add(rows.getString(1));
      }
      return result;
    }
  }

  private List<String> indexes() throws SQLException {
    return texts(
        "SELECT schemaname || tablename || regexp_replace(indexdef, ' INDEX .* ON ', ' ') || indexdef"
            + " FROM pg_indexes WHERE schemaname NOT IN ('trimtab', 'pg_catalog') ORDER BY 1");
  }

  /** Text for a terminal: no control character but line breaks, nothing that cannot be seen. */
  private static void isHarmless(String text) {
    assertThat(text.codePoints().filter(HostileNamesIT::acts).mapToObj(Integer::toHexString))
        .as(text)
        .isEmpty();
  }

  private static boolean acts(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL -> point != '\n';
      case Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  @Test
  @Order(1)
  void adviceTellsAndDoesNothingElse() throws Exception {
    List<String> before = rest();
    isHarmless(runs.onTerminal().done("advise", url, "--color=never", "-q").all());
    Path file = folder.resolve("shop.json");
    runs.done("snapshot", url, "-o", file.toString(), "-q");
    Result offline = runs.done("advise", file.toString(), "--format=json", "-q");
    JsonNode json = new ObjectMapper().readTree(offline.out());
    Set<String> tables = new HashSet<>();
    StreamSupport.stream(json.get("recommendations").spliterator(), false)
        .filter(r -> r.get("change").asString().equals("create_index"))
        .forEach(r -> tables.add(r.get("table").asString()));
    assertThat(tables).as("an index for each").containsAll(NAMES);
    assertThat(json.get("statements")).hasSizeGreaterThanOrEqualTo(NAMES.size());
    assertThat(rest()).isEqualTo(before);
  }

  @Test
  @Order(1)
  void explainsWithSuchNames() {
    int dollars = NAMES.indexOf("$0 \\1 $$ ${name}");
    Result found = explain(dollars);
    assertThat(found.out()).contains("CREATE INDEX CONCURRENTLY").contains("Plan with it");
    int breaks = NAMES.indexOf("line\nbreak");
    Result given =
        explain(
            breaks,
            "--index",
            "CREATE INDEX ON %s (%s)".formatted(table(breaks).toSql(), sql(NAMES.get(breaks))));
    assertThat(given.out()).contains("supposed_1");
  }

  private Result explain(int i, String... more) {
    String statement = select(i).replace("= ?", "= 7");
    var arguments = new ArrayList<>(List.of("explain", url, "-s", statement, "-q"));
    arguments.addAll(List.of(more));
    Result result = runs.done(arguments.toArray(String[]::new));
    isHarmless(result.all());
    return result;
  }

  private static void isNothingButOurs(String page) {
    var document = Jsoup.parse(page);
    assertThat(document.select("script")).hasSize(1);
    assertThat(document.select("img, iframe, object, embed, link, base, form, i:not([class])"))
        .isEmpty();
    for (Element element : document.getAllElements()) {
      element
          .attributes()
          .forEach(attribute ->
              assertThat(attribute.getKey())
                  .as(element.outerHtml())
                  .matches("[a-zA-Z0-9:-]+")
                  .doesNotStartWith("on")
                  .isNotIn(EVENTS_AND_LINKS));
    }
    assertThat(document.text()).contains("<script>alert(1)</script>", "onerror=alert(3)>");
    assertThat(document.title()).contains("DROP TABLE canary");
    isHarmless(page);
  }

  @Test
  @Order(2)
  void migrationsHaveSafeNamesAndDoWhatTheySay() throws Exception {
    List<String> before = rest();
    List<String> indexes = indexes();
    Path into = folder.resolve("migrations");
    Path page = folder.resolve("page.html");
    runs.done("tune", url, "--migrations", into.toString(), "-o", page.toString(), "-q");
    isNothingButOurs(Files.readString(page));

    List<Path> files;
    try (var listed = Files.list(into)) {
      files = listed.sorted().toList();
    }
    assertThat(files)
        .hasSizeGreaterThanOrEqualTo(2 * NAMES.size())
        .allMatch(file ->
            String.valueOf(file.getFileName())
                .matches("[VU][0-9]{14}_[0-9]{2,3}__[a-z0-9_]+\\.sql"));
    runFiles(files.stream().filter(file -> isVersion(file, "V")).toList());
    assertThat(indexes()).isNotEqualTo(indexes);
    assertThat(rest()).isEqualTo(before);
    runFiles(files.stream().filter(file -> isVersion(file, "U")).toList().reversed());
    assertThat(indexes()).isEqualTo(indexes);
    assertThat(rest()).isEqualTo(before);
  }

  private static boolean isVersion(Path file, String letter) {
    return String.valueOf(file.getFileName()).startsWith(letter);
  }

  private void runFiles(List<Path> files) throws IOException, SQLException {
    try (var connection = connect(owner, database);
        var statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      for (Path file : files) {
        statement.execute(Files.readString(file));
      }
    }
  }

  @Test
  @Order(3)
  void aScriptDoesWhatItSays() throws Exception {
    List<String> before = rest();
    List<String> indexes = indexes();
    String script = runs.done("tune", url, "--dry-run", "-q").out();
    List<String> statements = SqlStatements.of(script);
    assertThat(statements).hasSizeGreaterThanOrEqualTo(NAMES.size());
    try (var connection = connect(owner, database);
        var statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      for (String one : statements) {
        statement.execute(one);
      }
    }
    assertThat(rest()).isEqualTo(before);
    assertThat(indexes()).isNotEqualTo(indexes);
    takeBack(indexes);
  }

  /** Restores what the script changed, by the definitions of before. */
  private void takeBack(List<String> wanted) throws SQLException {
    for (String definition :
        texts(
            "SELECT format('DROP INDEX %I.%I', schemaname, indexname) FROM pg_indexes WHERE"
                + " schemaname NOT IN ('trimtab', 'pg_catalog') AND indexname LIKE '%idx%'")) {
      run(owner, database, definition);
    }
    for (int i = 0; i < NAMES.size(); i++) {
      run(
          owner,
          database,
          "CREATE INDEX IF NOT EXISTS %s ON %s (%s)"
              .formatted(sql(oldIndex(i)), table(i).toSql(), sql("key")));
    }
    assertThat(indexes()).isEqualTo(wanted);
  }

  @Test
  @Order(4)
  void everyChangeIsMadeToldAndTakenBack() throws Exception {
    List<String> before = rest();
    Result tuned = runs.run("tune", url, "--apply", "-q", "--color=never");
    isHarmless(tuned.all());
    assertThat(tuned.status()).as(tuned.err()).isZero();
    assertThat(rest()).isEqualTo(before);
    isHarmless(runs.done("history", url, "-q", "--color=never").out());
    isHarmless(runs.done("verify", url, "-q", "--color=never").all());
    isHarmless(runs.done("watch", url, "--for=1s", "--every=1s", "-q", "--color=never").all());

    JsonNode changes =
        new ObjectMapper().readTree(runs.done("history", url, "--format=json", "-q").out());
    int created = 0;
    var kept = new ArrayList<String>();
    for (JsonNode change : changes.get("changes")) {
      created += change.get("change").asString().equals("create_index") ? 1 : 0;
      if (change.get("state").asString().equals("kept")) {
        kept.add(change.get("id").asString());
      }
    }
    assertThat(created).isGreaterThanOrEqualTo(NAMES.size());
    assertThat(kept).isNotEmpty();
    List<String> applied = indexes();
    for (int i = 0; i < kept.size(); i += UNDO_EVERY) {
      isHarmless(runs.done("undo", kept.get(i), url, "-q").all());
    }
    assertThat(indexes()).isNotEqualTo(applied);
    assertThat(rest()).isEqualTo(before);
  }

  @Test
  @Order(5)
  void everyNameCanBeADatabaseAndARole() throws Exception {
    List<String> before = rest();
    List<String> some =
        IntStream.range(0, NAMES.size()).filter(i -> i % 3 != 2).mapToObj(NAMES::get).toList();
    assertThat(some).hasSizeGreaterThanOrEqualTo(40);
    for (String name : some) {
      String second = second(name);
      run("postgres", "postgres", "CREATE DATABASE " + sql(name));
      try {
        String script = roles(name, second);
        run("postgres", name, script);
        Path file = folder.resolve("role.json");
        isHarmless(runs.done("snapshot", url(name, name), "-o", file.toString(), "-q").all());
        assertThat(new ObjectMapper().readTree(file).at("/server/user").asString()).isEqualTo(name);
        Result refused = runs.run("undo", "1", url(second, name), "-q");
        isHarmless(refused.all());
        assertThat(refused.err()).hasLineCount(1);
      } finally {
        run("postgres", "postgres", "DROP DATABASE %s (FORCE)".formatted(sql(name)));
        run("postgres", "postgres", "DROP ROLE IF EXISTS " + sql(name));
        run("postgres", "postgres", "DROP ROLE IF EXISTS " + sql(second));
      }
    }
    assertThat(rest()).isEqualTo(before);
  }

  private String roles(String reader, String applier) {
    if (reader.equals("--")) {
      // On a command line this ends the options, as everywhere.
      return new RoleScript(new Identifier(reader), new Identifier(reader), new Identifier(applier))
          .toSql();
    }
    List<String> command =
        List.of("roles", url("x", reader), "--reader=" + reader, "--applier=" + applier);
    isHarmless(runs.onTerminal().done(command.toArray(String[]::new)).all());
    return runs.done(command.toArray(String[]::new)).out();
  }

  /** Another name that is as hostile. */
  private static String second(String name) {
    String start = name;
    while (start.getBytes(StandardCharsets.UTF_8).length >= Identifier.MAX_BYTES) {
      start = start.substring(0, start.offsetByCodePoints(start.length(), -1));
    }
    return start + "2";
  }
}
