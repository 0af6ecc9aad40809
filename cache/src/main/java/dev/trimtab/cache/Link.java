package dev.trimtab.cache;

import dev.trimtab.cache.internal.Breaker;
import dev.trimtab.cache.internal.Envelope;
import dev.trimtab.cache.internal.Generations;
import dev.trimtab.cache.internal.Pending;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * This process's relation to the second level: whether it is spoken to, what has been heard, and
 * what it has not been told yet.
 *
 * <p>It is spoken to only while invalidations are heard without a gap and none of ours is pending;
 * otherwise every call returns as if it had nothing. One {@link Keeper} opens sessions. Whatever
 * fails, on purpose or not, the session is thrown away: there is one way back, and it is the way
 * in.
 */
final class Link {

  /** As many slots are told by one command. */
  private static final int SLOTS_PER_COMMAND_MAX = 2_000;

  private final SecondLevel secondLevel;
  private final String name;
  private final Generations generations;
  private final CacheListener listener;
  private final Pending pending = new Pending();
  private final LongAdder commands = new LongAdder();
  private final LongAdder losses = new LongAdder();
  private final LongAdder heard = new LongAdder();

  private volatile Breaker breaker;

  /** Non-null while the second level is spoken to. */
  private volatile @Nullable Conversation online;

  /** Entries from before have slots of whose generations nothing was heard. */
  private volatile long horizon;

  private volatile long floor;
  private String reason = "not connected yet";
  private boolean isClosed;

  /** Last number heard without a gap, and the floor then, of the conversation before. */
  private long heardUpTo = -1;

  Link(SecondLevel secondLevel, String name, Generations generations, CacheListener listener) {
    this.secondLevel = secondLevel;
    this.name = name;
    this.generations = generations;
    this.listener = listener;
    this.breaker = Breaker.unknown(System.nanoTime());
  }

  /** Whether an entry of the second level is good, as far as this process knows. */
  enum Judgement {
    VALID,
    STALE,
    /** It is older or newer than what this process has heard; the second level knows. */
    UNKNOWN
  }

  Judgement judge(Envelope envelope, int regionSlot) {
    long sequence = envelope.sequence();
    if (sequence < floor) {
      return Judgement.STALE;
    }
    long moment = Generations.moment(sequence);
    if (!generations.areUntouched(envelope.slots(), moment)
        || !generations.isUntouched(regionSlot, moment)) {
      return Judgement.STALE;
    }
    boolean isHeardOf = sequence >= horizon && sequence <= Generations.shared(generations.now());
    return isHeardOf ? Judgement.VALID : Judgement.UNKNOWN;
  }

  /** Returns the moment to take before asking. */
  long now() {
    return generations.now();
  }

  boolean isOnline() {
    return online != null;
  }

  Optional<byte[]> get(String key) throws CacheException {
    return ask(session -> session.get(key)).flatMap(Function.identity());
  }

  Map<String, byte[]> getAll(Collection<String> keys) {
    return ask(session -> session.getAll(keys)).orElse(Map.of());
  }

  /**
   * Returns whether none of the slots has a generation after a sequence; empty: nobody knows. A
   * sequence that the second level has not come to is of a time whose generations it lost.
   */
  Optional<Boolean> areUntouched(int[] slots, long sequence) {
    return ask(session -> session.state(slots))
        .map(state -> state.newest() <= sequence && sequence <= state.sequence());
  }

  Optional<SecondLevel.Lease> tryLease(String key, String token, Duration lease) {
    return ask(session -> session.tryLease(key, token, lease));
  }

  void release(String key, String token) {
    tell(session -> session.release(key, token));
  }

  void forget(Collection<String> keys) {
    if (!keys.isEmpty()) {
      tell(session -> session.forget(keys));
    }
  }

  /**
   * Sends an entry. Waits for its answer never, and for room among those on the way only briefly.
   *
   * @param then takes, later and on another thread, whether it was kept
   */
  void put(String key, byte[] bytes, Duration ttl, Consumer<Boolean> then) {
    Conversation conversation = online;
    if (conversation == null || !conversation.tryReserve(bytes.length)) {
      then.accept(false);
      return;
    }
    boolean isSent =
        tell(session ->
            session
                .put(key, bytes, ttl)
                .whenComplete((_, failure) -> {
                  conversation.giveBack(bytes.length);
                  then.accept(failure == null);
                }));
    if (!isSent) {
      conversation.giveBack(bytes.length);
      then.accept(false);
    }
  }

  /** Sends without an answer; that it could be sent says nothing about who is to receive it. */
  private boolean tell(Function<SecondLevel.Session, ?> command) {
    Conversation conversation = online;
    if (conversation == null) {
      return false;
    }
    try {
      commands.increment();
      var _ = command.apply(conversation.session());
      return true;
    } catch (RuntimeException e) {
      failed(conversation, e);
      return false;
    }
  }

  private <T> Optional<T> ask(Function<SecondLevel.Session, T> command) {
    Conversation conversation = online;
    if (conversation == null) {
      return Optional.empty();
    }
    try {
      commands.increment();
      T answer = command.apply(conversation.session());
      if (breaker.failures() > 0) {
        think(Breaker::afterSuccess);
      }
      return Optional.of(answer);
    } catch (RuntimeException e) {
      failed(conversation, e);
      return Optional.empty();
    }
  }

  private synchronized Breaker think(UnaryOperator<Breaker> thought) {
    breaker = thought.apply(breaker);
    return breaker;
  }

  private void failed(Conversation conversation, RuntimeException e) {
    long now = System.nanoTime();
    if (think(b -> b.afterFailure(now)).isOpen()) {
      lost(conversation, words(e));
    }
  }

  /** A failure that is not one on purpose says little without its class. */
  private static String words(RuntimeException e) {
    return e instanceof CacheException ? String.valueOf(e.getMessage()) : e.toString();
  }

  /**
   * Tells all nodes that slots are stale, or keeps that for later.
   *
   * @param checked slots whose newest generation the answer has
   * @return the state right after; empty if any of it could not be told
   */
  Optional<SecondLevel.State> invalidate(int[] slots, int[] checked) {
    Optional<SecondLevel.State> last = Optional.empty();
    boolean isTold = true;
    for (int from = 0; from < slots.length; from += SLOTS_PER_COMMAND_MAX) {
      int to = Math.min(slots.length, from + SLOTS_PER_COMMAND_MAX);
      int[] part = from == 0 && to == slots.length ? slots : Arrays.copyOfRange(slots, from, to);
      last = tellOrKeep(part, session -> session.invalidate(part, checked));
      isTold &= last.isPresent();
    }
    return isTold ? last : Optional.empty();
  }

  Optional<SecondLevel.State> flush() {
    long atLeast = Generations.shared(generations.now()) + 1;
    return tellOrKeep(null, session -> session.flush(atLeast));
  }

  private Optional<SecondLevel.State> tellOrKeep(
      int @Nullable [] slots, Function<SecondLevel.Session, SecondLevel.State> command) {
    Conversation conversation;
    synchronized (this) {
      conversation = online;
      if (conversation == null) {
        keep(slots);
        return Optional.empty();
      }
    }
    try {
      commands.increment();
      SecondLevel.State state = command.apply(conversation.session());
      conversation.told(slots, state);
      return Optional.of(state);
    } catch (RuntimeException e) {
      untold(conversation, slots, words(e));
      return Optional.empty();
    }
  }

  private void keep(int @Nullable [] slots) {
    if (slots == null) {
      pending.addFlush();
    } else {
      pending.add(slots);
    }
  }

  /** Ends the use of a session, if it is the one in use. */
  void lost(Conversation conversation, String why) {
    boolean wasOnline;
    synchronized (this) {
      conversation.end();
      wasOnline = online == conversation && goOffline(conversation, why);
    }
    if (wasOnline) {
      listener.healthChanged(new Health(Health.State.UP, "", 0), health());
    }
  }

  /**
   * Keeps an invalidation that could not be told, and ends the use of the session, also if another
   * one is in use by now: nobody reads the second level before it has been told.
   */
  private void untold(Conversation conversation, int @Nullable [] slots, String why) {
    boolean wasOnline;
    synchronized (this) {
      keep(slots);
      conversation.end();
      Conversation current = online;
      wasOnline = current != null && goOffline(current, why);
    }
    if (wasOnline) {
      listener.healthChanged(new Health(Health.State.UP, "", 0), health());
    }
  }

  private boolean goOffline(Conversation conversation, String why) {
    online = null;
    conversation.end();
    reason = why;
    heardUpTo = conversation.applied();
    losses.increment();
    long now = System.nanoTime();
    think(b -> b.tripped(now));
    return true;
  }

  /** One attempt of the keeper. Returns whether the second level is spoken to now. */
  boolean connect() {
    var conversation = new Conversation(this, generations);
    try {
      conversation.begin(secondLevel.open(name, conversation));
      catchUp(conversation);
      tellPending(conversation);
    } catch (RuntimeException e) {
      conversation.end();
      synchronized (this) {
        reason = words(e);
        long now = System.nanoTime();
        think(b -> b.afterFailure(now));
      }
      return false;
    }
    listener.healthChanged(new Health(Health.State.FIRST_LEVEL_ONLY, "", 0), health());
    return true;
  }

  /**
   * A second level that began anew may be at a number that this process has passed: what it told
   * next would seem older than what is cached here. One flush takes it beyond.
   */
  private void catchUp(Conversation conversation) {
    if (conversation.applied() < Generations.shared(generations.now())) {
      synchronized (this) {
        pending.addFlush();
      }
    }
  }

  private void tellPending(Conversation conversation) {
    while (true) {
      int[] slots;
      boolean isFlush;
      synchronized (this) {
        isFlush = pending.isFlush();
        slots = pending.take(SLOTS_PER_COMMAND_MAX);
        if (isFlush) {
          pending.takeFlush();
        } else if (slots.length == 0) {
          goOnline(conversation);
          return;
        }
      }
      try {
        SecondLevel.State state =
            isFlush
                ? conversation.session().flush(Generations.shared(generations.now()) + 1)
                : conversation.session().invalidate(slots, new int[0]);
        conversation.told(isFlush ? null : slots, state);
      } catch (RuntimeException e) {
        synchronized (this) {
          keep(isFlush ? null : slots);
        }
        throw e;
      }
    }
  }

  /** Called with the lock held and nothing pending. */
  private void goOnline(Conversation conversation) {
    if (isClosed || conversation.hasEnded()) {
      throw new CacheException(
          CacheException.Code.SECOND_LEVEL_FAILED, "the session ended while it began");
    }
    long applied = conversation.applied();
    boolean isGapless = heardUpTo == conversation.firstSequence() && conversation.floor() == floor;
    if (!isGapless) {
      // Nobody told us what happened in the gap: whatever we hold is looked up again.
      horizon = applied;
      generations.flushShared(applied);
    }
    floor = Math.max(floor, conversation.floor());
    online = conversation;
    reason = "";
    breaker = Breaker.CLOSED;
  }

  /** Looks whether the session is alive and hears; called several times a second. */
  void check() {
    Conversation conversation = online;
    if (conversation == null) {
      return;
    }
    try {
      Optional<String> fault = conversation.check();
      fault.ifPresent(why -> lost(conversation, why));
      if (fault.isEmpty() && breaker.failures() > 0) {
        think(Breaker::afterSuccess);
      }
    } catch (RuntimeException e) {
      failed(conversation, e);
    }
  }

  /** All nodes were told that everything is stale. */
  void flushed(long sequence) {
    synchronized (this) {
      floor = Math.max(floor, sequence);
    }
    generations.flushShared(sequence);
    listener.flushed("told by another node or by a second level that lost data");
  }

  void heard(int slots) {
    heard.increment();
    listener.invalidated(slots, false);
  }

  long untilAttemptNanos() {
    return breaker.untilAttempt(System.nanoTime());
  }

  Health health() {
    synchronized (this) {
      Health.State state =
          isClosed
              ? Health.State.CLOSED
              : online == null ? Health.State.FIRST_LEVEL_ONLY : Health.State.UP;
      return new Health(state, reason, pending.size());
    }
  }

  long commands() {
    return commands.sum();
  }

  long losses() {
    return losses.sum();
  }

  long heard() {
    return heard.sum();
  }

  void close() {
    Conversation conversation;
    synchronized (this) {
      isClosed = true;
      conversation = online;
      online = null;
    }
    if (conversation != null) {
      conversation.end();
    }
    secondLevel.close();
  }

  synchronized boolean isClosed() {
    return isClosed;
  }
}
