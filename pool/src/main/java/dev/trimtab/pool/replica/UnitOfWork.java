package dev.trimtab.pool.replica;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A request or a message whose reads must see its own writes, though they may go to a replica.
 *
 * <p>It remembers how far the log was after its last write. A replica that has not come so far is
 * not asked. The position goes to another process as {@link #token}, and {@link #continuing} there
 * sees what was written here.
 *
 * <p>Threads that work for one unit share it; it is bound to a thread and those forked within.
 */
public final class UnitOfWork {

  private static final ScopedValue<UnitOfWork> CURRENT = ScopedValue.newInstance();

  /** What a token says that cannot say how far the log was: read from the primary. */
  private static final Lsn BEYOND = new Lsn(-1);

  /** The position; compared without a sign. */
  private final AtomicLong written;

  private UnitOfWork(Lsn written) {
    this.written = new AtomicLong(written.position());
  }

  /** Returns a unit that has written nothing yet. */
  public static UnitOfWork begin() {
    return new UnitOfWork(Lsn.NONE);
  }

  /**
   * Returns a unit that sees what another wrote.
   *
   * @param token as {@link #token} gave it, perhaps in another process
   * @throws IllegalArgumentException if it is no token
   */
  public static UnitOfWork continuing(String token) {
    return new UnitOfWork(Lsn.parse(token));
  }

  /** Returns the unit that this thread works for. */
  static Optional<UnitOfWork> current() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }

  /** Runs something as a part of this unit. */
  public <T> T call(Callable<T> part) throws Exception {
    return ScopedValue.where(CURRENT, this).call(part::call);
  }

  /** Runs something as a part of this unit. */
  public void run(Runnable part) {
    ScopedValue.where(CURRENT, this).run(part);
  }

  /** Returns how far the log was after the last write, as text that fits into a header. */
  public String token() {
    return written().toString();
  }

  Lsn written() {
    return new Lsn(written.get());
  }

  void wrote(Lsn upTo) {
    written.accumulateAndGet(
        upTo.position(), (now, then) -> Long.compareUnsigned(now, then) > 0 ? now : then);
  }

  /** It is not known how far the log is: from now on only the primary is sure to have it all. */
  void wroteSomewhere() {
    written.set(BEYOND.position());
  }
}
