package dev.trimtab.cache;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a cache learns of the transactions of a framework. While one is current, what is invalidated
 * waits for its end, and what is loaded inside it is not kept.
 */
@FunctionalInterface
public interface TransactionHook {

  /** There never is a transaction. */
  TransactionHook NONE = Optional::empty;

  /** Returns the transaction of the current thread. */
  Optional<Current> current();

  /** A transaction under way. Equal objects mean the same transaction. */
  interface Current {

    /** Calls back once, after the end, with whether it was a commit. */
    void afterCompletion(Consumer<Boolean> isCommitted);
  }
}
