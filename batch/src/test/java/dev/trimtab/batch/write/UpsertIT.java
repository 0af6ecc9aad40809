package dev.trimtab.batch.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.batch.jdbc.ObservedDataSource;
import dev.trimtab.batch.observe.Observer;
import dev.trimtab.testkit.TestPostgres;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What becomes of rows whatever way they take: few as arrays, many by a temporary table. */
class UpsertIT {

  private static final int FEW = 40;
  private static final int MANY = 5_000;
  private static final List<Integer> SIZES = List.of(FEW, MANY);

  private final TestPostgres server = TestPostgres.newest();
  private final String database = server.createDatabase();
  private Connection connection;

  /** A key with a value. */
  private record Pair(@Nullable Integer id, @Nullable Object value) {}

  @BeforeEach
  void connect() throws SQLException {
    connection = server.connect(database);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private void table(String columns) {
    server.execute(database, "DROP TABLE IF EXISTS pair");
    server.execute(database, "CREATE TABLE pair (%s)".formatted(columns));
  }

  private static BulkWriter<Pair> upserts() {
    return inserts().key("id").build();
  }

  private static BulkWriter.Builder<Pair> inserts() {
    return BulkWriter.<Pair>into("pair").column("id", Pair::id).column("value", Pair::value);
  }

  private static List<Pair> pairs(int count, Function<Integer, @Nullable Object> value) {
    var result = new ArrayList<Pair>();
    for (int id = 0; id < count; id++) {
      result.add(new Pair(id, value.apply(id)));
    }
    return result;
  }

  private String text(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }

  @Test
  void updatesWhatIsEqualAndNotTheSame() throws Exception {
    table("id int PRIMARY KEY, value numeric");
    for (int size : SIZES) {
      upserts().write(connection, pairs(size, _ -> new BigDecimal("1.0")));

      assertThat(upserts().write(connection, pairs(size, _ -> new BigDecimal("1.00"))).updated())
          .isEqualTo(size);
      assertThat(text("SELECT DISTINCT value FROM pair")).isEqualTo("1.00");
    }
  }

  @Test
  void updatesABoxToAnotherOfOneArea() throws Exception {
    table("id int PRIMARY KEY, value box");
    for (int size : SIZES) {
      upserts().write(connection, pairs(size, _ -> "(1,1),(0,0)"));

      assertThat(upserts().write(connection, pairs(size, _ -> "(2,2),(1,1)")).updated())
          .isEqualTo(size);
    }
  }

  @Test
  void refusesWhatIsTooLongInsteadOfCuttingIt() {
    table("id int PRIMARY KEY, value varchar(3)");
    for (int size : SIZES) {
      assertThatThrownBy(() -> upserts().write(connection, pairs(size, _ -> "four")))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("too long");
      assertThatThrownBy(() -> inserts().build().write(connection, pairs(size, _ -> "four")))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("too long");
    }
  }

  @Test
  void noticesThatATableHasChangedSinceTheLastCall() throws Exception {
    table("id int PRIMARY KEY, value timestamp");
    BulkWriter<Pair> writer = upserts();
    BulkWriter<Pair> inserter = inserts().build();
    writer.write(connection, pairs(1, _ -> "2026-01-01 12:00"));
    inserter.write(connection, List.of(new Pair(7, "2026-01-01 12:00")));
    // A cast to the type it had would take away the zone, and say nothing.
    table("id int PRIMARY KEY, value timestamptz");

    assertThat(writer.write(connection, pairs(2, _ -> "2026-01-01 12:00+03")).inserted())
        .isEqualTo(2);
    assertThat(inserter.write(connection, List.of(new Pair(7, "2026-01-01 12:00+03"))).inserted())
        .isEqualTo(1);
    assertThat(text("SELECT count(*) FROM pair WHERE value = '2026-01-01 09:00Z'")).isEqualTo("3");
  }

  @Test
  void takesTheLastOfEachKeyHoweverOftenItComes() throws Exception {
    table("id int, value int, UNIQUE (id)");
    for (int size : SIZES) {
      server.execute(database, "TRUNCATE pair");
      var rows = new ArrayList<Pair>();
      var last = new TreeMap<Integer, Integer>();
      for (int i = 0; i < size; i++) {
        boolean isNull = i % 10 == 9;
        rows.add(new Pair(isNull ? null : i % 7, i));
        if (!isNull) {
          last.put(i % 7, i);
        }
      }

      assertThat(upserts().write(connection, rows))
          .isEqualTo(new WriteResult(7 + size / 10, 0, 0, size - 7 - size / 10));
      assertThat(
              text(
                  "SELECT string_agg(value::text, ', ' ORDER BY id) FROM pair WHERE id IS NOT NULL"))
          .isEqualTo(last.values().toString().replaceAll("[\\[\\]]", ""));
    }
  }

  @Test
  void serverSaysWhichKeysAreEqual() throws Exception {
    server.execute(database, "CREATE TABLE priced (price numeric PRIMARY KEY, note text)");
    BulkWriter<String> writer =
        BulkWriter.<String>into("priced")
            .column("price", price -> new BigDecimal(price))
            .column("note", price -> price)
            .key("price")
            .build();

    assertThat(writer.write(connection, List.of("1.0", "2", "1.00")))
        .isEqualTo(new WriteResult(2, 0, 0, 1));
    assertThat(text("SELECT note FROM priced WHERE price = 1")).isEqualTo("1.00");
  }

  /** A row whose key has more than one spelling. */
  private record Named(String name, int note) {}

  private static List<Named> names(int count, Function<String, String> spelling) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Named(spelling.apply(new UUID(0xabc, i).toString()), i))
        .toList();
  }

  /** Only the server knows that two spellings are one key: the later row wins. */
  @Test
  void keysThatOnlyTheServerHoldsEqualAreOneRow() throws Exception {
    server.execute(database, "CREATE EXTENSION citext");
    for (String type : List.of("citext", "uuid")) {
      var writer =
          BulkWriter.<Named>into("named")
              .column("name", Named::name)
              .column("note", Named::note)
              .key("name")
              .build();
      for (int size : SIZES) {
        for (boolean isAlone : new boolean[] {false, true}) {
          server.execute(
              database,
              "DROP TABLE IF EXISTS named; CREATE TABLE named (name %s PRIMARY KEY, note int)"
                  .formatted(type));
          var rows = new ArrayList<>(names(size, name -> name));
          rows.add(new Named(rows.getFirst().name().toUpperCase(Locale.ROOT), -1));
          connection.setAutoCommit(isAlone);

          assertThat(writer.write(connection, rows))
              .as("%d new %s", size, type)
              .isEqualTo(new WriteResult(size, 0, 0, 1));
          rows.set(size, new Named(rows.getFirst().name().toUpperCase(Locale.ROOT), -2));
          assertThat(writer.write(connection, rows))
              .as("%d known %s", size, type)
              .isEqualTo(new WriteResult(0, 1, size - 1, 1));
          assertThat(text("SELECT count(*) || ' ' || min(note) FROM named"))
              .isEqualTo(size + " -2");
          connection.setAutoCommit(true);
        }
      }
    }
  }

  @Test
  void saysWhatBecameOfRowsOnServersOfAllKinds() throws Exception {
    for (int major : List.of(14, 16)) {
      TestPostgres other = TestPostgres.major(major);
      String its = other.createDatabase();
      other.execute(its, "CREATE TABLE pair (id int PRIMARY KEY, value text)");
      try (Connection there = other.connect(its)) {
        for (int size : SIZES) {
          upserts().write(there, pairs(size / 2, id -> "old " + id % 2));

          assertThat(upserts().write(there, pairs(size, id -> "old " + id % 4)))
              .as("%d rows, PostgreSQL %d", size, major)
              .isEqualTo(new WriteResult(size - size / 2, size / 4, size / 4, 0));
          other.execute(its, "TRUNCATE pair");
        }
      }
    }
  }

  @Test
  void whatIsKnownOfATableIsNotAskedAgain() throws Exception {
    table("id int PRIMARY KEY, value int");
    var observer = new Observer(_ -> {});
    var source = new PGSimpleDataSource();
    source.setUrl(connection.getMetaData().getURL());
    source.setUser(connection.getMetaData().getUserName());
    var writer = upserts();
    try (Connection observed = new ObservedDataSource(source, observer).getConnection()) {
      var counts = new ArrayList<Integer>();
      for (int value : List.of(1, 2, 2)) {
        observer.beginForAll("a call");
        writer.write(observed, pairs(FEW, _ -> value));
        counts.add(observer.endForAll().executions());
      }
      // The catalog and the rows; the rows; the rows, and whether it is still the same table.
      assertThat(counts).containsExactly(2, 1, 2);
    }
  }

  @Test
  void findsDuplicatesAmongRowsOfManyWidths() throws Exception {
    table("id int PRIMARY KEY, value text");
    var rows = new ArrayList<>(pairs(MANY, id -> "old ".repeat(1 + id % 97)));
    rows.addAll(pairs(MANY, id -> "new ".repeat(1 + id % 89)));

    assertThat(upserts().write(connection, rows)).isEqualTo(new WriteResult(MANY, 0, 0, MANY));
    assertThat(text("SELECT count(*) FROM pair WHERE value LIKE 'new%'"))
        .isEqualTo(String.valueOf(MANY));
  }

  @Test
  void somebodyElseMayInsertTheSameKeysMeanwhile() throws Exception {
    table("id int PRIMARY KEY, value text");
    try (Connection other = server.connect(database);
        var threads = Executors.newSingleThreadExecutor()) {
      other.setAutoCommit(false);
      try (var insert = other.createStatement()) {
        insert.execute("INSERT INTO pair VALUES (4711, 'theirs')");
      }
      Future<WriteResult> ours =
          threads.submit(() -> upserts().write(connection, pairs(MANY, _ -> "ours")));
      awaitBlocked(other);
      other.commit();

      assertThat(ours.get(1, TimeUnit.MINUTES)).isEqualTo(new WriteResult(MANY - 1, 1, 0, 0));
    }
    assertThat(text("SELECT count(*) FROM pair WHERE value = 'ours'"))
        .isEqualTo(String.valueOf(MANY));
  }

  private static void awaitBlocked(Connection watcher) throws SQLException {
    String blocked = "SELECT count(*) FROM pg_locks WHERE NOT granted";
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (System.nanoTime() < deadline) {
      try (var statement = watcher.createStatement();
          var rows = statement.executeQuery(blocked)) {
        rows.next();
        if (rows.getInt(1) > 0) {
          return;
        }
      }
    }
    throw new AssertionError("the writer never waited for the other transaction");
  }

  /** Several writers of the same keys in one order: nobody fails, and every key is there once. */
  @Test
  void writersOfTheSameKeysDoNotFailEachOther() throws Exception {
    table("id int PRIMARY KEY, value text");
    try (var threads = Executors.newFixedThreadPool(3)) {
      var writers = new ArrayList<Future<?>>();
      for (int writer = 0; writer < 3; writer++) {
        String name = "writer " + writer;
        writers.add(
            threads.submit(() -> {
              try (Connection own = server.connect(database)) {
                for (int call = 0; call < 4; call++) {
                  upserts().write(own, pairs(MANY, _ -> name));
                }
              }
              return true;
            }));
      }
      for (Future<?> writer : writers) {
        writer.get(1, TimeUnit.MINUTES);
      }
    }
    assertThat(text("SELECT count(*) || ' of ' || count(DISTINCT value) FROM pair"))
        .isEqualTo(MANY + " of 1");
  }

  @Test
  void firesTriggersOfInsertsWhateverTheNumber() throws Exception {
    table("id int PRIMARY KEY, value int");
    server.execute(
        database,
        """
        CREATE TABLE heard (n int);
        CREATE FUNCTION hear() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN INSERT INTO heard VALUES (1); RETURN NEW; END $$;
        CREATE TRIGGER hears BEFORE INSERT ON pair FOR EACH ROW EXECUTE FUNCTION hear();
        """);
    upserts().write(connection, pairs(MANY, id -> id));

    assertThat(upserts().write(connection, pairs(MANY, id -> id)).unchanged()).isEqualTo(MANY);
    // ON CONFLICT fires them before it knows of a conflict (manual, INSERT).
    assertThat(text("SELECT count(*) FROM heard")).isEqualTo(String.valueOf(2 * MANY));
  }

  @Test
  void insertsPassRulesAndIdentitiesWhateverTheNumber() throws Exception {
    for (int size : SIZES) {
      table("id int GENERATED ALWAYS AS IDENTITY, value int");
      server.execute(database, "CREATE RULE nothing AS ON INSERT TO pair DO INSTEAD NOTHING");

      assertThat(inserts().build().write(connection, pairs(size, id -> id)))
          .isEqualTo(new WriteResult(size, 0, 0, 0));
      server.execute(database, "DROP RULE nothing ON pair; TRUNCATE pair");
      inserts().build().write(connection, pairs(size, id -> id));
      assertThat(text("SELECT count(*) FROM pair WHERE id = value"))
          .isEqualTo(String.valueOf(size));
    }
  }

  @Test
  void refusesAKeyThatNothingMakesUnique() {
    table("id int, value int");
    for (int size : SIZES) {
      assertThatThrownBy(() -> upserts().write(connection, pairs(size, id -> id)))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("ON CONFLICT");
    }
  }

  @Test
  void keepsRowsInAnyOrder() throws Exception {
    table("id int PRIMARY KEY, value int");
    var writer = inserts().key("id").onConflict(BulkWriter.OnConflict.KEEP).build();
    for (int size : SIZES) {
      server.execute(database, "TRUNCATE pair");
      var rows = new ArrayList<>(pairs(size, id -> id));
      Collections.shuffle(rows, new Random(size));
      writer.write(connection, rows.subList(0, size / 2));

      assertThat(writer.write(connection, pairs(size, _ -> -1)))
          .isEqualTo(new WriteResult(size - size / 2, 0, size / 2, 0));
      assertThat(text("SELECT count(*) FROM pair WHERE value = -1"))
          .isEqualTo(String.valueOf(size - size / 2));
    }
  }

  @Test
  void writesArraysOfPrimitives() throws Exception {
    for (Object array :
        List.of(
            new int[] {1, 2},
            new long[] {1, 2},
            new short[] {1, 2},
            new float[] {1, 2},
            new double[] {1, 2})) {
      table("id int PRIMARY KEY, value numeric[]");
      upserts().write(connection, pairs(1, _ -> array));

      assertThat(text("SELECT value[1]::int + value[2]::int FROM pair")).isEqualTo("3");
    }
    table("id int PRIMARY KEY, value bool[]");
    upserts().write(connection, pairs(1, _ -> new boolean[] {true, false}));
    assertThat(text("SELECT value FROM pair")).isEqualTo("{t,f}");
  }

  @Test
  void writesATimestampOfJdbcAsTheDriverDoes() throws Exception {
    table("id int PRIMARY KEY, value timestamp");
    var noon = Timestamp.valueOf(LocalDateTime.of(2026, 6, 1, 12, 0));

    upserts().write(connection, pairs(1, _ -> noon));

    assertThat(text("SELECT value FROM pair")).isEqualTo("2026-06-01 12:00:00");
  }
}
