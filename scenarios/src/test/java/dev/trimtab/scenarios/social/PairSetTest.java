package dev.trimtab.scenarios.social;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.Seeds;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairSetTest {

  /** Few keys, so that pairs repeat and slots collide. */
  @Test
  void knowsWhatASetOfTheJdkKnows() {
    Seeds.each(random -> {
      int count = 1 + random.nextInt(60);
      var pairs = new PairSet(count);
      var model = new HashSet<List<Integer>>();
      for (int i = 0; i < count; i++) {
        int left = 1 + random.nextInt(9);
        int right = 1 + random.nextInt(9);
        assertThat(pairs.add(left, right)).isEqualTo(model.add(List.of(left, right)));
      }
    });
  }
}
