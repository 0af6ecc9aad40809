package dev.trimtab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.cache.RegionStatistics;
import dev.trimtab.cli.report.Systems.Row;
import dev.trimtab.cli.report.Systems.Verdict;
import dev.trimtab.scenarios.CacheClaims;
import dev.trimtab.scenarios.CacheReplay;
import dev.trimtab.scenarios.CacheReplay.Reached;
import dev.trimtab.scenarios.social.SocialScenario;
import dev.trimtab.scenarios.studio.StudioScenario;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheRowsTest {

  private static RegionStatistics hits(String region, long hits, long misses) {
    return new RegionStatistics(
        region,
        Duration.ofMinutes(5),
        hits,
        0,
        misses,
        misses,
        misses,
        0,
        Duration.ZERO,
        Duration.ZERO,
        0,
        0,
        0,
        0,
        0);
  }

  private static List<Row> rows(
      CacheClaims claims, Map<String, RegionStatistics> resources, double left) {
    return new CacheRows(
            claims,
            new CacheReplay.Outcome(
                resources, new Reached(1_000, 500), new Reached(1_000 * left, 100)))
        .all();
  }

  @Test
  void aHitRateIsJudgedByWhatIsLeftForTheDatabase() {
    Map<String, RegionStatistics> resources = new HashMap<>();
    resources.put("users", hits("users", 93, 7));
    resources.put("projects", hits("projects", 75, 25));
    resources.put("files", hits("files", 60, 40));
    resources.put("messages", hits("messages", 80, 20));
    resources.put("analytics", hits("analytics", 90, 10));
    List<Row> rows = rows(new StudioScenario().cacheClaims(), resources, 0.2);
    assertThat(rows)
        .extracting(row -> row.work() + ", " + row.claimed() + ": " + row.verdict())
        .containsExactly(
            "cache hit rate of users, 85 %: better",
            "cache hit rate of projects, 75 %: as claimed",
            "cache hit rate of files, 70 %: short",
            "cache hit rate of messages, 80 %: as claimed",
            "cache hit rate of analytics, 90 %: as claimed",
            "database load with a cache, -60-70 %: better",
            "database time of the sessions, without and with the cache, : measured");
  }

  @Test
  void aSpanForAllReadsIsJudgedByItsMiddle() {
    List<Row> rows =
        rows(new SocialScenario().cacheClaims(), Map.of("all", hits("all", 85, 15)), 0.3);
    assertThat(rows.getFirst().claimed()).isEqualTo("50-60 -> 80-90 %");
    assertThat(rows.getFirst().verdict()).isEqualTo(Verdict.AS_CLAIMED);
    assertThat(rows).hasSize(2);
  }
}
