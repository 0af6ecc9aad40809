package dev.trimtab.cache.jedis;

import dev.trimtab.cache.CacheException;
import dev.trimtab.cache.SecondLevel;
import dev.trimtab.cache.internal.redis.Names;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A Redis, 6.2 or newer, as second level: fewer bytes on the class path than Lettuce, and fewer
 * microseconds per read, because the thread that asks reads the answer itself. It does all that
 * {@code LettuceSecondLevel} does on one server, and shares everything with nodes that use that.
 *
 * <p>What it does not do: Redis Cluster and Sentinels. Each command under way takes a connection,
 * 32 at most per session, so 32 commands at once are as many as one Redis answers. Invalidations
 * are heard on a channel, as with Lettuce; Redis' own tracking of keys is used by neither
 * ("Rejected" in docs/decisions/0014).
 *
 * <p>Each session has connections of its own. What was missed while the one that listens was away
 * cannot be known, so it is never opened again: a new session begins.
 */
public final class JedisSecondLevel implements SecondLevel {

  /** TCP, TLS and log-in; a server that is that far away is no second level. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(500);

  /** Twenty round trips of a loaded network; a value that takes longer is quicker loaded. */
  private static final Duration COMMAND_TIMEOUT = Duration.ofMillis(80);

  /** Log-in and first answers may take longer than a command of a warm connection. */
  private static final int BEGINNING_MAX = 5;

  private final Server server;
  private final Duration commandTimeout;
  private volatile boolean isClosed;

  private JedisSecondLevel(Server server, Duration commandTimeout) {
    this.server = server;
    this.commandTimeout = commandTimeout;
  }

  /**
   * Returns a single Redis. Connects to nothing yet.
   *
   * @param uri {@code redis://:password@host:6379/0}, or {@code rediss://} with TLS
   * @param commandTimeout most a call waits for an answer; as much again, rarely, for a connection
   */
  public static JedisSecondLevel of(String uri, Duration commandTimeout) {
    return new JedisSecondLevel(Server.at(uri), commandTimeout);
  }

  /** The same with a command timeout of 80 ms. */
  public static JedisSecondLevel of(String uri) {
    return of(uri, COMMAND_TIMEOUT);
  }

  @Override
  public Session open(String name, Listener listener) {
    if (isClosed) {
      throw new CacheException(CacheException.Code.CLOSED, "the second level was closed");
    }
    var hasEnded = new AtomicBoolean();
    Consumer<String> whenLost =
        why -> {
          if (hasEnded.compareAndSet(false, true)) {
            listener.lost(why);
          }
        };
    try {
      return begin(new Names(name), listener, whenLost);
    } catch (JedisException e) {
      throw new CacheException(
          CacheException.Code.SECOND_LEVEL_FAILED,
          "no session with Redis at %s: %s".formatted(server.hostAndPort(), Failures.words(e)),
          e);
    }
  }

  private Session begin(Names names, Listener listener, Consumer<String> whenLost) {
    Duration patience = commandTimeout.multipliedBy(BEGINNING_MAX);
    Connection hearing = server.connect(CONNECT_TIMEOUT, patience);
    Connection writing;
    String runId;
    try {
      runId = Server.runId(hearing);
      writing = server.connectTo(runId, CONNECT_TIMEOUT, patience);
    } catch (RuntimeException e) {
      Speakers.end(hearing);
      throw e;
    }
    var listening = new Listening(hearing, listener, whenLost);
    try {
      listening.begin(names.channel(), patience);
      JedisSession.begin(writing, names);
    } catch (RuntimeException e) {
      Speakers.end(hearing);
      Speakers.end(writing);
      throw e;
    }
    var writer = new Writer(writing, names.cache(), whenLost);
    writer.begin();
    var speakers = new Speakers(server, runId, commandTimeout, whenLost);
    return new JedisSession(names, speakers, writer, listening);
  }

  /** Opens no more sessions; those that are open are closed by whoever opened them. */
  @Override
  public void close() {
    isClosed = true;
  }
}
