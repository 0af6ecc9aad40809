package dev.trimtab.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.cache.jackson.JacksonCodecs;
import dev.trimtab.cache.lettuce.LettuceSecondLevel;
import dev.trimtab.cache.micrometer.CacheMetrics;
import dev.trimtab.testkit.TestRedis;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** JSON, compression, limits and meters, on a real Redis; and Redis Cluster. */
class AdapterIT {

  /** A command that a busy machine delays is not what is tested here. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static TestRedis redis;

  record Project(long id, String name, List<String> tags) {}

  @BeforeAll
  static void startRedis() {
    redis = TestRedis.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  private static CacheBuilder builder(String name) {
    return Cache.builder(name)
        .secondLevel(LettuceSecondLevel.of(redis.uri(), PATIENCE))
        .codecs(new JacksonCodecs());
  }

  private static RegionSpec<Long, List<Project>> projects() {
    return RegionSpec.of(KeyPattern.ofLong("user:{id}:projects"), new TypeOf<List<Project>>() {});
  }

  private static List<Project> many(int count) {
    var projects = new ArrayList<Project>();
    for (int i = 0; i < count; i++) {
      projects.add(new Project(i, "project number " + i, List.of("blue", "urgent")));
    }
    return projects;
  }

  @Test
  void valuesTravelAsJsonAndLargeOnesCompressed() {
    try (Cache here = Waiting.online(builder("json").build());
        Cache there = Waiting.online(builder("json").build())) {
      Region<Long, List<Project>> mine = here.region(projects());
      Region<Long, List<Project>> theirs = there.region(projects());
      for (int count : List.of(0, 1, 1_000)) {
        List<Project> value = many(count);
        mine.get((long) count, _ -> value);
        Waiting.until(
            "it is in the second level",
            () -> !redis.send("STRLEN", key("json", count)).strip().equals("0"));
        assertThat(theirs.get((long) count, _ -> List.of())).isEqualTo(value);
      }
      // 1,000 projects are 70 KB of JSON.
      assertThat(Long.parseLong(redis.send("STRLEN", key("json", 1_000)).replaceAll("\\D", "")))
          .isLessThan(20_000);
    }
  }

  private static String key(String cache, int id) {
    return "trimtab:%s:{v1:user:%d:projects}".formatted(cache, id);
  }

  @Test
  void aValueThatIsTooLargeStaysHereAndSaysWhy() {
    var refused = new ArrayList<String>();
    CacheListener listener =
        new CacheListener() {
          @Override
          public void refused(String region, String reason) {
            refused.add(reason);
          }
        };
    CacheBuilder builder = builder("large").listener(listener);
    CacheSettings small = builder.settings().withValueBytesMax(100).withCompressedFromBytes(64);
    try (Cache cache = Waiting.online(builder.settings(small).build())) {
      Region<Long, List<Project>> projects = cache.region(projects());
      assertThat(projects.get(1L, _ -> many(1_000))).hasSize(1_000);
      assertThat(projects.peek(1L)).isPresent();
      assertThat(refused)
          .singleElement()
          .asString()
          .contains("VALUE_TOO_LARGE: the value of v1:user:1:projects takes")
          .contains("100 are allowed; it stays in this process only");
      assertThatThrownBy(() -> projects.put(2L, many(1_000)))
          .hasMessageContaining("VALUE_TOO_LARGE");
    }
  }

  @Test
  void bytesOfAnotherShapeAreAMiss() {
    try (Cache here = Waiting.online(builder("shape").build());
        Cache there = Waiting.online(builder("shape").build())) {
      Region<Long, String> texts =
          here.region(RegionSpec.of(KeyPattern.ofLong("user:{id}:projects"), String.class));
      Region<Long, List<Project>> projects = there.region(projects());
      texts.get(1L, _ -> "not a list");
      Waiting.until(
          "it is in the second level",
          () -> !redis.send("STRLEN", key("shape", 1)).strip().equals("0"));
      assertThat(projects.get(1L, _ -> many(1))).isEqualTo(many(1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAddressThatCannotBeReadIsNotShownWithItsPassword(Client client) {
    for (String address :
        List.of("redis://:s3 cret@h:1", "redis:/s3cret", "redis://user:s3%cret@h:1", "s3cret")) {
      assertThatThrownBy(() -> client.to(address))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("begins with redis://")
          .hasNoCause()
          .asString()
          .doesNotContain("cret");
    }
  }

  @Test
  void nodesWithDifferentClientsShareEverything() {
    try (Cache here =
            Waiting.online(
                Cache.builder("mixed")
                    .secondLevel(Client.LETTUCE.to(redis.uri(), PATIENCE))
                    .build());
        Cache there =
            Waiting.online(
                Cache.builder("mixed")
                    .secondLevel(Client.JEDIS.to(redis.uri(), PATIENCE))
                    .build())) {
      Region<Long, String> mine = here.region(users());
      Region<Long, String> theirs = there.region(users());
      for (List<Region<Long, String>> pair :
          List.of(List.of(mine, theirs), List.of(theirs, mine))) {
        Region<Long, String> writer = pair.getFirst();
        Region<Long, String> reader = pair.getLast();
        // An invalidation of the round before may come late, and what was put is not kept then.
        Waiting.until(
            "it is read",
            () -> {
              writer.put(1L, "Ada");
              return reader.get(1L, _ -> "nobody").equals("Ada");
            });
        writer.invalidate(1L);
        Waiting.until("the other one heard", () -> reader.peek(1L).isEmpty());
        assertThat(reader.get(1L, _ -> "Grace")).isEqualTo("Grace");
        Waiting.until("it is there", () -> writer.get(1L, _ -> "Grace").equals("Grace"));
      }
    }
  }

  @Test
  void jedisLogsInWithWhatTheAddressSays() {
    try (TestRedis guarded = TestRedis.with().password("p@ss:word").start();
        Cache cache =
            Waiting.online(
                Cache.builder("guarded")
                    .secondLevel(
                        Client.JEDIS.to(
                            "redis://:p%40ss%3Aword@127.0.0.1:" + guarded.port() + "/3", PATIENCE))
                    .build())) {
      Region<Long, String> users = cache.region(users());
      users.put(1L, "Ada");
      Waiting.until(
          "it is in database 3", () -> guarded.send("INFO", "keyspace").contains("db3:keys=2"));
    }
  }

  @Test
  void metersTellWhatTheStatisticsTell() {
    try (Cache cache = Waiting.online(builder("meters").build())) {
      Region<Long, List<Project>> projects = cache.region(projects());
      var registry = new SimpleMeterRegistry();
      new CacheMetrics("shop", cache, List.of(projects)).bindTo(registry);
      projects.get(1L, _ -> many(1));
      projects.get(1L, _ -> many(1));
      assertThat(registry.get("trimtab.cache.up").gauge().value()).isEqualTo(1);
      assertThat(
              registry
                  .get("trimtab.cache.requests")
                  .tag("region", "user:{id}:projects")
                  .tag("level", "first")
                  .functionCounter()
                  .count())
          .isEqualTo(1);
      assertThat(registry.get("trimtab.cache.loads").functionCounter().count()).isEqualTo(1);
      assertThat(
              registry
                  .get("trimtab.cache.read.ahead")
                  .tag("outcome", "used")
                  .functionCounter()
                  .count())
          .isZero();
    }
  }

  @Test
  void aClusterIsASecondLevelToo() {
    try (TestRedis node =
        TestRedis.with().line("cluster-enabled yes").line("cluster-node-timeout 1000").start()) {
      var assign = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
      for (int slot = 0; slot < 16_384; slot++) {
        assign.add(String.valueOf(slot));
      }
      node.send(assign.toArray(String[]::new));
      Waiting.until("the cluster is up", () -> node.send("CLUSTER", "INFO").contains(":ok"));
      try (Cache here = Waiting.online(clustered(node));
          Cache there = Waiting.online(clustered(node))) {
        Region<Long, String> mine = here.region(users());
        Region<Long, String> theirs = there.region(users());
        mine.getAll(List.of(1L, 2L, 3L), keys -> java.util.Map.of(1L, "a", 2L, "b", 3L, "c"));
        Waiting.until("they are there", () -> theirs.get(2L, _ -> "b").equals("b"));
        mine.invalidate(2L);
        Waiting.until("the other one heard", () -> theirs.peek(2L).isEmpty());
        assertThat(theirs.get(2L, _ -> "new")).isEqualTo("new");
        assertThat(mine.get(7L, _ -> "leased")).isEqualTo("leased");
      }
    }
  }

  private static Cache clustered(TestRedis node) {
    return Cache.builder("shop")
        .secondLevel(LettuceSecondLevel.ofCluster(node.uri(), Duration.ofMillis(80)))
        .build();
  }

  private static RegionSpec<Long, String> users() {
    return RegionSpec.of(KeyPattern.ofLong("user:{id}"), String.class).loadedOncePerCluster();
  }
}
