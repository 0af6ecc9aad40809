package dev.trimtab.cache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.testkit.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.zip.DataFormatException;
import org.junit.jupiter.api.Test;

/** Parts without state of others: forms, texts, and what decides. */
class InternalTest {

  @Test
  void anEnvelopeIsReadBackAsItWasWritten() {
    Seeds.each(random -> {
      var before =
          new Envelope(
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextLong(1L << 43),
              random.nextLong(),
              random.nextLong(),
              random.nextLong(),
              random.ints(random.nextInt(20), 0, Slots.COUNT).toArray(),
              bytes(random, random.nextInt(200)));
      Envelope after = Envelope.of(before.toBytes()).orElseThrow();
      assertThat(after).usingRecursiveComparison().isEqualTo(before);
    });
  }

  @Test
  void bytesThatAreNoEnvelopeAreNothing() {
    Seeds.each(random -> {
      byte[] whole =
          new Envelope(false, false, 1, 2, 3, 4, new int[] {5, 6}, new byte[0]).toBytes();
      byte[] cut = Arrays.copyOf(whole, random.nextInt(whole.length));
      assertThat(Envelope.of(cut)).isEmpty();
      byte[] noise = bytes(random, random.nextInt(60));
      assertThat(Envelope.of(noise)).isEmpty();
    });
  }

  @Test
  void whatWasCompressedComesBack() {
    Seeds.each(random -> {
      byte[] before = bytes(random, random.nextInt(20_000));
      Arrays.fill(before, 0, before.length / 2, (byte) 7);
      try {
        assertThat(Compression.decompress(Compression.compress(before), 20_000)).isEqualTo(before);
      } catch (DataFormatException e) {
        throw new AssertionError(e);
      }
    });
  }

  @Test
  void aFewBytesThatClaimToBeManyAreRefused() {
    byte[] bomb = Compression.compress(new byte[1 << 20]);
    assertThat(bomb.length).isLessThan(10_000);
    assertThatThrownBy(() -> Compression.decompress(bomb, 100_000))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("100000");
    assertThatThrownBy(() -> Compression.decompress(Arrays.copyOf(bomb, 100), 1 << 20))
        .isInstanceOf(DataFormatException.class);
  }

  private static byte[] bytes(RandomGenerator random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void anyTextIsWrittenAndReadBackBetweenColons() {
    Seeds.each(random -> {
      String text =
          random
              .ints(random.nextInt(12), 0, 0x300)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      String written = Escape.escape(text);
      assertThat(written).doesNotContain(":", "*", "{", "}", "@", " ").isNotEmpty();
      assertThat(Escape.unescape(written)).contains(text);
    });
  }

  @Test
  void brokenEscapesAreNothing() {
    for (String broken : List.of("", "%4", "%4x", "a:b", "%%")) {
      assertThat(Escape.unescape(broken)).as(broken).isEmpty();
    }
  }

  @Test
  void theBreakerOpensAfterThreeFailuresInARow() {
    Breaker breaker = Breaker.CLOSED.afterFailure(1).afterFailure(2);
    assertThat(breaker.isOpen()).isFalse();
    assertThat(breaker.afterFailure(3).isOpen()).isTrue();
    assertThat(breaker.afterSuccess().afterFailure(3).isOpen()).isFalse();
  }

  @Test
  void theBreakerTriesEverMoreRarelyButWithinHalfASecond() {
    Breaker breaker = Breaker.CLOSED.tripped(0);
    long before = 0;
    for (int attempt = 0; attempt < 20; attempt++) {
      long wait = breaker.untilAttempt(0);
      assertThat(wait).isBetween(Math.max(1, before), 500_000_000L);
      before = wait;
      breaker = breaker.afterFailure(0);
    }
    assertThat(breaker.afterSuccess()).isEqualTo(Breaker.CLOSED);
    assertThat(Breaker.unknown(77).untilAttempt(77)).isLessThanOrEqualTo(0);
    assertThat(Breaker.CLOSED.untilAttempt(5)).isZero();
  }

  @Test
  void whatIsPendingIsBoundedAndThenAFlush() {
    var pending = new Pending();
    pending.add(new int[] {1, 2, 3});
    pending.add(new int[] {3, 4});
    assertThat(pending.size()).isEqualTo(4);
    assertThat(pending.take(3)).containsExactly(1, 2, 3);
    assertThat(pending.take(3)).containsExactly(4);
    for (int slot = 0; slot <= Pending.SLOTS_MAX; slot++) {
      pending.add(new int[] {slot});
    }
    assertThat(pending.isFlush()).isTrue();
    assertThat(pending.size()).isEqualTo(1);
    pending.takeFlush();
    assertThat(pending.size()).isZero();
  }

  @Test
  void anEntryIsValidUntilASlotOfItIsStampedLater() {
    var generations = new Generations();
    int[] slots = {1, 2};
    long before = generations.now();
    generations.stampLocally(new int[] {2});
    assertThat(generations.isValid(slots, before)).isFalse();
    long between = generations.now();
    assertThat(generations.isValid(slots, between)).isTrue();
    generations.stampShared(new int[] {1}, 9);
    assertThat(generations.isValid(slots, between)).isFalse();
    assertThat(generations.isValid(new int[] {2}, between)).isTrue();
    generations.advanceTo(9);
    assertThat(Generations.shared(generations.now())).isEqualTo(9);
    assertThat(generations.isValid(slots, generations.now())).isTrue();
  }

  @Test
  void stampsNeverGoBack() {
    var generations = new Generations();
    generations.stampShared(new int[] {1}, 9);
    generations.stampShared(new int[] {1}, 5);
    assertThat(generations.stamp(1)).isEqualTo(Generations.moment(9));
  }

  @Test
  void aFlushLeavesNothingFromBefore() {
    var generations = new Generations();
    long before = generations.now();
    long changes = generations.changes();
    generations.flushLocally();
    assertThat(generations.isValid(new int[] {3}, before)).isFalse();
    assertThat(generations.isValid(new int[] {3}, generations.now())).isTrue();
    assertThat(generations.changes()).isNotEqualTo(changes);
  }

  /** Two tags in one slot would be right but slow; 100,000 names must spread. */
  @Test
  void slotsSpreadEvenly() {
    int[] perSlice = new int[64];
    for (int i = 0; i < 100_000; i++) {
      perSlice[Slots.of(Slots.Kind.TAG, "row:users:" + i) / (Slots.COUNT / 64)]++;
    }
    assertThat(Arrays.stream(perSlice)).allMatch(count -> count > 1_300 && count < 1_830);
    assertThat(Slots.of(Slots.Kind.KEY, "a")).isNotEqualTo(Slots.of(Slots.Kind.TAG, "a"));
  }

  private static Followers.Place<String> place(String region, Object key) {
    return new Followers.Place<>(region, key);
  }

  @Test
  void whatFollowsAKeyIsLearned() {
    var followers = new Followers<String>();
    for (int unit = 0; unit < 3; unit++) {
      followers.seen(place("user", 1));
      followers.seen(place("org", 7));
      followers.followed(place("user", 1), place("org", 7));
    }
    assertThat(followers.after(place("user", 1), 10)).containsExactly(place("org", 7));
    assertThat(followers.after(place("user", 2), 10)).isEmpty();
  }

  @Test
  void theSameKeyInAnotherRegionIsExpectedOfKeysNeverSeen() {
    var followers = new Followers<String>();
    for (int id = 0; id < 5; id++) {
      followers.seen(place("user", id));
      followers.seen(place("projects", id));
      followers.followed(place("user", id), place("projects", id));
    }
    assertThat(followers.after(place("user", 99), 10)).containsExactly(place("projects", 99));
  }

  @Test
  void whatFollowsRarelyIsNotExpected() {
    var followers = new Followers<String>();
    for (int unit = 0; unit < 10; unit++) {
      followers.seen(place("user", 1));
      followers.followed(place("user", 1), place("org", unit));
    }
    assertThat(followers.after(place("user", 1), 10)).isEmpty();
  }

  @Test
  void readingAheadStopsWhenItIsNotUsedAndIsTriedAgain() {
    Payoff payoff = Payoff.UNKNOWN;
    for (int unit = 0; unit < 100; unit++) {
      payoff = payoff.after(4, 3);
    }
    assertThat(payoff.isOn()).isTrue();
    int units = 0;
    while (payoff.isOn()) {
      payoff = payoff.after(4, 0);
      units++;
    }
    assertThat(units).isLessThan(200);
    for (int unit = 0; unit < 2_000; unit++) {
      payoff = payoff.after(0, 0);
    }
    assertThat(payoff.isOn()).isTrue();
  }

  @Test
  void keysAreTakenApartOnlyByTheirOwnPattern() {
    assertThat(KeyText.split("v1:user:17", 1, false).map(KeyText.Split::rest)).contains("user:17");
    assertThat(KeyText.split("v2:user:17", 1, false)).isEqualTo(Optional.empty());
    assertThat(KeyText.split("v1@acme:user:17", 1, false)).isEmpty();
  }
}
