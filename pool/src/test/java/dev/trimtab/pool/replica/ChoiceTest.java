package dev.trimtab.pool.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChoiceTest {

  private static final int TIMES = 10_000;

  private record Server(String name, int outstanding, long latencyNanos)
      implements Choice.Candidate {}

  private final SplittableRandom random = new SplittableRandom(1);

  private double share(Server one, List<Server> all) {
    return IntStream.range(0, TIMES)
            .filter(_ -> Choice.of(all, random).orElseThrow().equals(one))
            .count()
        / (double) TIMES;
  }

  @Test
  void spreadsEvenlyOverEquals() {
    var all =
        List.of(new Server("a", 2, 1_000), new Server("b", 2, 1_000), new Server("c", 2, 1_000));
    for (Server one : all) {
      assertThat(share(one, all)).isBetween(0.28, 0.39);
    }
  }

  /** Round robin would send a third. */
  @Test
  void sendsNothingToTheOneThatIsSlowestByFar() {
    var slow = new Server("slow", 0, 10_000_000);
    var all = List.of(new Server("a", 3, 1_000_000), slow, new Server("b", 3, 1_000_000));
    assertThat(share(slow, all)).isZero();
  }

  @Test
  void prefersTheOneWithLessToDo() {
    var idle = new Server("idle", 0, 1_000_000);
    var all = List.of(idle, new Server("busy", 9, 1_000_000));
    assertThat(share(idle, all)).isEqualTo(1);
  }

  @Test
  void takesTheOnlyOneAndNoneFromNone() {
    var only = new Server("only", 9, 9);
    assertThat(Choice.of(List.of(only), random)).contains(only);
    assertThat(Choice.of(List.<Server>of(), random)).isEmpty();
  }
}
