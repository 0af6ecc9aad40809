package dev.trimtab.cache.jedis;

import dev.trimtab.cache.CacheException;
import java.net.SocketTimeoutException;

/** Jedis' failures in this module's words. */
final class Failures {

  private Failures() {}

  static CacheException of(Throwable e) {
    return new CacheException(
        CacheException.Code.SECOND_LEVEL_FAILED, "Redis refused: " + words(e), e);
  }

  /** Returns what a failure and its causes say, without repeating. */
  static String words(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String said = String.valueOf(root.getMessage());
    return e.getCause() == null ? said : root.getClass().getSimpleName() + ": " + said;
  }

  /** Returns whether the server is there as far as one knows, and did not answer in time. */
  static boolean isLate(Throwable e) {
    for (Throwable each = e; each != null; each = each.getCause()) {
      if (each instanceof SocketTimeoutException) {
        return true;
      }
    }
    return false;
  }
}
