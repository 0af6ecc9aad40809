package dev.trimtab.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A key that is read by chance, at a rate, for many lives: who waits, and how often it is loaded.
 */
class RefreshRuleTest {

  private static final long LIFE = TimeUnit.SECONDS.toNanos(1);
  private static final long LOAD = TimeUnit.MILLISECONDS.toNanos(2);
  private static final int LIVES = 2_000;

  /** One key under the rule: the timer looks at each entry once, reads consider it at the end. */
  private static final class Course {

    private final SplittableRandom random;
    private final RefreshRule rule;
    private Entry<String> entry;
    private boolean isLookedAt;
    private long now = 1;
    private int waits;
    private int loads;

    Course(long seed) {
      random = new SplittableRandom(seed);
      rule = new RefreshRule(random::nextDouble);
      entry = loaded(now);
      loads = 0;
    }

    /** Reads on average {@code readsPerLife} times in a life, for so many lives. */
    Course read(double readsPerLife, int lives) {
      long end = now + lives * LIFE;
      while (true) {
        long gap = (long) (LIFE / readsPerLife * -Math.log(1 - random.nextDouble()));
        if (now + gap > end) {
          return pass(end);
        }
        pass(now + gap);
        entry.read();
        if (now >= entry.expiresAt) {
          waits++;
          next();
        } else if (now >= entry.refreshFrom && rule.isDue(entry, now)) {
          next();
        }
      }
    }

    Course pass(long until) {
      while (!isLookedAt && entry.expiresAt - RefreshRule.lead(entry) <= until) {
        now = entry.expiresAt - RefreshRule.lead(entry);
        isLookedAt = true;
        if (RefreshRule.isHot(entry, now)) {
          next();
        }
      }
      now = until;
      return this;
    }

    private void next() {
      Entry<String> last = entry;
      entry = loaded(now);
      entry.inherit(last, now);
      isLookedAt = false;
    }

    private Entry<String> loaded(long at) {
      loads++;
      var life = new Entry.Life(at, at + LIFE * 9 / 10, at + LIFE, at + LIFE, LOAD, 0);
      return new Entry<>("value", 0, new int[0], life, 1);
    }
  }

  /** What an entry that only expires would have cost: one wait per life and gap. */
  private static double waitsOfExpireOnly(double readsPerLife) {
    return LIVES * readsPerLife / (1 + readsPerLife);
  }

  @Test
  void whoReadsAKeyTwiceALifeOrMoreHardlyEverWaits() {
    for (double readsPerLife : new double[] {2, 3, 10, 100, 1_000}) {
      var course = new Course(1).read(readsPerLife, LIVES);
      // With a memory of three lives, and late reads not counted, bench/run cache refresh left 0.13
      // of all waits for the hottest hundredth of its keys, which are read about twice a life.
      assertThat(course.waits / waitsOfExpireOnly(readsPerLife))
          .as("share of waits left, %s reads per life", readsPerLife)
          .isLessThan(0.03);
      assertThat(course.loads).isLessThan((int) (1.2 * LIVES));
    }
  }

  @Test
  void aKeyThatIsReadOnceInTwoLivesIsHardlyEverLoadedAhead() {
    var course = new Course(2).read(0.5, LIVES);
    assertThat((double) course.loads / course.waits).isBetween(1.0, 1.1);
  }

  @Test
  void whatNobodyReadsAnyMoreIsLoadedAFewTimesMoreAtMost() {
    for (double readsPerLife : new double[] {2, 5, 20, 1_000}) {
      var course = new Course(3).read(readsPerLife, 50);
      int before = course.loads;
      course.pass(course.now + 100 * LIFE);
      // With a memory of twelve lives alone, five reads a life would be forgotten after sixteen.
      assertThat(course.loads - before)
          .as("loads for nobody after %s reads per life", readsPerLife)
          .isLessThanOrEqualTo(4);
    }
  }

  @Test
  void whatBecomesHotIsLoadedAheadWithinTwoLives() {
    var course = new Course(4).read(0.3, 50);
    int before = course.waits;
    course.read(50, 50);
    assertThat(course.waits - before).isLessThanOrEqualTo(2);
  }
}
