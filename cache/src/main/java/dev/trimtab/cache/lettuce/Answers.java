package dev.trimtab.cache.lettuce;

import dev.trimtab.cache.CacheException;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for answers: for so long and no longer, and in this module's words. */
final class Answers {

  private Answers() {}

  /**
   * Returns the answer to a command.
   *
   * <p>An interrupt is kept for later: the wait is short, and the answer says whether others were
   * told of an invalidation.
   */
  static <T> T await(Future<T> answer, Duration max) {
    boolean isInterrupted = false;
    long end = System.nanoTime() + max.toNanos();
    try {
      while (true) {
        try {
          return answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
          isInterrupted = true;
        }
      }
    } catch (TimeoutException e) {
      throw new CacheException(
          CacheException.Code.SECOND_LEVEL_FAILED,
          "Redis did not answer within %d ms".formatted(max.toMillis()),
          e);
    } catch (ExecutionException e) {
      throw failed(e.getCause() == null ? e : e.getCause());
    } catch (RedisException | CancellationException e) {
      // Lettuce cancels what it has not sent yet when a connection is closed.
      throw failed(e);
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static CacheException failed(Throwable e) {
    return new CacheException(
        CacheException.Code.SECOND_LEVEL_FAILED,
        "Redis refused: " + LettuceSecondLevel.words(e),
        e);
  }
}
