package dev.trimtab.cache.lettuce;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The two connections of a session, alike for one server and for a cluster. */
interface Connections {

  /** Opens the one that listens and returns when the channel is subscribed to. */
  void listen(
      String channel, RedisPubSubAdapter<String, byte[]> listener, Runnable whenLost, Duration max);

  /** Opens the one that speaks. */
  RedisClusterAsyncCommands<String, byte[]> speak(Runnable whenLost);

  /** Closes both without waiting; the future completes when they are closed. */
  CompletableFuture<Void> close();
}
