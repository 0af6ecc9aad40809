package dev.trimtab.cache.lettuce;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.api.StatefulConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The connections of a session, to be closed together. Thread-safe.
 *
 * <p>One that was lost is closed, too: until then its client holds on to it. One that Lettuce has
 * closed is left alone, because it complains of a second time.
 */
final class OpenConnections {

  private final List<StatefulConnection<String, byte[]>> open = new ArrayList<>();

  synchronized void add(StatefulConnection<String, byte[]> connection) {
    open.add(connection);
  }

  synchronized CompletableFuture<Void> closeAll() {
    var closing = new ArrayList<CompletableFuture<Void>>();
    for (StatefulConnection<String, byte[]> connection : open) {
      if (!(connection instanceof RedisChannelHandler<?, ?> handler && handler.isClosed())) {
        closing.add(connection.closeAsync());
      }
    }
    open.clear();
    return CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new));
  }
}
