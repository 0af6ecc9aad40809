package dev.trimtab.cache.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * Where the database is and who we are there. Never prints the password.
 *
 * @param url as JDBC takes it, {@code jdbc:postgresql://db.example.org/shop}; must name the primary
 * @param user who has the attribute REPLICATION, or whatever a managed service has instead
 */
public record DatabaseAddress(String url, String user, String password) {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Our own questions take milliseconds; a network that swallows them shall be found out. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);

  /**
   * After so long without a word from us the server ends the session, and with it the slot, even if
   * this process is suspended and can do nothing about it.
   */
  private static final Duration SENDER_TIMEOUT = Duration.ofSeconds(10);

  /** Publications and tables are altered only if nobody is in the way for long. */
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(2);

  public DatabaseAddress {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("the address must start with jdbc:postgresql:");
    }
  }

  /** Returns a connection for questions. */
  Connection connect() throws SQLException {
    Properties properties = properties("trimtab cache");
    properties.setProperty("socketTimeout", Long.toString(ANSWER_TIMEOUT.toSeconds()));
    properties.setProperty("options", "-c lock_timeout=" + LOCK_TIMEOUT.toMillis());
    return DriverManager.getConnection(url, properties);
  }

  /** Returns a connection that speaks the replication protocol. */
  Connection connectForReplication() throws SQLException {
    Properties properties = properties("trimtab cache log");
    properties.setProperty("replication", "database");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("assumeMinServerVersion", "10");
    properties.setProperty("options", "-c wal_sender_timeout=" + SENDER_TIMEOUT.toMillis());
    return DriverManager.getConnection(url, properties);
  }

  private Properties properties(String application) {
    var properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("ApplicationName", application);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectTimeout", Long.toString(CONNECT_TIMEOUT.toSeconds()));
    properties.setProperty("loginTimeout", Long.toString(CONNECT_TIMEOUT.toSeconds()));
    return properties;
  }

  @Override
  public String toString() {
    return user + " at " + url.replaceFirst("\\?.*", "");
  }
}
