package dev.trimtab.cache.jedis;

import dev.trimtab.cache.CacheException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Sends what nobody waits for: a thread and a connection that write whatever has gathered,
 * together, and then read the answers. Thread-safe.
 */
final class Writer {

  /** Commands that wait for the thread; more are refused. */
  private static final int QUEUE_MAX = 4_096;

  /** Sent before their answers are read. Both sides' buffers hold that many short answers. */
  private static final int TOGETHER_MAX = 128;

  private record Command(CommandArguments arguments, CompletableFuture<Void> done) {}

  private final Connection connection;
  private final Consumer<String> whenLost;
  private final BlockingQueue<Command> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
  private final Thread thread;
  private volatile boolean isClosed;

  Writer(Connection connection, String name, Consumer<String> whenLost) {
    this.connection = connection;
    this.whenLost = whenLost;
    this.thread = Thread.ofVirtual().name("trimtab-cache-writing-" + name).unstarted(this::run);
  }

  void begin() {
    thread.start();
  }

  CompletionStage<Void> send(CommandArguments arguments) {
    var command = new Command(arguments, new CompletableFuture<>());
    if (!queue.offer(command)) {
      command.done.completeExceptionally(
          failure("%,d commands wait to be sent to Redis".formatted(QUEUE_MAX)));
    } else if (isClosed) {
      failAll(queue);
    }
    return command.done;
  }

  private static CacheException failure(String message) {
    return new CacheException(CacheException.Code.SECOND_LEVEL_FAILED, message);
  }

  private void run() {
    var together = new ArrayList<Command>();
    try {
      while (!isClosed) {
        together.add(queue.take());
        queue.drainTo(together, TOGETHER_MAX - 1);
        send(together);
        together.clear();
      }
    } catch (InterruptedException _) {
      // Closed.
      Thread.currentThread().interrupt();
    } catch (JedisConnectionException e) {
      whenLost.accept("writing to Redis failed: " + Failures.words(e));
    } finally {
      isClosed = true;
      Speakers.end(connection);
      together.forEach(Writer::fail);
      failAll(queue);
    }
  }

  private void send(List<Command> together) {
    together.forEach(command -> connection.sendCommand(command.arguments));
    for (Command command : together) {
      try {
        connection.getOne();
        command.done.complete(null);
      } catch (JedisDataException e) {
        command.done.completeExceptionally(Failures.of(e));
      }
    }
  }

  private static void failAll(BlockingQueue<Command> queue) {
    for (Command command; (command = queue.poll()) != null; ) {
      fail(command);
    }
  }

  private static void fail(Command command) {
    command.done.completeExceptionally(failure("the session ended"));
  }

  void close() {
    isClosed = true;
    Speakers.end(connection);
    thread.interrupt();
  }
}
