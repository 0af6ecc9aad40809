package dev.trimtab.cache.lettuce;

import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Connections to a cluster: commands go to the node that has the key, messages reach every node.
 */
final class ClusterConnections implements Connections {

  private final RedisClusterClient client;
  private final OpenConnections open = new OpenConnections();

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
  public CompletableFuture<Void> close() {
    return open.closeAll();
  }
}
