package dev.trimtab.batch.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.testkit.Seeds;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowKeysTest {

  /** A key of two columns. */
  private record Key(@Nullable Object one, @Nullable Object two) {}

  private static final Target.Type BIGINT =
      new Target.Type("pg_catalog.int8", 20, false, true, false);

  private final RowKeys<Key> keys =
      new RowKeys<>(
          List.of(new Column<>("one", Key::one), new Column<>("two", Key::two)),
          List.of(BIGINT, BIGINT));

  @Test
  void hearsOfEveryKeyThatComesTwiceAndOfNoOther() {
    Seeds.each(random -> {
      keys.clear();
      var seen = new HashSet<Key>();
      boolean isTwice = false;
      for (int i = random.nextInt(60); i > 0; i--) {
        var key = new Key(some(random), some(random));
        isTwice |= !seen.add(key);
        keys.add(key);
      }
      assertThat(keys.hasTwice()).isEqualTo(isTwice);
    });
  }

  private static Object some(RandomGenerator random) {
    return switch (random.nextInt(3)) {
      case 0 -> random.nextLong(50);
      case 1 -> "text " + random.nextInt(50);
      default -> Instant.ofEpochSecond(1_000 + random.nextInt(50), random.nextInt(2));
    };
  }

  @Test
  void manyThousandsAreToldApart() {
    for (int i = 0; i < 100_000; i++) {
      keys.add(new Key("sensor " + i % 100, Instant.ofEpochSecond(i / 100)));
    }
    assertThat(keys.hasTwice()).isFalse();
    keys.add(new Key("sensor 99", Instant.ofEpochSecond(999)));
    assertThat(keys.hasTwice()).isTrue();
  }

  @Test
  void nothingIsEqualToNull() {
    keys.add(new Key(1, null));
    keys.add(new Key(1, null));

    assertThat(keys.hasTwice()).isFalse();
  }

  @Test
  void suspectsWhatTheServerMayHoldEqual() {
    var noon = Instant.parse("2026-01-01T12:00:00Z");
    keys.add(new Key(new BigDecimal("1.0"), noon.atOffset(ZoneOffset.UTC)));
    keys.add(new Key(new BigDecimal("1.00"), noon.atOffset(ZoneOffset.ofHours(2))));

    assertThat(keys.hasTwice()).isTrue();
  }

  @Test
  void lastOfEachStaysAndAllWithNull() {
    var rows = new ArrayList<Key>();
    rows.add(new Key(1, "a"));
    rows.add(new Key(2, null));
    rows.add(new Key(1, "a"));
    rows.add(new Key(2, null));

    List<Key> last = keys.oneOfEach(rows, false);

    assertThat(last).hasSize(3);
    assertThat(last).anySatisfy(row -> assertThat(row).isSameAs(rows.get(2)));
  }

  @Test
  void suspectsAKeyIfOnlyOneRowHasAnotherClassOfValues() {
    keys.add(new Key(1, 2L));
    assertThat(keys.mayHoldEqual()).isFalse();
    keys.add(new Key(1, "02"));
    keys.add(new Key(1, 3L));

    assertThat(keys.mayHoldEqual()).isTrue();
    keys.clear();
    assertThat(keys.mayHoldEqual()).isFalse();
  }

  @Test
  void oneOfEachStaysInTheOrderOfTheRows() {
    var rows = List.of(new Key("a", 1), new Key("b", 1), new Key("a", 1));

    List<Key> last = keys.oneOfEach(rows, false);
    List<Key> first = keys.oneOfEach(rows, true);

    assertThat(last).extracting(Key::one).containsExactly("b", "a");
    assertThat(last.getLast()).isSameAs(rows.getLast());
    assertThat(first).extracting(Key::one).containsExactly("a", "b");
    assertThat(first.getFirst()).isSameAs(rows.getFirst());
  }
}
