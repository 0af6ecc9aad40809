package dev.trimtab.batch.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.batch.write.BulkWriter.OnConflict;
import dev.trimtab.testkit.TestPostgres;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Keys that are different to the application and equal to the server: what is there is what would
 * be if the rows were written one after the other.
 */
class EqualKeysIT {

  private static final int FEW = 40;
  private static final int MANY = 5_000;
  private static final List<Integer> SIZES = List.of(FEW, MANY);

  private final TestPostgres server = TestPostgres.newest();
  private final String database = server.createDatabase();
  private Connection connection;

  /** A key with a value. */
  private record Pair(@Nullable Object id, int value) {}

  /** Two keys that a column of the type holds equal, and others that it does not. */
  private record Equal(String type, Object stored, Object other, IntFunction<Object> more) {}

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private static final List<Equal> EQUALS =
      List.of(
          new Equal("citext", "a@x", "A@x", i -> "b" + i + "@x"),
          new Equal("uuid", new UUID(1, 2), "{" + new UUID(1, 2) + "}", i -> new UUID(2, i)),
          new Equal("timestamptz", NOON, NOON.plusNanos(100), i -> NOON.plusSeconds(1L + i)),
          new Equal("timestamptz(3)", NOON, NOON.plusNanos(9_000), i -> NOON.plusSeconds(1L + i)),
          new Equal("timestamptz(0)", NOON, NOON.plusMillis(9), i -> NOON.plusSeconds(1L + i)),
          new Equal(
              "date",
              LocalDateTime.of(2026, 1, 1, 0, 0),
              LocalDateTime.of(2026, 1, 1, 12, 0),
              i -> LocalDateTime.of(2026, 1, 2, 0, 0).plusDays(i)),
          new Equal("varchar(4)", "abcd", "abcd ", i -> String.valueOf(i)),
          new Equal("int", 1, "01", i -> 2 + i),
          new Equal("text COLLATE blind", "a", "A", i -> "b" + i));

  @BeforeEach
  void connect() throws SQLException {
    connection = server.connect(database);
    server.execute(
        database,
        """
        CREATE EXTENSION citext;
        CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false)
        """);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private static BulkWriter<Pair> upserts(OnConflict onConflict) {
    return BulkWriter.<Pair>into("pair")
        .column("id", Pair::id)
        .column("value", Pair::value)
        .key("id")
        .onConflict(onConflict)
        .build();
  }

  private String text(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }

  private void table(String type) {
    server.execute(
        database,
        "DROP TABLE IF EXISTS pair; CREATE TABLE pair (id %s PRIMARY KEY, value int)"
            .formatted(type));
  }

  /** The first and the last row have one key for the server, and no other two. */
  private static List<Pair> rows(Equal equal, int size) {
    var rows = new ArrayList<Pair>();
    rows.add(new Pair(equal.other(), 2));
    for (int i = 0; i < size; i++) {
      rows.add(new Pair(equal.more().apply(i), 7));
    }
    rows.add(new Pair(equal.stored(), 1));
    return rows;
  }

  private String firstValue() throws SQLException {
    return text("SELECT min(value) FROM pair");
  }

  /** MERGE compared each row with what was there before it, so an equal last row did nothing. */
  @Test
  void lastRowWinsThoughItIsWhatIsThere() throws Exception {
    for (Equal equal : EQUALS) {
      for (int size : SIZES) {
        for (boolean isAlone : new boolean[] {true, false}) {
          table(equal.type());
          var writer = upserts(OnConflict.UPDATE);
          writer.write(connection, List.of(new Pair(equal.stored(), 1)));
          connection.setAutoCommit(isAlone);

          assertThat(writer.write(connection, rows(equal, size)))
              .as("%d of %s", size, equal.type())
              .isEqualTo(new WriteResult(size, 0, 1, 1));
          assertThat(firstValue()).as("%d of %s", size, equal.type()).isEqualTo("1");
          connection.setAutoCommit(true);
        }
      }
    }
  }

  /** Within a transaction of the caller the statement failed and took the transaction with it. */
  @Test
  void newKeysThatAreEqualAreOneRow() throws Exception {
    for (Equal equal : EQUALS) {
      for (int size : SIZES) {
        for (OnConflict onConflict : OnConflict.values()) {
          table(equal.type());
          connection.setAutoCommit(false);

          WriteResult result = upserts(onConflict).write(connection, rows(equal, size));
          assertThat(result.inserted())
              .as("%d of %s, %s", size, equal.type(), onConflict)
              .isEqualTo(size + 1);
          assertThat(result.unchanged() + result.merged()).isEqualTo(1);
          assertThat(firstValue())
              .as("%d of %s, %s", size, equal.type(), onConflict)
              .isEqualTo(onConflict == OnConflict.KEEP ? "2" : "1");
          connection.setAutoCommit(true);
        }
      }
    }
  }

  /** What is there stays, whether it was there before the call or an earlier row put it there. */
  @Test
  void keepsWhatIsThereAndTheFirstOfWhatIsNew() throws Exception {
    for (Equal equal : EQUALS) {
      for (int size : SIZES) {
        table(equal.type());
        var writer = upserts(OnConflict.KEEP);
        writer.write(connection, List.of(new Pair(equal.stored(), 0)));
        var rows = rows(equal, size);
        // Twice to the application, too.
        rows.add(new Pair(equal.more().apply(0), 8));

        WriteResult result = writer.write(connection, rows);
        assertThat(result.inserted()).as("%d of %s", size, equal.type()).isEqualTo(size);
        assertThat(result.updated()).isZero();
        assertThat(result.rows()).isEqualTo(rows.size());
        assertThat(text("SELECT min(value) || ' ' || max(value) FROM pair"))
            .as("%d of %s", size, equal.type())
            .isEqualTo("0 7");
      }
    }
  }

  /** Many go in parts, and a key may be in two of them. */
  @Test
  void firstIsKeptAndLastIsTakenHoweverFarApart() throws Exception {
    int size = 100_010;
    for (OnConflict onConflict : OnConflict.values()) {
      table("citext");
      var rows = new ArrayList<Pair>();
      for (int i = 0; i < size; i++) {
        rows.add(new Pair("b" + i, 7));
      }
      rows.set(0, new Pair("a", 1));
      rows.set(10, new Pair("A", 2));
      rows.set(size - 2, new Pair("A", 3));
      rows.set(size - 1, new Pair("a", 4));

      assertThat(upserts(onConflict).write(connection, rows).inserted()).isEqualTo(size - 3);
      assertThat(text("SELECT value FROM pair WHERE id = 'a'"))
          .as(onConflict.name())
          .isEqualTo(onConflict == OnConflict.KEEP ? "1" : "4");
    }
  }

  /** A row that comes again took the place of its first, before one that is equal to it. */
  @Test
  void lastRowWinsAmongSomeThatAreTheSameAndSomeThatAreEqual() throws Exception {
    for (int size : SIZES) {
      table("citext");
      var writer = upserts(OnConflict.UPDATE);
      writer.write(connection, List.of(new Pair("a", 3)));
      var rows = new ArrayList<Pair>();
      rows.add(new Pair("a", 1));
      rows.add(new Pair("a".toUpperCase(Locale.ROOT), 2));
      for (int i = 0; i < size; i++) {
        rows.add(new Pair("b" + i, 7));
      }
      rows.add(new Pair("a", 3));

      assertThat(writer.write(connection, rows).rows()).isEqualTo(size + 3);
      assertThat(text("SELECT value FROM pair WHERE id = 'a'")).as("%d", size).isEqualTo("3");
    }
  }

  /** Values of all classes that are close to each other, in each type that any is told apart in. */
  @Test
  void whatIsToldApartIsDifferentToTheServer() throws Exception {
    var types =
        List.of(
            "int2", "int4", "int8", "text", "varchar", "uuid", "date", "timestamp", "timestamptz");
    for (String type : types) {
      server.execute(
          database,
          "DROP TABLE IF EXISTS pair; CREATE TABLE pair (id %s, value int)".formatted(type));
      var columns = new TableColumns<Pair>(List.of("pair"), COLUMNS, List.of("id"));
      Target target = Target.read(connection, columns);
      Target.Type known = target.keyTypes(columns).getFirst();
      var different = new ArrayList<Pair>();
      for (Object value : CLOSE) {
        var row = new Pair(value, different.size());
        var keys = new RowKeys<>(columns.keyColumns(), target.keyTypes(columns));
        different.forEach(keys::add);
        keys.add(row);
        if (known.tellsApart(value) && !keys.hasTwice()) {
          different.add(row);
        }
      }
      new CopyWriter<>(COLUMNS, columns.copyInto("pair"))
          .write(connection, different.iterator(), BulkWriter.Progress.SILENT);

      assertThat(different).as(type).hasSizeGreaterThan(1);
      assertThat(text("SELECT count(DISTINCT id) FROM pair"))
          .as("%s: %s", type, different)
          .isEqualTo(String.valueOf(different.size()));
    }
  }

  private static final List<Column<Pair>> COLUMNS =
      List.of(new Column<>("id", Pair::id), new Column<>("value", Pair::value));

  private static final List<Object> CLOSE = closeValues();

  private static List<Object> closeValues() {
    var values = new ArrayList<Object>();
    for (int i = 0; i < 3; i++) {
      values.addAll(List.of((short) i, i, (long) i, (byte) i, BigDecimal.valueOf(i, 1)));
      values.addAll(List.of("" + i, "0" + i, " " + i, i + " ", (double) i, i == 0));
      values.addAll(
          List.of(new UUID(0xA, i), new UUID(0xA, i).toString().toUpperCase(Locale.ROOT)));
      LocalDate day = LocalDate.of(2026, 1, 1).plusDays(i);
      values.addAll(List.of(day, day.toString(), day.atStartOfDay(), day.minusYears(4_000)));
      for (long nanos : new long[] {0, 1, 499, 500, 999, 1_000, 1_001, 2_000}) {
        Instant moment = NOON.plusNanos(nanos);
        var zoned = moment.atZone(ZoneId.of("Asia/Kolkata")).plusHours(i);
        values.addAll(List.of(moment, zoned, zoned.toOffsetDateTime(), zoned.toLocalDateTime()));
        values.add(zoned.toInstant().toString());
      }
    }
    values.addAll(List.of(TimeUnit.DAYS, "DAYS", TimeUnit.HOURS, "days"));
    return List.copyOf(values);
  }
}
