package dev.trimtab.bench;

import dev.trimtab.scenarios.Resources;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A query of a standard benchmark with its parameters filled in.
 *
 * @param name {@code q01} to {@code q99}
 * @param sql one statement without a semicolon, table names unqualified
 */
public record BenchmarkQuery(String name, String sql) {

  /** Reads {@code q01.sql} to {@code qNN.sql} beside a class. */
  public static List<BenchmarkQuery> readAll(Class<?> owner, IntStream numbers) {
    var resources = new Resources(owner);
    return numbers
        .mapToObj("q%02d"::formatted)
        .map(name -> new BenchmarkQuery(name, resources.text(name + ".sql").strip()))
        .toList();
  }
}
