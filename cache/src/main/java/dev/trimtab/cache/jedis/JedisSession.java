package dev.trimtab.cache.jedis;

import dev.trimtab.cache.CacheException;
import dev.trimtab.cache.SecondLevel;
import dev.trimtab.cache.internal.redis.Names;
import dev.trimtab.cache.internal.redis.Scripts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** One session with Redis. */
final class JedisSession implements SecondLevel.Session {

  private static final String INVALIDATE_DIGEST = digest(Scripts.INVALIDATE);
  private static final String FLUSH_DIGEST = digest(Scripts.FLUSH);

  private final Names names;
  private final Speakers speakers;
  private final Writer writer;
  private final Listening listening;

  JedisSession(Names names, Speakers speakers, Writer writer, Listening listening) {
    this.names = names;
    this.speakers = speakers;
    this.writer = writer;
    this.listening = listening;
  }

  /** Makes sure that there are generations. */
  static void begin(Connection connection, Names names) {
    var _ = answer(connection, names, Command.EVAL, Scripts.BEGIN, List.of());
  }

  @Override
  public Optional<byte[]> get(String key) {
    return speakers.ask(connection -> {
      connection.sendCommand(Command.GET, names.value(key));
      return Optional.ofNullable(connection.getBinaryBulkReply());
    });
  }

  @Override
  public Map<String, byte[]> getAll(Collection<String> keys) {
    List<String> inOrder = List.copyOf(keys);
    List<byte[]> answers =
        speakers.ask(connection -> {
          connection.sendCommand(Command.MGET, names.values(inOrder));
          return connection.getBinaryMultiBulkReply();
        });
    var found = new HashMap<String, byte[]>();
    for (int i = 0; i < inOrder.size(); i++) {
      if (answers.get(i) != null) {
        found.put(inOrder.get(i), answers.get(i));
      }
    }
    return found;
  }

  @Override
  public CompletionStage<Void> put(String key, byte[] bytes, Duration ttl) {
    return writer.send(
        new CommandArguments(Command.SET)
            .add(names.value(key))
            .add(bytes)
            .add("PX")
            .add(Math.max(1, ttl.toMillis())));
  }

  @Override
  public CompletionStage<Void> forget(Collection<String> keys) {
    var command = new CommandArguments(Command.UNLINK);
    keys.forEach(key -> command.add(names.value(key)));
    return writer.send(command);
  }

  @Override
  public SecondLevel.State state(int[] slots) {
    String[] arguments =
        Stream.concat(
                Stream.of(names.generations(), "s", "f"),
                IntStream.of(slots).mapToObj(String::valueOf))
            .toArray(String[]::new);
    List<byte[]> answers =
        speakers.ask(connection -> {
          connection.sendCommand(Command.HMGET, arguments);
          return connection.getBinaryMultiBulkReply();
        });
    if (answers.get(0) == null || answers.get(1) == null) {
      throw new CacheException(
          CacheException.Code.SECOND_LEVEL_FAILED, Scripts.LOST + " the generations are gone");
    }
    long newest = 0;
    for (byte[] answer : answers.subList(2, answers.size())) {
      newest = answer == null ? newest : Math.max(newest, number(answer));
    }
    return new SecondLevel.State(number(answers.get(0)), number(answers.get(1)), newest);
  }

  @Override
  public SecondLevel.State invalidate(int[] slots, int[] checked) {
    var arguments = new ArrayList<String>();
    arguments.add(String.valueOf(slots.length));
    arguments.addAll(Names.texts(slots));
    arguments.addAll(Names.texts(checked));
    return run(Scripts.INVALIDATE, INVALIDATE_DIGEST, arguments);
  }

  @Override
  public SecondLevel.State flush(long atLeast) {
    return run(Scripts.FLUSH, FLUSH_DIGEST, List.of(String.valueOf(atLeast)));
  }

  /** A script is sent in full when its server does not know it yet. */
  private SecondLevel.State run(String script, String digest, List<String> arguments) {
    List<Object> answer =
        speakers.ask(connection -> {
          try {
            return answer(connection, names, Command.EVALSHA, digest, arguments);
          } catch (JedisNoScriptException _) {
            return answer(connection, names, Command.EVAL, script, arguments);
          }
        });
    return new SecondLevel.State(
        number(answer.get(0)),
        number(answer.get(1)),
        answer.size() > 2 ? number(answer.get(2)) : 0);
  }

  private static List<Object> answer(
      Connection connection, Names names, Command command, String script, List<String> arguments) {
    var all = new ArrayList<>(List.of(script, "1", names.generations(), names.channel()));
    all.addAll(arguments);
    connection.sendCommand(command, all.toArray(String[]::new));
    return connection.getObjectMultiBulkReply();
  }

  @Override
  public SecondLevel.Lease tryLease(String key, String token, Duration lease) {
    String millis = String.valueOf(Math.max(1, lease.toMillis()));
    return speakers.ask(connection -> {
      connection.sendCommand(Command.SET, names.lease(key), token, "NX", "PX", millis);
      connection.sendCommand(Command.GET, names.value(key));
      boolean isHeld = isTaken(connection);
      return new SecondLevel.Lease(isHeld, Optional.ofNullable(connection.getBinaryBulkReply()));
    });
  }

  /** A server that is full gives no leases; then each node loads for itself. */
  private static boolean isTaken(Connection connection) {
    try {
      return connection.getOne() != null;
    } catch (JedisDataException _) {
      return true;
    }
  }

  @Override
  public CompletionStage<Void> release(String key, String token) {
    return writer.send(
        new CommandArguments(Command.EVAL)
            .add(Scripts.RELEASE)
            .add("1")
            .add(names.lease(key))
            .add(token));
  }

  private static long number(Object answer) {
    return answer instanceof byte[] digits
        ? Long.parseLong(new String(digits, StandardCharsets.US_ASCII))
        : Long.parseLong(answer.toString());
  }

  private static String digest(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(script.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  @Override
  public void close() {
    listening.close();
    writer.close();
    speakers.close();
  }
}
