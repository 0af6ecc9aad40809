package dev.trimtab.cache.lettuce;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Connections to one server. */
final class SingleConnections implements Connections {

  private final RedisClient client;
  private final RedisURI uri;
  private final List<StatefulConnection<String, byte[]>> open = new CopyOnWriteArrayList<>();

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
