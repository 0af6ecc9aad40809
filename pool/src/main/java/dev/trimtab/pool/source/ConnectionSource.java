package dev.trimtab.pool.source;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Opens connections, keeps them and hands them out. The pool stands in front of it and never asks
 * for more at once than it told {@link #atMost}.
 *
 * <p>Implementations are thread-safe and tell a {@link Listener} once of every connection that was
 * taken: when its user closed it, or when it broke in its user's hands.
 */
public interface ConnectionSource extends AutoCloseable {

  /** Hears of what becomes of connections; called by the thread that it happens to. */
  interface Listener {

    /**
     * A connection was given back by its user.
     *
     * @param usedMillis for how long it was in use, cut to whole milliseconds
     */
    void returned(long usedMillis);

    /**
     * A new connection stands.
     *
     * @param tookMillis to open it
     */
    void opened(long tookMillis);

    /** A connection in use is of no use any more; {@link #returned} does not follow. */
    void broken(SQLException why);
  }

  /**
   * Returns a connection, opening one if none is idle.
   *
   * @throws SQLException if none could be had within the source's own time limit
   */
  Connection take() throws SQLException;

  /** Keeps no more than so many open from now on; those in use stay until they are returned. */
  void atMost(int connections);

  /**
   * Closes some of the connections that are idle.
   *
   * @param connections that stay open; others may be opened again when they are wanted
   * @param most how many are closed now
   */
  void closeIdleAbove(int connections, int most);

  /**
   * The server is away, or is there again. While it is away who waits in {@link #take} is told so
   * and waits no longer.
   */
  void serverIsAway(boolean isAway);

  /** Cuts all connections, those in use included: their users hear of it as of a broken network. */
  void cut();

  /** Returns how many connections are open, idle ones included. */
  int open();

  /** Returns how many connections are in use, as the source counts them. */
  int inUse();

  @Override
  void close();
}
