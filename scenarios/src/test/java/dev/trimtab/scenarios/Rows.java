package dev.trimtab.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.zip.CRC32C;

/** What holds for the rows of every scenario, without a database. */
public final class Rows {

  private static final LoadOptions SMALL = new LoadOptions(0.01, 42);

  private Rows() {}

  /** Equal options give equal rows, another seed gives others in every table. */
  public static void dependOnTheSeedOnly(Function<LoadOptions, List<TableRows>> tables) {
    var once = checksums(tables, SMALL);
    var other = checksums(tables, SMALL.withSeed(43));

    assertThat(once).isEqualTo(checksums(tables, SMALL));
    assertThat(once)
        .allSatisfy((table, checksum) -> assertThat(checksum).isNotEqualTo(other.get(table)));
  }

  public static void growWithTheScale(Function<LoadOptions, List<TableRows>> tables) {
    long once = total(tables.apply(SMALL));
    long fourTimes = total(tables.apply(SMALL.withScale(0.04)));

    assertThat((double) fourTimes / once).isBetween(3.6, 4.3);
  }

  public static void parametersDependOnTheGeneratorOnly(Scenario scenario) {
    for (var statement : scenario.workload(SMALL).statements()) {
      assertThat(statement.parameters().draw(new SplittableRandom(5)))
          .as(statement.name())
          .isEqualTo(statement.parameters().draw(new SplittableRandom(5)));
    }
  }

  private static Map<String, Long> checksums(
      Function<LoadOptions, List<TableRows>> tables, LoadOptions options) {
    var result = new TreeMap<String, Long>();
    for (var table : tables.apply(options)) {
      var checksum = new CRC32C();
      table.writeTo(checksum::update, options.seed());
      result.put(table.table(), checksum.getValue());
    }
    return result;
  }

  private static long total(List<TableRows> tables) {
    return tables.stream().mapToLong(table -> table.writeTo((_, _, _) -> {}, SMALL.seed())).sum();
  }
}
