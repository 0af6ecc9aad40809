package dev.trimtab.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.cache.lettuce.LettuceSecondLevel;
import dev.trimtab.testkit.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A Redis Cluster loses the node that has the generations, and its replica takes over. */
class ClusterFailoverIT {

  private static final int SLOTS = 16_384;

  /** A second until the node is missed, then a vote; the rest is for a busy machine. */
  private static final Duration FAILOVER_MAX = Duration.ofSeconds(30);

  private static TestRedis node() {
    return TestRedis.with()
        .line("cluster-enabled yes")
        .line("cluster-node-timeout 1000")
        .line("cluster-replica-validity-factor 0")
        .start();
  }

  private static Cache cache(TestRedis seed) {
    return Cache.builder("shop")
        .secondLevel(LettuceSecondLevel.ofCluster(seed.uri(), Duration.ofMillis(500)))
        .build();
  }

  private static RegionSpec<Long, String> users() {
    return RegionSpec.of(KeyPattern.ofLong("user:{id}"), String.class);
  }

  @Test
  @Timeout(120)
  void nothingOldIsServedAfterAFailover() {
    try (TestRedis primary = node();
        TestRedis second = node();
        TestRedis third = node();
        TestRedis replica = node()) {
      join(List.of(primary, second, third), replica);
      try (Cache here = Waiting.online(cache(second));
          Cache there = Waiting.online(cache(second))) {
        Region<Long, String> mine = here.region(users());
        Region<Long, String> theirs = there.region(users());
        mine.get(1L, _ -> "old");
        Waiting.until("the other one reads it", () -> theirs.get(1L, _ -> "old").equals("old"));

        primary.kill();
        Waiting.until("it is missed", () -> here.health().state() != Health.State.UP);
        mine.invalidate(1L);
        assertThat(mine.get(1L, _ -> "new")).isEqualTo("new");

        Waiting.until(
            "the replica has taken over",
            FAILOVER_MAX,
            () -> replica.send("INFO", "replication").contains("role:master"));
        Waiting.online(here);
        Waiting.online(there);
        assertThat(theirs.get(1L, _ -> "new")).isEqualTo("new");
        theirs.invalidate(1L);
        Waiting.until("it is heard", () -> mine.peek(1L).isEmpty());
        assertThat(mine.get(1L, _ -> "newest")).isEqualTo("newest");
      }
    }
  }

  /** The first has nearly all slots, and the others one each, because only such nodes may vote. */
  private static void join(List<TestRedis> primaries, TestRedis replica) {
    TestRedis first = primaries.getFirst();
    int generations =
        Integer.parseInt(first.send("CLUSTER", "KEYSLOT", "trimtab:shop").replaceAll("\\D", ""));
    List<Integer> others =
        IntStream.range(0, SLOTS).filter(slot -> slot != generations).limit(2).boxed().toList();
    addSlots(
        first, IntStream.range(0, SLOTS).boxed().filter(slot -> !others.contains(slot)).toList());
    addSlots(primaries.get(1), others.subList(0, 1));
    addSlots(primaries.get(2), others.subList(1, 2));
    for (TestRedis each : List.of(primaries.get(1), primaries.get(2), replica)) {
      each.send("CLUSTER", "MEET", "127.0.0.1", String.valueOf(first.port()));
    }
    String id = first.send("CLUSTER", "MYID").strip();
    Waiting.until("all know each other", () -> knownBy(replica) == 4 && knownBy(first) == 4);
    replica.send("CLUSTER", "REPLICATE", id);
    List<TestRedis> all = new ArrayList<>(primaries);
    all.add(replica);
    for (TestRedis each : all) {
      Waiting.until(
          "the cluster is up", () -> each.send("CLUSTER", "INFO").contains("cluster_state:ok"));
    }
    Waiting.until(
        "the replica follows",
        () -> replica.send("INFO", "replication").contains("master_link_status:up"));
  }

  private static void addSlots(TestRedis node, List<Integer> slots) {
    var command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
    slots.forEach(slot -> command.add(String.valueOf(slot)));
    node.send(command.toArray(String[]::new));
  }

  private static long knownBy(TestRedis node) {
    return node.send("CLUSTER", "NODES").lines().filter(line -> line.contains("connected")).count();
  }
}
