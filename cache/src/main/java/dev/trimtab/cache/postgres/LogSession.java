package dev.trimtab.cache.postgres;

import dev.trimtab.cache.Tag;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Follows the log over one connection, from its start to its end.
 *
 * <p>The log speaks of a transaction when its commit is on disk. Readers see the change a little
 * later, and with synchronous replication maybe much later: when a standby has confirmed it.
 * Telling the cache in between would let a reader load the old value after the invalidation and
 * keep it. So each transaction waits here until a snapshot of the server says that it is visible.
 *
 * <p>{@link #follow} belongs to one thread, {@link #watch} and {@link #abort} to any other.
 */
final class LogSession implements AutoCloseable {

  /** Taken together from the log, so that one snapshot and one call serve many transactions. */
  private static final int BATCH_MESSAGES_MAX = 1_000;

  /** One call to the cache; small enough for one command to the second level. */
  private static final int BATCH_TAGS_MAX = 1_000;

  /** Committed and not yet visible; beyond it the log has to wait. */
  private static final int WAITING_MAX = 10_000;

  /** Between two looks at a transaction that is not yet visible. */
  private static final Duration VISIBLE_POLL = Duration.ofMillis(1);

  /**
   * Without any progress although the server has written more, the connection is taken for dead. A
   * server that reads through a long transaction reports at least every 5 s, half its own timeout.
   */
  static final Duration STALL_MAX = Duration.ofSeconds(15);

  private final Server server;
  private final LogConnection log;
  private final String slot;
  private final ChangeReader reader;
  private final Counters counters;
  private final long retainedBytesMax;
  private final List<Changes> waiting = new ArrayList<>();
  private LogSequenceNumber seen = LogSequenceNumber.INVALID_LSN;

  /** Right after the last transaction that was read. */
  private long readUpTo;

  private long confirmedUpTo;
  private long seenAt = System.nanoTime();
  private volatile boolean isStarted;

  private LogSession(
      Server server,
      LogConnection log,
      String slot,
      List<TableBinding> bindings,
      long retainedBytesMax,
      Counters counters) {
    this.server = server;
    this.log = log;
    this.slot = slot;
    this.reader = new ChangeReader(bindings, table -> ancestors(server, table));
    this.retainedBytesMax = retainedBytesMax;
    this.counters = counters;
  }

  static LogSession open(
      DatabaseAddress address, SlotNames names, InvalidationPlan plan, Counters counters)
      throws SQLException {
    var server = new Server(address.connect());
    try {
      String slot = names.next(server.clockMillis());
      var log = LogConnection.open(address);
      return new LogSession(server, log, slot, plan.bindings(), plan.retainedBytesMax(), counters);
    } catch (SQLException e) {
      server.close();
      throw e;
    }
  }

  /** Starts the log; after that nothing that commits is missed until this session ends. */
  void start(String publication) throws SQLException {
    log.start(slot, publication);
    isStarted = true;
  }

  /** Returns whether another node has been following with the same bindings for longer. */
  boolean hasOlderSibling(SlotNames names) throws SQLException {
    return server.hasOlder(names.prefix(), slot);
  }

  /** Tells the target of all changes until the connection ends, which is an exception. */
  void follow(StaleTarget target) throws SQLException {
    while (true) {
      if (waiting.size() < WAITING_MAX) {
        receive();
      }
      if (!waiting.isEmpty() && !tellVisible(target)) {
        pause();
      }
    }
  }

  /** Takes what is there; waits for it if there is nothing else to do. */
  private void receive() throws SQLException {
    @Nullable ByteBuffer message = waiting.isEmpty() ? log.next() : log.nextIfThere();
    for (int i = 0; message != null && i < BATCH_MESSAGES_MAX; i++) {
      accept(message);
      message = log.nextIfThere();
    }
    if (message != null) {
      accept(message);
    }
    confirm();
  }

  private void accept(ByteBuffer message) {
    reader
        .accept(PgOutput.read(message))
        .ifPresent(changes -> {
          readUpTo = changes.end();
          if (!changes.isEmpty()) {
            waiting.add(changes);
          }
        });
  }

  /**
   * Lets the log go that nothing waits in. Servers before 15 send transactions of other tables,
   * too, without their changes: not confirmed, they would keep all that others write.
   */
  private void confirm() {
    if (waiting.isEmpty() && confirmedUpTo != readUpTo) {
      log.confirm(readUpTo);
      confirmedUpTo = readUpTo;
    }
  }

  private boolean tellVisible(StaleTarget target) throws SQLException {
    VisibleTransactions visible = server.visible();
    List<Changes> now = waiting.stream().filter(c -> visible.contains(c.xid())).toList();
    if (now.isEmpty()) {
      return false;
    }
    tell(target, now);
    waiting.removeAll(now);
    counters.transactions.add(now.size());
    confirm();
    return true;
  }

  private void tell(StaleTarget target, List<Changes> all) {
    Optional<String> everything =
        all.stream().flatMap(changes -> changes.everything().stream()).findFirst();
    if (everything.isPresent()) {
      counters.flushes.increment();
      target.flush(everything.get());
      return;
    }
    Set<Tag> batch = new LinkedHashSet<>();
    for (Changes changes : all) {
      for (Tag tag : changes.tags()) {
        batch.add(tag);
        if (batch.size() == BATCH_TAGS_MAX) {
          tell(target, batch);
        }
      }
    }
    if (!batch.isEmpty()) {
      tell(target, batch);
    }
  }

  private void tell(StaleTarget target, Set<Tag> batch) {
    counters.tags.add(batch.size());
    target.invalidate(List.copyOf(batch));
    batch.clear();
  }

  private static void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(VISIBLE_POLL.toNanos());
    } catch (InterruptedException e) {
      // Whoever interrupts us closes the connection, too, and the next read says so.
      Thread.currentThread().interrupt();
    }
  }

  private static List<TableName> ancestors(Server server, TableName table) {
    try {
      return server.ancestors(table);
    } catch (SQLException e) {
      throw new IllegalStateException("could not ask what %s is a part of".formatted(table), e);
    }
  }

  /**
   * Looks after the connection: ends it if the server keeps too much for us or nothing comes any
   * more.
   *
   * @return what is wrong, half a sentence; empty if nothing is
   */
  Optional<String> watch() throws SQLException {
    Optional<Server.SlotState> state = server.state(slot);
    state.ifPresent(s -> counters.retainedBytes = s.retainedBytes());
    if (state.isPresent() && state.get().retainedBytes() > retainedBytesMax) {
      server.end(slot);
      return Optional.of(
          "the server kept %,d MB of log for us, more than the %,d MB allowed; the slot was dropped"
              .formatted(state.get().retainedBytes() >> 20, retainedBytesMax >> 20));
    }
    if (!isStarted) {
      return Optional.empty();
    }
    return state.isEmpty() ? Optional.of("the slot is gone") : stall(state.get().flushed());
  }

  private Optional<String> stall(LogSequenceNumber flushed) {
    LogSequenceNumber received = log.received();
    long now = System.nanoTime();
    if (!received.equals(seen) || received.compareTo(flushed) >= 0) {
      seen = received;
      seenAt = now;
    }
    return now - seenAt < STALL_MAX.toNanos()
        ? Optional.empty()
        : Optional.of("nothing came for %d s".formatted(STALL_MAX.toSeconds()));
  }

  /** Returns for whom the start of the log waits, if for anybody. */
  Optional<String> waitsFor() throws SQLException {
    return isStarted ? Optional.empty() : server.oldestWriter();
  }

  /** Ends the connection under whoever reads from it. */
  void abort() throws SQLException {
    log.abort();
  }

  @Override
  public void close() throws SQLException {
    try (server) {
      log.close();
    }
  }
}
