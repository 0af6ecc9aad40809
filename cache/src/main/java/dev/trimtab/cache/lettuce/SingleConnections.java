package dev.trimtab.cache.lettuce;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Connections to one server. */
final class SingleConnections implements Connections {

  private final RedisClient client;
  private final RedisURI uri;
  private final OpenConnections open = new OpenConnections();

  SingleConnections(RedisClient client, RedisURI uri) {
    this.client = client;
    this.uri = uri;
  }

  @Override
  public void listen(
      String channel,
      RedisPubSubAdapter<String, byte[]> listener,
      Runnable whenLost,
      Duration max) {
    var connection = client.connectPubSub(LettuceSecondLevel.CODEC, uri);
    open.add(connection);
    connection.addListener(new LossListener(whenLost));
    connection.addListener(listener);
    Answers.await(connection.async().subscribe(channel), max);
  }

  @Override
  public RedisClusterAsyncCommands<String, byte[]> speak(Runnable whenLost) {
    var connection = client.connect(LettuceSecondLevel.CODEC, uri);
    open.add(connection);
    connection.addListener(new LossListener(whenLost));
    return connection.async();
  }

  @Override
  public CompletableFuture<Void> close() {
    return open.closeAll();
  }
}
