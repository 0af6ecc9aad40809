package dev.trimtab.bench.batch;

import dev.trimtab.batch.write.BulkWriter;
import dev.trimtab.twin.EmbeddedServer;
import dev.trimtab.twin.ServerHome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Rows that never are in memory together, written by a JVM with 16 MB of heap.
 *
 * <p>Success, said before running: ten million are inserted, and a million upserted, and it does
 * not run out of memory.
 */
public final class Streaming {

  private static final long ROWS = 10_000_000;
  private static final String HEAP = "-Xmx16m";

  private Streaming() {}

  static void run(List<String> arguments) throws Exception {
    long rows = arguments.isEmpty() ? ROWS : Long.parseLong(arguments.getFirst());
    try (var server = EmbeddedServer.start(ServerHome.bundled(), Map.of("autovacuum", "off"))) {
      try (Connection connection = server.connect("postgres");
          var statement = connection.createStatement()) {
        statement.execute("CREATE UNLOGGED TABLE stream (id bigint, name text, value numeric)");
        statement.execute(
            "CREATE UNLOGGED TABLE kept (id bigint PRIMARY KEY, name text, value numeric)");
      }
      String url =
          "jdbc:postgresql://127.0.0.1:%d/postgres?user=%s&password=%s"
              .formatted(server.port(), EmbeddedServer.SUPERUSER, server.password());
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  HEAP,
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Streaming.class.getName(),
                  String.valueOf(rows))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(child::destroyForcibly));
      // Not among its arguments, which everybody on the machine can see.
      try (var in = child.getOutputStream()) {
        in.write(url.getBytes(StandardCharsets.UTF_8));
      }
      int code = child.waitFor();
      System.out.println(code == 0 ? "all of it with " + HEAP : "failed with " + code);
      if (code != 0) {
        System.exit(1);
      }
    }
  }

  /** The JVM with little memory. */
  public static void main(String[] arguments) throws Exception {
    long rows = Long.parseLong(arguments[0]);
    String url = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    try (Connection connection = DriverManager.getConnection(url)) {
      BulkWriter.Builder<Long> insert = columns("stream");
      write("inserted", connection, insert.build(), rows);
      write("upserted", connection, columns("kept").key("id").build(), rows / 10);
    }
  }

  private static BulkWriter.Builder<Long> columns(String table) {
    return BulkWriter.<Long>into(table)
        .column("id", id -> id)
        .column("name", id -> "row number " + id)
        .column("value", id -> id / 8.0);
  }

  private static void write(String what, Connection connection, BulkWriter<Long> writer, long rows)
      throws SQLException {
    Iterator<Long> numbers = LongStream.range(0, rows).iterator();
    long start = System.nanoTime();
    var result = writer.write(connection, () -> numbers);
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%,d rows %s in %.1f s, %,.0f rows a second%n",
        result.rows(),
        what,
        seconds,
        result.rows() / seconds);
  }
}
