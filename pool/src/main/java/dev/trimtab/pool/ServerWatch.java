package dev.trimtab.pool;

import dev.trimtab.pool.gate.Gate;
import dev.trimtab.pool.health.Breaker;
import dev.trimtab.pool.server.ServerView;
import dev.trimtab.pool.source.ConnectionSource;
import dev.trimtab.pool.source.FailureKind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the server, and closes the pool to its users while it does not answer. Used by the
 * steering thread, except for {@link #away}.
 */
final class ServerWatch implements AutoCloseable {

  /**
   * Why nobody is let through.
   *
   * @param sinceNanos of {@link System#nanoTime()}
   * @param what the server, or the network, says
   */
  record Away(long sinceNanos, String what) {

    Duration lasted() {
      return Duration.ofNanos(System.nanoTime() - sinceNanos);
    }
  }

  private final ServerView view;
  private final Gate gate;
  private final ConnectionSource source;
  private final Returns returns;
  private final PoolListener listener;
  private final Runnable turnAway;
  private final Duration cutAfter;

  private Breaker breaker = Breaker.CLOSED;
  private Optional<SQLException> counted = Optional.empty();
  private int servedBefore;
  private boolean isCut;
  private volatile @Nullable Away away;

  /**
   * Watches.
   *
   * @param turnAway sends all away that wait
   * @param cutAfter how long a server may be away before connections in use are cut
   */
  ServerWatch(
      ServerView view,
      Gate gate,
      ConnectionSource source,
      Returns returns,
      PoolListener listener,
      Runnable turnAway,
      Duration cutAfter) {
    this.view = view;
    this.gate = gate;
    this.source = source;
    this.returns = returns;
    this.listener = listener;
    this.turnAway = turnAway;
    this.cutAfter = cutAfter;
  }

  /** Returns why nobody is let through; null while somebody is. On the path of every borrow. */
  @Nullable Away away() {
    return away;
  }

  /** Returns whether it is time to look although nothing is in use. */
  boolean isSuspicious() {
    return breaker.state() != Breaker.State.CLOSED || breaker.failures() > 0;
  }

  /** Looks at the server. */
  Optional<ServerView.Look> look() {
    Optional<ServerView.Look> look = view.look();
    if (look.isPresent()) {
      if (breaker.isOpen() || breaker.failures() > 0) {
        become(breaker.answered());
      }
      return look;
    }
    Optional<SQLException> failure = view.failure();
    if (failure.isPresent() && !failure.equals(counted)) {
      counted = failure;
      failed(failure.get());
    }
    cutIfLongAway();
    return look;
  }

  /** A window is over in which the server answered. */
  void answeredAWindow() {
    if (breaker.state() == Breaker.State.HALF_OPEN) {
      become(breaker.answered());
    }
  }

  /** Returns how many of a limit may be let through. */
  int of(int limit) {
    return breaker.of(limit);
  }

  /** Returns whether what goes through the gate says something about its limit. */
  boolean isOpenToAll() {
    return breaker.state() == Breaker.State.CLOSED;
  }

  private void failed(SQLException why) {
    int served = gate.left() - returns.broken();
    boolean hasServed = served - servedBefore > 0;
    servedBefore = served;
    switch (FailureKind.of(why)) {
      case CONNECTION, SERVER_AWAY -> {
        boolean wasOpen = breaker.isOpen();
        breaker = breaker.failed(hasServed);
        if (breaker.isOpen() && !wasOpen) {
          left(FailureKind.words(why));
        }
      }
      // It answers, though not what was asked for.
      case STATEMENT, REFUSED, SERVER_FULL, READ_ONLY -> become(breaker.answered());
    }
  }

  private void left(String what) {
    away = new Away(System.nanoTime(), what);
    isCut = false;
    source.serverIsAway(true);
    turnAway.run();
    listener.left(what);
  }

  private void become(Breaker next) {
    boolean isBack = breaker.isOpen() && !next.isOpen();
    breaker = next;
    Away was = away;
    if (isBack && was != null) {
      away = null;
      source.serverIsAway(false);
      listener.returned(was.lasted());
    }
  }

  /** What still waits for the server by now will wait for as long as the network lets it. */
  private void cutIfLongAway() {
    Away now = away;
    if (now != null && !isCut && now.lasted().compareTo(cutAfter) > 0) {
      isCut = true;
      source.cut();
    }
  }

  @Override
  public void close() {
    view.close();
  }
}
