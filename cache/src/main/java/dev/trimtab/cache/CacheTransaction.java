package dev.trimtab.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Holds invalidations back until the database transaction around them has ended: {@link #commit}
 * after its commit lets them go, {@link #close} without one forgets them. Bound to the thread that
 * began it.
 *
 * <p>Between the two, that thread sees past what it has invalidated, and nothing it loads is kept.
 */
public final class CacheTransaction implements TransactionHook.Current, AutoCloseable {

  private final Runnable unbind;
  private final List<Consumer<Boolean>> callbacks = new ArrayList<>();
  private boolean hasEnded;

  CacheTransaction(Runnable unbind) {
    this.unbind = unbind;
  }

  @Override
  public void afterCompletion(Consumer<Boolean> isCommitted) {
    callbacks.add(isCommitted);
  }

  /** Lets the invalidations go. Call it after the database has committed. */
  public void commit() {
    end(true);
  }

  /** Forgets the invalidations, unless they were let go. */
  @Override
  public void close() {
    end(false);
  }

  private void end(boolean isCommitted) {
    if (!hasEnded) {
      hasEnded = true;
      unbind.run();
      callbacks.forEach(callback -> callback.accept(isCommitted));
    }
  }
}
