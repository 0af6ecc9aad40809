package dev.trimtab.scenarios.studio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.scenarios.LoadOptions;
import java.util.HashSet;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class StudioRowsTest {

  private static final LoadOptions SMALL = new LoadOptions(0.01, 42);

  @Test
  void equalOptionsGiveEqualRows() {
    assertThat(checksums(SMALL)).hasSize(21).isEqualTo(checksums(SMALL));
  }

  @Test
  void anotherSeedGivesOtherRowsInEveryTable() {
    var other = checksums(SMALL.withSeed(43));

    assertThat(checksums(SMALL))
        .allSatisfy((table, checksum) -> assertThat(checksum).isNotEqualTo(other.get(table)));
  }

  @Test
  void numberOfRowsIsLinearInTheScale() {
    long once = totalRows(SMALL);
    long fourTimes = totalRows(SMALL.withScale(0.04));

    assertThat((double) fourTimes / once).isBetween(3.7, 4.3);
  }

  @Test
  void addressesAndProviderNumbersAreUnique() {
    var facts = new StudioFacts(1);
    var emails = new HashSet<String>();
    var oauthIds = new HashSet<String>();
    for (int user = 1; user <= 10_000; user++) {
      assertThat(emails.add(facts.email(user))).isTrue();
      assertThat(oauthIds.add(facts.oauthId(user))).isTrue();
    }
  }

  @Test
  void timesGrowWithKeysAndEndBeforeTheEnd() {
    long previous = 0;
    for (int key = 1; key <= 10_000; key++) {
      long created = StudioFacts.createdAt(key, 10_000);
      assertThat(created).isGreaterThan(previous).isLessThan(StudioFacts.END.toEpochMilli());
      previous = created;
    }
  }

  @Test
  void repliesStayInTheirConversationAndComeLater() {
    var shape = shape();
    for (int message = 1; message <= shape.sizes().messages(); message++) {
      int original = shape.replyToOfMessage(message);
      if (original != 0) {
        assertThat(original).isLessThan(message);
        assertThat(shape.conversationOfMessage(original))
            .isEqualTo(shape.conversationOfMessage(message));
      }
    }
  }

  @Test
  void aFileHasOneLatestVersion() {
    var shape = shape();
    var latest = new HashSet<Integer>();
    for (int file = 1; file <= shape.sizes().files(); file++) {
      int root = shape.parentOfFile(file) == 0 ? file : shape.parentOfFile(file);
      if (shape.isLatestFile(file)) {
        assertThat(latest.add(root)).isTrue();
      }
    }
  }

  @Test
  void parametersDependOnTheGeneratorOnly() {
    for (var statement : new StudioScenario().workload(SMALL).statements()) {
      assertThat(statement.parameters().draw(new SplittableRandom(5)))
          .as(statement.name())
          .isEqualTo(statement.parameters().draw(new SplittableRandom(5)));
    }
  }

  private static StudioShape shape() {
    return new StudioShape(StudioSizes.of(SMALL.scale()), SMALL.seed());
  }

  private static Map<String, Long> checksums(LoadOptions options) {
    var result = new TreeMap<String, Long>();
    for (var table : StudioScenario.tables(options)) {
      var checksum = new CRC32C();
      table.writeTo(checksum::update, options.seed());
      result.put(table.table(), checksum.getValue());
    }
    return result;
  }

  private static long totalRows(LoadOptions options) {
    return StudioScenario.tables(options).stream()
        .mapToLong(table -> table.writeTo((_, _, _) -> {}, options.seed()))
        .sum();
  }
}
