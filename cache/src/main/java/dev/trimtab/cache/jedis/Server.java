package dev.trimtab.cache.jedis;

import dev.trimtab.cache.CacheException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * Where connections lead.
 *
 * @param uri with user, password and number of the database, if there are any
 */
record Server(URI uri) {

  private static final Pattern RUN_ID = Pattern.compile("run_id:(\\p{XDigit}+)");

  /**
   * The failure of Java and Jedis repeats the address, password and all, so nothing of it is passed
   * on.
   */
  static Server at(String address) {
    try {
      URI uri = URI.create(address);
      if (JedisURIHelper.isValid(uri)
          && (JedisURIHelper.isRedisScheme(uri) || JedisURIHelper.isRedisSSLScheme(uri))) {
        return new Server(uri);
      }
    } catch (IllegalArgumentException _) {
      // Said below, without the address.
    }
    throw new IllegalArgumentException(
        "the address of Redis cannot be read (it is not shown, it may have a password); it begins with redis:// or rediss://, has a port, and what is special in a password is percent-encoded");
  }

  HostAndPort hostAndPort() {
    return JedisURIHelper.getHostAndPort(uri);
  }

  /**
   * Opens a connection.
   *
   * @param connectMax name look-up is not counted, as Java cannot be told to hurry
   * @param answerMax most that any answer is waited for
   */
  Connection connect(Duration connectMax, Duration answerMax) {
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder(uri)
            .connectionTimeoutMillis((int) connectMax.toMillis())
            .socketTimeoutMillis((int) answerMax.toMillis())
            .resp2()
            // A round trip more on every connection, for a name that nobody looks at.
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
    if (JedisURIHelper.isRedisSSLScheme(uri)) {
      // Said, because earlier versions took any certificate that is valid for anybody.
      config.sslOptions(SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL).build());
    }
    return new Connection(hostAndPort(), config.build());
  }

  /**
   * The same, to a server that was connected to before.
   *
   * @throws CacheException if another one answers, which may not know of the last invalidations
   */
  Connection connectTo(String runId, Duration connectMax, Duration answerMax) {
    Connection connection = connect(connectMax, answerMax);
    try {
      if (!runId(connection).equals(runId)) {
        throw new CacheException(
            CacheException.Code.SECOND_LEVEL_FAILED,
            "another server answers at %s, or the same one after a restart"
                .formatted(hostAndPort()));
      }
      return connection;
    } catch (RuntimeException e) {
      Speakers.end(connection);
      throw e;
    }
  }

  /** Returns which life of which server answers: every start has an id of its own. */
  static String runId(Connection connection) {
    connection.sendCommand(Protocol.Command.INFO, "server");
    String info = new String(connection.getBinaryBulkReply(), StandardCharsets.UTF_8);
    Matcher id = RUN_ID.matcher(info);
    if (!id.find()) {
      throw new CacheException(
          CacheException.Code.SECOND_LEVEL_FAILED, "the server says nothing of its run id");
    }
    return id.group(1);
  }
}
