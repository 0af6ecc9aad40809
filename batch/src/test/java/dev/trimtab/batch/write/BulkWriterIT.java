package dev.trimtab.batch.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.testkit.Seeds;
import dev.trimtab.testkit.TestPostgres;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BulkWriterIT {

  private static final String SCHEMA =
      """
      CREATE TYPE mood AS ENUM ('calm', 'it''s "loud"');
      CREATE SCHEMA "Odd ""Name";
      CREATE TABLE "Odd ""Name"."Äpfel" ("select" int PRIMARY KEY, "a b" text);
      CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL, price int CHECK (price >= 0),
        parent int REFERENCES item);
      CREATE TABLE all_types (id int PRIMARY KEY, small smallint, big bigint, num numeric,
        num2 numeric(20, 4), f8 float8, yes boolean, txt text, chr char(5), id2 uuid, raw bytea,
        day date, tod time, at timestamp, atz timestamptz, span interval, js json, jsb jsonb,
        span4 int4range, spantz tstzrange, feel mood, ints int[], words text[], grid int[], net inet);
      """;

  private static TestPostgres server;
  private static String database;
  private static Connection connection;

  @BeforeAll
  static void load() throws SQLException {
    server = TestPostgres.major(TestPostgres.NEWEST);
    database = server.createDatabase();
    server.execute(database, SCHEMA);
    connection = server.connect(database);
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
  }

  /** A row of {@code item}. */
  private record Item(
      int id, @Nullable String name, @Nullable Integer price, @Nullable Integer parent) {
    static Item of(int id) {
      return new Item(id, "name " + id, id % 100, null);
    }
  }

  private static BulkWriter.Builder<Item> items() {
    return BulkWriter.<Item>into("item")
        .column("id", Item::id)
        .column("name", Item::name)
        .column("price", Item::price)
        .column("parent", Item::parent);
  }

  private static List<Item> items(int from, int to) {
    return IntStream.range(from, to).mapToObj(Item::of).toList();
  }

  private static long count(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static void empty() {
    server.execute(database, "TRUNCATE item");
  }

  @Test
  void insertsWhatComes() throws Exception {
    empty();

    assertThat(items().build().write(connection, items(0, 25_000)))
        .isEqualTo(new WriteResult(25_000, 0, 0, 0));
    assertThat(count("SELECT count(DISTINCT id) FROM item")).isEqualTo(25_000);
  }

  @Test
  void errorOfAColumnLeavesNothingAndTheConnectionUsable() throws Exception {
    empty();
    var insert =
        BulkWriter.<Integer>into("item")
            .column("id", i -> i)
            .column(
                "name",
                i -> {
                  if (i == 110_000) {
                    throw new AssertionError("of a column");
                  }
                  return "name";
                });
    var rows = IntStream.range(0, 120_000).boxed().toList();

    assertThatThrownBy(() -> insert.build().write(connection, rows)).hasMessage("of a column");
    assertThat(count("SELECT count(*) FROM item")).isZero();
    var upsert = insert.key("id").build();
    assertThatThrownBy(() -> upsert.write(connection, rows)).hasMessage("of a column");
    assertThat(count("SELECT count(*) FROM item")).isZero();
  }

  @Test
  void seesColumnsThatCameLaterAndTakesComposites() throws Exception {
    server.execute(database, "CREATE TYPE pair AS (a int, b text)");
    server.execute(database, "CREATE TABLE grown (id int PRIMARY KEY)");
    var writer =
        BulkWriter.<Integer>into("grown")
            .column("id", i -> i)
            .column("p", i -> "(%s,x)".formatted(i))
            .key("id")
            .build();

    assertThatThrownBy(() -> writer.write(connection, List.of(1, 2)))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("no column");
    server.execute(database, "ALTER TABLE grown ADD COLUMN p pair");
    assertThat(writer.write(connection, List.of(1, 2))).isEqualTo(new WriteResult(2, 0, 0, 0));
    assertThat(count("SELECT sum((p).a) FROM grown")).isEqualTo(3);
  }

  @Test
  void saysWhatBecameOfEachRowOfAnUpsert() throws Exception {
    for (int size : new int[] {100, 12_000}) {
      empty();
      var writer = items().key("id").build();
      writer.write(connection, items(0, size));
      var rows = new ArrayList<>(items(size / 2, size + size / 2));
      rows.set(0, new Item(size / 2, "another", 1, null));

      assertThat(writer.write(connection, rows))
          .as("of %d rows", size)
          .isEqualTo(new WriteResult(size / 2, 1, size / 2 - 1, 0));
      assertThat(count("SELECT count(*) FROM item WHERE name = 'another'")).isEqualTo(1);
    }
  }

  @Test
  void lastRowOfAKeyWins() throws Exception {
    empty();
    var twice = List.of(new Item(1, "first", 1, null), Item.of(2), new Item(1, "second", 2, null));

    assertThat(items().key("id").build().write(connection, twice))
        .isEqualTo(new WriteResult(2, 0, 0, 1));
    assertThat(count("SELECT price FROM item WHERE name = 'second'")).isEqualTo(2);
  }

  @Test
  void leavesAloneWhatIsToBeKept() throws Exception {
    empty();
    var writer = items().key("id").onConflict(BulkWriter.OnConflict.KEEP).build();
    writer.write(connection, List.of(Item.of(1)));

    assertThat(writer.write(connection, List.of(new Item(1, "new", 5, null), Item.of(2))))
        .isEqualTo(new WriteResult(1, 0, 1, 0));
    assertThat(count("SELECT count(*) FROM item WHERE name = 'new'")).isZero();
  }

  @Test
  void isAllOrNothing() throws Exception {
    for (boolean isUpsert : new boolean[] {false, true}) {
      empty();
      var rows = new ArrayList<>(items(0, 30_000));
      rows.set(29_000, new Item(29_000, null, 1, null));
      var writer = (isUpsert ? items().key("id") : items()).build();

      assertThatThrownBy(() -> writer.write(connection, rows)).isInstanceOf(SQLException.class);
      assertThat(count("SELECT count(*) FROM item")).isZero();
      assertThat(connection.getAutoCommit()).isTrue();
    }
  }

  @Test
  void failureOfTheApplicationLeavesTheConnectionAsItWas() throws Exception {
    empty();
    Iterable<Item> broken =
        () ->
            IntStream.range(0, 20_000)
                .mapToObj(i -> {
                  if (i == 15_000) {
                    throw new IllegalStateException("no more");
                  }
                  return Item.of(i);
                })
                .iterator();

    assertThatThrownBy(() -> items().build().write(connection, broken)).hasMessage("no more");
    assertThat(count("SELECT count(*) FROM item")).isZero();
  }

  @Test
  void isAPartOfTheCallersTransaction() throws Exception {
    empty();
    connection.setAutoCommit(false);
    try {
      items().key("id").build().write(connection, items(0, 6_000));
      items().key("id").build().write(connection, items(3_000, 9_000));
      assertThat(count("SELECT count(*) FROM item")).isEqualTo(9_000);
      connection.rollback();
    } finally {
      connection.setAutoCommit(true);
    }
    assertThat(count("SELECT count(*) FROM item")).isZero();
  }

  @Test
  void goesOnWithoutRowsThatTheDatabaseDoesNotTake() throws Exception {
    empty();
    var rows = new ArrayList<>(items(0, 1_000));
    rows.set(10, new Item(10, null, 1, null));
    rows.set(500, new Item(500, "cheap", -1, null));
    rows.set(999, new Item(999, "orphan", 1, 77_777));

    Salvage<Item> salvage = items().build().writeWhatFits(connection, rows);

    assertThat(salvage.written().inserted()).isEqualTo(997);
    assertThat(salvage.refused())
        .extracting(Salvage.Refused::sqlState)
        .containsExactly("23502", "23514", "23503");
    assertThat(salvage.refused().getFirst().column()).hasValue("name");
    assertThat(salvage.refused().get(1).constraint()).hasValue("item_price_check");
    assertThat(count("SELECT count(*) FROM item")).isEqualTo(997);
  }

  @Test
  void quotesNamesOfAnyKind() throws Exception {
    var writer =
        BulkWriter.<Integer>into("Odd \"Name", "Äpfel")
            .column("select", i -> i)
            .column("a b", i -> "\t\\N\n" + i)
            .key("select")
            .build();

    writer.write(connection, List.of(1, 2));
    writer.write(connection, IntStream.range(0, 6_000).boxed().toList());

    assertThat(
            count(
                "SELECT count(*) FROM \"Odd \"\"Name\".\"Äpfel\" WHERE \"a b\" = E'\\t\\\\N\\n' || \"select\""))
        .isEqualTo(6_000);
  }

  @Test
  void refusesAKeyThatIsNoColumn() {
    assertThatThrownBy(() -> items().key("nobody").build())
        .hasMessageContaining("nobody")
        .hasMessageContaining("price");
  }

  @Test
  void hearsOfProgress() throws Exception {
    empty();
    var heard = new ArrayList<Long>();

    items().key("id").progress(heard::add).build().write(connection, items(0, 25_000));

    assertThat(heard).containsExactly(10_000L, 20_000L, 25_000L);
  }

  private static final List<String> TYPES =
      List.of(
          "small", "big", "num", "num2", "f8", "yes", "txt", "chr", "id2", "raw", "day", "tod",
          "at", "atz", "span", "js", "jsb", "span4", "spantz", "feel", "ints", "words", "grid",
          "net");

  /** Whatever the value, all ways write what a single INSERT with a cast writes. */
  @Test
  void everyWayWritesTheSameOfEveryType() throws Exception {
    var rows = new ArrayList<Map<String, @Nullable Object>>();
    Seeds.only(
        7,
        random -> {
          for (int id = 0; id < 6_000; id++) {
            rows.add(someRow(id, random));
          }
        });
    server.execute(
        database,
        """
        CREATE TABLE by_arrays (LIKE all_types INCLUDING ALL);
        CREATE TABLE by_stage (LIKE all_types INCLUDING ALL);
        CREATE TABLE by_copy (LIKE all_types INCLUDING ALL);
        """);
    oneByOne(rows.subList(0, 400));
    everyType("by_arrays").key("id").build().write(connection, rows.subList(0, 400));
    everyType("by_copy").build().write(connection, rows);
    everyType("by_stage").key("id").build().write(connection, rows);

    for (String way : List.of("by_arrays", "by_copy", "by_stage")) {
      assertThat(
              count(
                  """
                  SELECT count(*) FROM (
                    SELECT a::text FROM all_types a EXCEPT ALL SELECT b::text FROM %s b WHERE id < 400) d
                  """
                      .formatted(way)))
          .as(way)
          .isZero();
    }
    assertThat(everyType("by_stage").key("id").build().write(connection, rows).unchanged())
        .as("the same again changes nothing")
        .isEqualTo(6_000);
  }

  private static BulkWriter.Builder<Map<String, @Nullable Object>> everyType(String table) {
    var builder =
        BulkWriter.<Map<String, @Nullable Object>>into(table).column("id", r -> r.get("id"));
    TYPES.forEach(name -> builder.column(name, r -> r.get(name)));
    return builder;
  }

  private static void oneByOne(List<Map<String, @Nullable Object>> rows) throws SQLException {
    String sql =
        "INSERT INTO all_types (id, %s) VALUES (?%s)"
            .formatted(String.join(", ", TYPES), ", ?".repeat(TYPES.size()));
    try (var insert = connection.prepareStatement(sql)) {
      for (var row : rows) {
        insert.setObject(1, row.get("id"));
        int index = 2;
        for (String name : TYPES) {
          insert.setObject(index++, PgText.of(row.get(name)), java.sql.Types.OTHER);
        }
        insert.executeUpdate();
      }
    }
  }

  private static Map<String, @Nullable Object> someRow(int id, RandomGenerator random) {
    var row = new HashMap<String, @Nullable Object>();
    row.put("id", id);
    for (String name : TYPES) {
      row.put(name, random.nextInt(6) == 0 ? null : some(name, random));
    }
    return row;
  }

  private static Object some(String type, RandomGenerator random) {
    return switch (type) {
      case "small" -> (short) random.nextInt();
      case "big" -> random.nextInt(20) == 0 ? Long.MIN_VALUE : random.nextLong();
      case "num" -> new BigDecimal(random.nextLong()).movePointLeft(random.nextInt(30));
      case "num2" -> BigDecimal.valueOf(random.nextInt(), random.nextInt(5));
      case "f8" -> random.nextInt(10) == 0 ? Double.NaN : random.nextDouble() * 1e20;
      case "yes" -> random.nextBoolean();
      case "txt", "chr" -> someText(random, type.equals("chr") ? 5 : 40);
      case "id2" -> new UUID(random.nextLong(), random.nextLong());
      case "raw" -> {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        yield bytes;
      }
      case "day" -> LocalDate.ofEpochDay(random.nextInt(-1_500_000, 1_500_000));
      case "tod" -> LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000L) * 1_000);
      case "at" ->
          LocalDateTime.ofEpochSecond(
              random.nextLong(-100_000_000_000L, 100_000_000_000L),
              random.nextInt(1_000_000) * 1_000,
              ZoneOffset.UTC);
      case "atz" -> Instant.ofEpochSecond(random.nextLong(-100_000_000_000L, 100_000_000_000L));
      case "span" -> Duration.ofMillis(random.nextInt());
      case "js", "jsb" -> "{\"a\": [%d, \"x\\ny\"], \"b\": null}".formatted(random.nextInt());
      case "span4" -> "[%d,%d)".formatted(random.nextInt(10), 10 + random.nextInt(10));
      case "spantz" ->
          "[2026-01-01 00:00+00,2026-01-%02d 00:00+02)".formatted(2 + random.nextInt(28));
      case "feel" -> random.nextBoolean() ? "calm" : "it's \"loud\"";
      case "ints" -> IntStream.range(0, random.nextInt(4)).toArray();
      case "words" -> Arrays.asList(someText(random, 9), null, "NULL", "");
      case "grid" -> List.of(List.of(1, 2), List.of(random.nextInt(), 4));
      case "net" -> "10.%d.0.1".formatted(random.nextInt(256));
      default -> throw new IllegalArgumentException(type);
    };
  }

  private static String someText(RandomGenerator random, int max) {
    String alphabet = "aZ 0\\\t\n\r\"'{},NULL()%$äß漢\uD83D\uDE00é";
    int[] points = alphabet.codePoints().toArray();
    var text = new StringBuilder();
    for (int i = random.nextInt(max); i > 0; i--) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString();
  }
}
