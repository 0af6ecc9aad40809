package dev.trimtab.cache;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Collects what a cache is made of. Everything has a default; nothing is checked later. */
public final class CacheBuilder {

  /** A quarter of a small heap would be 256 MB; 64 leave room for the application. */
  private static final long FIRST_LEVEL_BYTES = 64L << 20;

  /** What 16 cores can wait for at a database without making it slower. */
  private static final int LOADS_MAX = 256;

  /** How stale a node may be that cannot hear the others. */
  private static final Duration ISOLATED_MAX = Duration.ofMinutes(1);

  private static final int VALUE_BYTES_MAX = 1 << 20;
  private static final int COMPRESSED_FROM_BYTES = 4 << 10;

  private final String name;
  private CacheSettings settings =
      new CacheSettings(
          FIRST_LEVEL_BYTES,
          LOADS_MAX,
          Duration.ofSeconds(30),
          ISOLATED_MAX,
          VALUE_BYTES_MAX,
          COMPRESSED_FROM_BYTES);
  private Optional<SecondLevel> secondLevel = Optional.empty();
  private Optional<Path> heatFile = Optional.empty();
  private Codecs codecs = BuiltInCodecs::forType;
  private CacheListener listener = CacheListener.SILENT;
  private TransactionHook transactions = TransactionHook.NONE;
  private Sources sources = Sources.system();

  CacheBuilder(String name) {
    if (!name.matches("[A-Za-z0-9_.-]{1,64}")) {
      throw new IllegalArgumentException(
          "a cache's name has 1 to 64 letters, digits, - _ or ., got \"%s\"".formatted(name));
    }
    this.name = name;
  }

  /** Shares entries and invalidations with other processes. The cache closes it with itself. */
  public CacheBuilder secondLevel(SecondLevel secondLevel) {
    this.secondLevel = Optional.of(secondLevel);
    return this;
  }

  /** Encodes values for the second level; needed for types other than text and bytes. */
  public CacheBuilder codecs(Codecs codecs) {
    this.codecs = codecs;
    return this;
  }

  /** Changes limits and times. */
  public CacheBuilder settings(CacheSettings settings) {
    this.settings = settings;
    return this;
  }

  /** Returns the limits and times so far, to change some of them. */
  public CacheSettings settings() {
    return settings;
  }

  /** Tells what happens. */
  public CacheBuilder listener(CacheListener listener) {
    this.listener = listener;
    return this;
  }

  /** Holds invalidations back until the transaction around them is committed. */
  public CacheBuilder transactions(TransactionHook transactions) {
    this.transactions = transactions;
    return this;
  }

  /** Remembers the hottest keys in this file, to begin warm the next time. */
  public CacheBuilder heatFile(Path heatFile) {
    this.heatFile = Optional.of(heatFile);
    return this;
  }

  /** Replaces clocks and dice, for tests. */
  CacheBuilder sources(Sources sources) {
    this.sources = sources;
    return this;
  }

  /** Builds the cache. Returns at once, whether the second level is there or not. */
  public Cache build() {
    return new Cache(
        new Parts(name, settings, secondLevel, heatFile, codecs, listener, transactions, sources));
  }

  /** What was collected. */
  record Parts(
      String name,
      CacheSettings settings,
      Optional<SecondLevel> secondLevel,
      Optional<Path> heatFile,
      Codecs codecs,
      CacheListener listener,
      TransactionHook transactions,
      Sources sources) {}
}
