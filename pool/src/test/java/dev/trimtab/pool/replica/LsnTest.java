package dev.trimtab.pool.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.testkit.Seeds;
import org.junit.jupiter.api.Test;

class LsnTest {

  @Test
  void readsWhatPostgresWrites() {
    assertThat(Lsn.parse("0/16B3748")).isEqualTo(new Lsn(0x16B3748));
    assertThat(Lsn.parse("FFFFFFFF/FFFFFFFF")).isEqualTo(new Lsn(-1));
  }

  @Test
  void everyPositionSurvivesWritingAndReading() {
    Seeds.each(random -> {
      var position = new Lsn(random.nextLong());
      assertThat(Lsn.parse(position.toString())).isEqualTo(position);
    });
  }

  /** Half of all positions are negative as Java counts. */
  @Test
  void comparesWithoutASign() {
    assertThat(new Lsn(-1).reaches(new Lsn(1))).isTrue();
    assertThat(new Lsn(1).reaches(new Lsn(-1))).isFalse();
  }

  @Test
  void refusesWhatIsNone() {
    for (String text : new String[] {"", "1", "1/2/3", "x/1", "1/100000000"}) {
      assertThatThrownBy(() -> Lsn.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("no position in a log: \"%s\"", text);
    }
  }
}
