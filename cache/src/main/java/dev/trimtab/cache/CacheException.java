package dev.trimtab.cache;

import org.jspecify.annotations.Nullable;

/**
 * A failure of the cache on purpose. The message says what happened, to what, how much, and what
 * happens next. A second level that is away is never one: reads go on without it.
 */
public final class CacheException extends RuntimeException {

  /** Every way to fail, and who can act on it. */
  public enum Code {
    /** The loader threw a checked exception, which is the cause. */
    LOAD_FAILED,
    /** More loads at once than allowed; trying later helps. */
    OVERLOADED,
    /** The calling thread was interrupted while it waited for another one's load. */
    INTERRUPTED,
    /** A loader found nothing where the caller said that there always is something. */
    VALUE_MISSING,
    /** The encoded value is larger than allowed. */
    VALUE_TOO_LARGE,
    /** No codec for the type of a value, or one that failed. */
    CODEC_FAILED,
    /** The second level did not do what it was asked. */
    SECOND_LEVEL_FAILED,
    /** A database, a table or a role is not set up for invalidation from its log. */
    DATABASE_SETUP,
    /**
     * A query whose result does not follow from the tables it reads, or whose tables nobody
     * follows.
     */
    QUERY_NOT_CACHEABLE,
    /** The cache was closed. */
    CLOSED
  }

  private final Code code;

  public CacheException(Code code, String message, @Nullable Throwable cause) {
    super(code + ": " + message, cause);
    this.code = code;
  }

  public CacheException(Code code, String message) {
    this(code, message, null);
  }

  /** Returns which of the ways to fail this is. */
  public Code code() {
    return code;
  }
}
