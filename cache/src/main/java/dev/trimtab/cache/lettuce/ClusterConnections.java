package dev.trimtab.cache.lettuce;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Connections to a cluster: commands go to the node that has the key, messages reach every node.
 */
final class ClusterConnections implements Connections {

  private final RedisClusterClient client;
  private final List<StatefulConnection<String, byte[]>> open = new CopyOnWriteArrayList<>();

  ClusterConnections(RedisClusterClient client) {
    this.client = client;
  }

  @Override
  public void listen(
      String channel,
      RedisPubSubAdapter<String, byte[]> listener,
      Runnable whenLost,
      Duration max) {
    // Who has which keys may have changed since the last session, which may be why it ended.
    client.refreshPartitions();
    var connection = client.connectPubSub(LettuceSecondLevel.CODEC);
    open.add(connection);
    connection.addListener(new LossListener(whenLost));
    connection.addListener(listener);
    Answers.await(connection.async().subscribe(channel), max);
  }

  @Override
  public RedisClusterAsyncCommands<String, byte[]> speak(Runnable whenLost) {
    var connection = client.connect(LettuceSecondLevel.CODEC);
    open.add(connection);
    connection.addListener(new LossListener(whenLost));
    return connection.async();
  }

  @Override
  public synchronized CompletableFuture<Void> close() {
    var closing = new ArrayList<CompletableFuture<Void>>();
    for (StatefulConnection<String, byte[]> connection : open) {
      if (connection.isOpen()) {
        closing.add(connection.closeAsync());
      }
    }
    open.clear();
    return CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new));
  }
}
