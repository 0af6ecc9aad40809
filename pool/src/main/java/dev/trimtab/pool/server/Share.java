package dev.trimtab.pool.server;

/**
 * How a server's connections are shared out.
 *
 * @param connectionsMax {@code max_connections}
 * @param reserved {@code superuser_reserved_connections} and, from version 16, {@code
 *     reserved_connections}
 * @param others sessions of clients that are no instance of this pool
 * @param instances of this pool, on this machine and others, this one included; at least 1
 */
public record Share(int connectionsMax, int reserved, int others, int instances) {

  /** What is left alone, so that somebody can still log in and see what goes on. */
  private static final double RESERVE = 0.1;

  private static final int RESERVE_MIN = 3;

  public Share {
    if (connectionsMax < 1 || reserved < 0 || others < 0 || instances < 1) {
      throw new IllegalArgumentException(
          "no server is like that: max_connections %d, reserved %d, others %d, instances %d"
              .formatted(connectionsMax, reserved, others, instances));
    }
  }

  /** Returns how many connections one instance may open; at least 1. */
  public int connections() {
    int kept = Math.max(RESERVE_MIN, (int) Math.ceil(RESERVE * connectionsMax));
    return Math.max(1, (connectionsMax - reserved - others - kept) / instances);
  }

  /** Returns the figures behind {@link #connections}, as a part of a sentence. */
  public String words() {
    return "%d of max_connections %d, with %d reserved, %d used by others and %d instances of this pool"
        .formatted(connections(), connectionsMax, reserved, others, instances);
  }
}
