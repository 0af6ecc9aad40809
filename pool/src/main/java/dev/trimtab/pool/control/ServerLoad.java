package dev.trimtab.pool.control;

/**
 * What the sessions of a pool are doing in the server, averaged over a few looks.
 *
 * <p>Source: {@code pg_stat_activity}. A session that is {@code active} without a wait event runs
 * or wants to; one with a wait event of the types {@code Lock}, {@code LWLock}, {@code BufferPin},
 * {@code IPC} or {@code IO} stands in the way of others like it; one that waits for a timer, an
 * extension or its client, or is idle in a transaction, takes nothing from anybody.
 *
 * @param running active without a wait event
 * @param contending active and waiting for what others hold
 * @param parked waiting for a timer, a remote server or the application
 */
public record ServerLoad(double running, double contending, double parked) {

  public ServerLoad {
    if (!(running >= 0) || !(contending >= 0) || !(parked >= 0)) {
      throw new IllegalArgumentException(
          "no figure may be negative, got running %s, contending %s, parked %s"
              .formatted(running, contending, parked));
    }
  }

  ServerLoad plus(ServerLoad more) {
    return new ServerLoad(
        running + more.running, contending + more.contending, parked + more.parked);
  }

  /** Returns whether most sessions compute or stand in each other's way. */
  public boolean isBusy() {
    return Hint.of(this) == Hint.BUSY;
  }
}
