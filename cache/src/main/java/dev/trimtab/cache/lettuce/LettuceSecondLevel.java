package dev.trimtab.cache.lettuce;

import dev.trimtab.cache.CacheException;
import dev.trimtab.cache.SecondLevel;
import dev.trimtab.cache.internal.redis.Names;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Redis or Redis Cluster, 6.2 or newer, as second level.
 *
 * <p>Each session has two connections of its own, one to speak and one to listen. They are never
 * reconnected: what was missed while one was away cannot be known, so a new session begins.
 */
public final class LettuceSecondLevel implements SecondLevel {

  /** Name look-up, TCP, TLS and log-in; a server that is that far away is no second level. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(500);

  /** Twenty round trips of a loaded network; a value that takes longer is quicker loaded. */
  private static final Duration COMMAND_TIMEOUT = Duration.ofMillis(80);

  /** Commands under way to a server that does not answer. */
  private static final int QUEUE_MAX = 4_096;

  static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

  private final RedisURI uri;
  private final boolean isCluster;
  private final Duration commandTimeout;
  private final ClientResources resources;
  private Optional<AbstractRedisClient> client = Optional.empty();
  private final Set<CompletableFuture<Void>> closing = ConcurrentHashMap.newKeySet();
  private boolean isClosed;

  private LettuceSecondLevel(RedisURI uri, boolean isCluster, Duration commandTimeout) {
    uri.setTimeout(CONNECT_TIMEOUT);
    this.uri = uri;
    this.isCluster = isCluster;
    this.commandTimeout = commandTimeout;
    this.resources =
        ClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2).build();
  }

  /**
   * Returns a single Redis, or one behind Sentinels. Connects to nothing yet.
   *
   * @param uri as Lettuce reads it: {@code redis://:password@host:6379/0}, {@code rediss://} with
   *     TLS, {@code redis-sentinel://}
   * @param commandTimeout most a call waits
   */
  public static LettuceSecondLevel of(String uri, Duration commandTimeout) {
    return new LettuceSecondLevel(address(uri), false, commandTimeout);
  }

  /** The same with a command timeout of 80 ms. */
  public static LettuceSecondLevel of(String uri) {
    return of(uri, COMMAND_TIMEOUT);
  }

  /** Returns the Redis Cluster that a node belongs to. Connects to nothing yet. */
  public static LettuceSecondLevel ofCluster(String uri, Duration commandTimeout) {
    return new LettuceSecondLevel(address(uri), true, commandTimeout);
  }

  /**
   * The failure of Lettuce repeats the address, password and all, so nothing of it is passed on.
   */
  @SuppressWarnings("UnusedException")
  private static RedisURI address(String uri) {
    try {
      return RedisURI.create(uri);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "the address of Redis cannot be read (it is not shown, it may have a password); it begins with redis://, rediss:// or redis-sentinel://, and what is special in a password is percent-encoded");
    }
  }

  @Override
  public Session open(String name, Listener listener) {
    var names = new Names(name);
    try {
      return isCluster
          ? LettuceSession.begin(
              new ClusterConnections((RedisClusterClient) client()),
              names,
              commandTimeout,
              listener,
              this::closing)
          : LettuceSession.begin(
              new SingleConnections((RedisClient) client(), uri),
              names,
              commandTimeout,
              listener,
              this::closing);
    } catch (RedisException e) {
      throw new CacheException(
          CacheException.Code.SECOND_LEVEL_FAILED,
          "no session with Redis at %s:%d: %s".formatted(uri.getHost(), uri.getPort(), words(e)),
          e);
    }
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

  /** A future is equal to itself only, which is what is meant here. */
  @SuppressWarnings("CollectionUndefinedEquality")
  private void closing(CompletableFuture<Void> future) {
    closing.add(future);
    var _ = future.whenComplete((_, _) -> closing.remove(future));
  }

  private synchronized AbstractRedisClient client() {
    if (isClosed) {
      throw new CacheException(CacheException.Code.CLOSED, "the second level was closed");
    }
    if (client.isEmpty()) {
      client = Optional.of(isCluster ? clusterClient() : singleClient());
    }
    return client.get();
  }

  private RedisClient singleClient() {
    RedisClient created = RedisClient.create(resources, uri);
    created.setOptions(
        ClientOptions.builder()
            .build()
            .mutate()
            .autoReconnect(false)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(QUEUE_MAX)
            .socketOptions(socketOptions())
            .build());
    return created;
  }

  private RedisClusterClient clusterClient() {
    RedisClusterClient created = RedisClusterClient.create(resources, uri);
    created.setOptions(
        ClusterClientOptions.builder()
            // Connections to further nodes are made when a command needs one, and have to take it
            // before they are there. A session ends with the first connection it loses, anyhow.
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.ACCEPT_COMMANDS)
            .requestQueueSize(QUEUE_MAX)
            .socketOptions(socketOptions())
            .build());
    return created;
  }

  private static SocketOptions socketOptions() {
    return SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).tcpNoDelay(true).build();
  }

  @Override
  public void close() {
    Optional<AbstractRedisClient> ended;
    synchronized (this) {
      isClosed = true;
      ended = client;
      client = Optional.empty();
    }
    awaitClosed();
    ended.ifPresent(some -> some.shutdown(Duration.ZERO, Duration.ofSeconds(1)));
    // Without a quiet period: there is nobody left who could begin something.
    resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  /** A client that ends before its connections complains about each of them. */
  private void awaitClosed() {
    try {
      CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new))
          .get(CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException _) {
      // They are as closed as they will be.
    }
  }
}
