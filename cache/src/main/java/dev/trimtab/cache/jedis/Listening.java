package dev.trimtab.cache.jedis;

import dev.trimtab.cache.CacheException;
import dev.trimtab.cache.SecondLevel;
import dev.trimtab.cache.internal.redis.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/** The connection that listens, and the thread that does nothing else. */
final class Listening extends BinaryJedisPubSub {

  private final Connection connection;
  private final SecondLevel.Listener listener;
  private final Consumer<String> whenLost;
  private final CompletableFuture<Void> begun = new CompletableFuture<>();

  Listening(Connection connection, SecondLevel.Listener listener, Consumer<String> whenLost) {
    this.connection = connection;
    this.listener = listener;
    this.whenLost = whenLost;
  }

  /** Returns when the channel is subscribed to. */
  void begin(String channel, Duration max) {
    byte[] name = channel.getBytes(StandardCharsets.UTF_8);
    Thread.ofVirtual().name("trimtab-cache-listening-" + channel).start(() -> listen(name));
    try {
      begun.get(max.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CacheException(
          CacheException.Code.INTERRUPTED, "interrupted while connecting to Redis", e);
    } catch (ExecutionException e) {
      throw Failures.of(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw new CacheException(
          CacheException.Code.SECOND_LEVEL_FAILED,
          "Redis did not answer within %d ms".formatted(max.toMillis()),
          e);
    }
  }

  private void listen(byte[] channel) {
    try {
      proceed(connection, channel);
      end("Redis ended the subscription");
    } catch (JedisException e) {
      begun.completeExceptionally(e);
      end("the connection to Redis was lost");
    } catch (RuntimeException | Error e) {
      begun.completeExceptionally(e);
      end("listening failed: " + e);
      throw e;
    }
  }

  private void end(String why) {
    Speakers.end(connection);
    whenLost.accept(why);
  }

  @Override
  public void onSubscribe(byte[] channel, int subscribed) {
    begun.complete(null);
  }

  @Override
  public void onMessage(byte[] channel, byte[] message) {
    try {
      Message.of(message).ifPresent(this::pass);
    } catch (NumberFormatException e) {
      whenLost.accept("somebody else speaks on the channel: " + e.getMessage());
    }
  }

  private void pass(Message message) {
    switch (message) {
      case Message.Invalidated(long sequence, int[] slots) -> listener.invalidated(sequence, slots);
      case Message.Flushed(long sequence) -> listener.flushed(sequence);
    }
  }

  void close() {
    Speakers.end(connection);
  }
}
