package dev.trimtab.cache.lettuce;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;

/** Tells when a connection ends. */
record LossListener(Runnable whenLost) implements RedisConnectionStateListener {

  @Override
  public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
    whenLost.run();
  }
}
