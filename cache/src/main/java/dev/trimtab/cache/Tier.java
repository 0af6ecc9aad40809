package dev.trimtab.cache;

import java.time.Duration;

/**
 * How long entries live, by name. Each entry's life is shortened by up to a tenth at random, so
 * that what was loaded together does not expire together.
 */
public enum Tier {
  /** 60 s: what changes all the time and is asked for all the time. */
  SHORT(Duration.ofMinutes(1)),
  /** 300 s. */
  MEDIUM(Duration.ofMinutes(5)),
  /** 1,800 s. */
  LONG(Duration.ofMinutes(30)),
  /** 3,600 s. */
  VERY_LONG(Duration.ofHours(1)),
  /** 86,400 s. */
  DAY(Duration.ofDays(1)),
  /** 604,800 s: what changes only when somebody says so. */
  WEEK(Duration.ofDays(7));

  private final Duration ttl;

  Tier(Duration ttl) {
    this.ttl = ttl;
  }

  /** Returns the longest an entry of this tier lives. */
  public Duration ttl() {
    return ttl;
  }
}
