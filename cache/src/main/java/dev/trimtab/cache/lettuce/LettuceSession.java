package dev.trimtab.cache.lettuce;

import dev.trimtab.cache.CacheException;
import dev.trimtab.cache.SecondLevel;
import dev.trimtab.cache.internal.redis.Message;
import dev.trimtab.cache.internal.redis.Names;
import dev.trimtab.cache.internal.redis.Scripts;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One session with Redis. */
final class LettuceSession implements SecondLevel.Session {

  private final Connections connections;
  private final Names names;
  private final Duration commandTimeout;
  private final Consumer<CompletableFuture<Void>> whenClosing;
  private final RedisClusterAsyncCommands<String, byte[]> commands;
  private final Map<String, String> digests = new HashMap<>();

  private LettuceSession(
      Connections connections,
      Names names,
      Duration commandTimeout,
      RedisClusterAsyncCommands<String, byte[]> commands,
      Consumer<CompletableFuture<Void>> whenClosing) {
    this.connections = connections;
    this.whenClosing = whenClosing;
    this.names = names;
    this.commandTimeout = commandTimeout;
    this.commands = commands;
    for (String script : List.of(Scripts.INVALIDATE, Scripts.FLUSH)) {
      digests.put(script, commands.digest(script));
    }
  }

  /** Connects, listens, and makes sure that there are generations. */
  static LettuceSession begin(
      Connections connections,
      Names names,
      Duration commandTimeout,
      SecondLevel.Listener listener,
      Consumer<CompletableFuture<Void>> whenClosing) {
    var hasEnded = new AtomicBoolean();
    Runnable whenLost =
        () -> {
          if (hasEnded.compareAndSet(false, true)) {
            listener.lost("the connection to Redis was lost");
          }
        };
    // Log-in and first answers may take longer than a command of a warm connection.
    Duration patience = commandTimeout.multipliedBy(5);
    try {
      connections.listen(names.channel(), new Messages(listener), whenLost, patience);
      var commands = connections.speak(whenLost);
      byte[] channel = bytes(names.channel());
      Answers.await(
          commands.eval(
              Scripts.BEGIN, ScriptOutputType.MULTI, new String[] {names.generations()}, channel),
          patience);
      return new LettuceSession(connections, names, commandTimeout, commands, whenClosing);
    } catch (CacheException | RedisException e) {
      whenClosing.accept(connections.close());
      throw e;
    }
  }

  /** Passes on what is told on the channel. */
  private static final class Messages extends RedisPubSubAdapter<String, byte[]> {

    private final SecondLevel.Listener listener;

    Messages(SecondLevel.Listener listener) {
      this.listener = listener;
    }

    @Override
    public void message(String channel, byte[] message) {
      try {
        Message.of(message).ifPresent(this::pass);
      } catch (NumberFormatException e) {
        listener.lost("somebody else speaks on the channel: " + e.getMessage());
      }
    }

    private void pass(Message message) {
      switch (message) {
        case Message.Invalidated(long sequence, int[] slots) ->
            listener.invalidated(sequence, slots);
        case Message.Flushed(long sequence) -> listener.flushed(sequence);
      }
    }
  }

  @Override
  public Optional<byte[]> get(String key) {
    return Optional.ofNullable(ask(() -> commands.get(names.value(key))));
  }

  @Override
  public Map<String, byte[]> getAll(Collection<String> keys) {
    var found = new HashMap<String, byte[]>();
    List<KeyValue<String, byte[]>> answers = ask(() -> commands.mget(names.values(keys)));
    for (KeyValue<String, byte[]> answer : answers) {
      if (answer.hasValue()) {
        found.put(names.key(answer.getKey()), answer.getValue());
      }
    }
    return found;
  }

  @Override
  public CompletionStage<Void> put(String key, byte[] bytes, Duration ttl) {
    return send(() ->
        commands.set(names.value(key), bytes, SetArgs.Builder.px(Math.max(1, ttl.toMillis()))));
  }

  @Override
  public CompletionStage<Void> forget(Collection<String> keys) {
    return send(() -> commands.unlink(names.values(keys)));
  }

  @Override
  public SecondLevel.State state(int[] slots) {
    var fields = new ArrayList<String>(List.of("s", "f"));
    fields.addAll(Names.texts(slots));
    List<KeyValue<String, byte[]>> answers =
        ask(() -> commands.hmget(names.generations(), fields.toArray(String[]::new)));
    if (!answers.getFirst().hasValue() || !answers.get(1).hasValue()) {
      throw new CacheException(
          CacheException.Code.SECOND_LEVEL_FAILED, Scripts.LOST + " the generations are gone");
    }
    long newest = 0;
    for (KeyValue<String, byte[]> answer : answers.subList(2, answers.size())) {
      newest = answer.hasValue() ? Math.max(newest, number(answer.getValue())) : newest;
    }
    return new SecondLevel.State(
        number(answers.getFirst().getValue()), number(answers.get(1).getValue()), newest);
  }

  @Override
  public SecondLevel.State invalidate(int[] slots, int[] checked) {
    byte[][] arguments = new byte[2 + slots.length + checked.length][];
    arguments[0] = bytes(names.channel());
    arguments[1] = bytes(String.valueOf(slots.length));
    for (int i = 0; i < slots.length; i++) {
      arguments[2 + i] = bytes(String.valueOf(slots[i]));
    }
    for (int i = 0; i < checked.length; i++) {
      arguments[2 + slots.length + i] = bytes(String.valueOf(checked[i]));
    }
    return run(Scripts.INVALIDATE, arguments);
  }

  @Override
  public SecondLevel.State flush(long atLeast) {
    return run(Scripts.FLUSH, bytes(names.channel()), bytes(String.valueOf(atLeast)));
  }

  private SecondLevel.State run(String script, byte[]... arguments) {
    List<Object> answer = answer(script, arguments);
    return new SecondLevel.State(
        number(answer.get(0)),
        number(answer.get(1)),
        answer.size() > 2 ? number(answer.get(2)) : 0);
  }

  /**
   * A script is sent in full when its server does not know it yet. Loading it beforehand would ask
   * all nodes of a cluster, and fail as long as one of them is away.
   */
  private List<Object> answer(String script, byte[]... arguments) {
    String[] keys = {names.generations()};
    try {
      return ask(() -> commands.evalsha(digest(script), ScriptOutputType.MULTI, keys, arguments));
    } catch (CacheException e) {
      if (e.getCause() instanceof RedisNoScriptException) {
        return ask(() -> commands.eval(script, ScriptOutputType.MULTI, keys, arguments));
      }
      throw e;
    }
  }

  @Override
  public SecondLevel.Lease tryLease(String key, String token, Duration lease) {
    RedisFuture<@Nullable String> taken =
        sent(() ->
            commands.set(
                names.lease(key),
                bytes(token),
                SetArgs.Builder.nx().px(Math.max(1, lease.toMillis()))));
    RedisFuture<byte[]> value = sent(() -> commands.get(names.value(key)));
    boolean isHeld = isTaken(taken);
    return new SecondLevel.Lease(isHeld, Optional.ofNullable(Answers.await(value, commandTimeout)));
  }

  /** A server that is full gives no leases; then each node loads for itself. */
  private boolean isTaken(RedisFuture<@Nullable String> taken) {
    try {
      return "OK".equals(Answers.await(taken, commandTimeout));
    } catch (CacheException e) {
      if (e.getCause() instanceof RedisCommandExecutionException) {
        return true;
      }
      throw e;
    }
  }

  @Override
  public CompletionStage<Void> release(String key, String token) {
    return send(() ->
        commands.eval(
            Scripts.RELEASE,
            ScriptOutputType.INTEGER,
            new String[] {names.lease(key)},
            bytes(token)));
  }

  private String digest(String script) {
    return java.util.Objects.requireNonNull(digests.get(script));
  }

  private <T> T ask(Supplier<RedisFuture<T>> command) {
    return Answers.await(sent(command), commandTimeout);
  }

  private static <T> RedisFuture<T> sent(Supplier<RedisFuture<T>> command) {
    try {
      return command.get();
    } catch (RedisException e) {
      throw Answers.failed(e);
    }
  }

  private static CompletionStage<Void> send(Supplier<? extends RedisFuture<?>> command) {
    try {
      return command.get().thenApply(_ -> null);
    } catch (RedisException e) {
      return CompletableFuture.failedFuture(Answers.failed(e));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static long number(Object answer) {
    return answer instanceof byte[] digits
        ? Long.parseLong(new String(digits, StandardCharsets.US_ASCII))
        : Long.parseLong(answer.toString());
  }

  @Override
  public void close() {
    whenClosing.accept(connections.close());
  }
}
