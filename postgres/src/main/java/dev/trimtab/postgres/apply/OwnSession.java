package dev.trimtab.postgres.apply;

import dev.trimtab.postgres.TrimtabException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Settings that a session of ours needs so that it ends when we do, and not before (manual,
 * chapters 19.3.2 and 19.11.1). Stateless.
 */
public final class OwnSession {

  /**
   * A killed process of ours is missed by its session within this time, in the midst of a build.
   */
  public static final Duration CLIENT_CHECK = Duration.ofSeconds(1);

  /**
   * Those that this server does not know are left out: {@code idle_session_timeout} came with 14,
   * {@code transaction_timeout} with 17. A machine that vanished without a word is missed after 30
   * s and three more questions 10 s apart.
   */
  private static final String SETTINGS =
      """
      SELECT /* trimtab */ set_config(s.name, v.value, false)
      FROM (VALUES
        ('statement_timeout', '0'), ('transaction_timeout', '0'), ('idle_session_timeout', '0'),
        ('lock_timeout', ?), ('tcp_keepalives_idle', '30'), ('tcp_keepalives_interval', '10'),
        ('tcp_keepalives_count', '3')) v (name, value)
      JOIN pg_settings s ON s.name = v.name
      """;

  /** Since 14, and only where the operating system tells that the other end is closed. */
  private static final String CLIENT_CHECK_SETTING =
      """
      SELECT /* trimtab */ set_config(name, ?, false) FROM pg_settings
      WHERE name = 'client_connection_check_interval'
      """;

  private OwnSession() {}

  /**
   * Makes a session proof against time limits meant for others, and tells the server to look
   * whether we still live.
   *
   * @param lockTimeout how long a statement may wait for a lock
   */
  public static void prepare(Connection connection, Duration lockTimeout) {
    try {
      set(connection, SETTINGS, lockTimeout);
    } catch (SQLException e) {
      throw TrimtabException.from(e, "prepare the session");
    }
    try {
      set(connection, CLIENT_CHECK_SETTING, CLIENT_CHECK);
    } catch (SQLException e) {
      // This server cannot look; a build whose client was killed goes on to its end.
    }
  }

  private static void set(Connection connection, String sql, Duration value) throws SQLException {
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, Long.toString(value.toMillis()));
      select.execute();
    }
  }
}
