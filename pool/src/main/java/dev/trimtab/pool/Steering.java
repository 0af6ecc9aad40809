package dev.trimtab.pool;

import dev.trimtab.pool.control.Bounds;
import dev.trimtab.pool.control.LimitController;
import dev.trimtab.pool.control.ServerLoad;
import dev.trimtab.pool.control.Window;
import dev.trimtab.pool.gate.Gate;
import dev.trimtab.pool.server.PostgresView;
import dev.trimtab.pool.server.ServerView;
import dev.trimtab.pool.server.Share;
import dev.trimtab.pool.source.ConnectionSource;
import dev.trimtab.pool.source.FailureKind;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;

/**
 * Measures what goes through the gate, lets the controller decide, and sets the gate. One thread of
 * its own, a platform thread: it must run when all carriers of virtual threads are taken.
 */
final class Steering {

  /** How often the gate is looked at. */
  private static final long TICK_NANOS = 10_000_000;

  /** Ticks between two looks at the server. */
  private static final int LOOK_TICKS = 5;

  private static final int WINDOW_TICKS = 20;

  /** So many windows a pool may take to fill; then it will not fill, and is judged as it is. */
  private static final int FILLING_MAX = 15;

  /** The server's share is taken anew so often; instances come and go. */
  private static final int SHARE_WINDOWS = 5;

  /** What the gate and the source count differently for so long is an error of ours, and mended. */
  private static final int AUDIT_WINDOWS = 10;

  /** A machine with this part of its processors in use has none to spare. */
  private static final double BUSY_MIN = 0.9;

  private final PoolSettings settings;
  private final PoolListener listener;
  private final Gate gate;
  private final ConnectionSource source;
  private final ServerView view;
  private final Thread thread;
  private final DoubleSupplier busyShare;

  private LimitController controller;
  private volatile String lastMove = "The limit has not moved yet.";
  private volatile String boundsWords = "The server has not been seen yet.";
  private volatile boolean isStopped;
  private volatile boolean isServerFull;

  private int fillingWindows;
  private int windows;
  private int tooManyInside;
  private int inconsistentWindows;

  Steering(
      PoolSettings settings,
      PoolListener listener,
      Gate gate,
      ConnectionSource source,
      Callable<Connection> outside,
      String application) {
    this.settings = settings;
    this.listener = listener;
    this.gate = gate;
    this.source = source;
    this.busyShare = Machine.busyShare();
    view = new PostgresView(outside, settings.name(), application, System::nanoTime);
    controller =
        LimitController.startingAt(
            settings.startingAt(), new Bounds(settings.min(), settings.max()));
    thread = Thread.ofPlatform().daemon().name(settings.name() + " steering").unstarted(this::run);
  }

  void start() {
    gate.limitTo(controller.limit());
    thread.start();
  }

  void stop() {
    isStopped = true;
    LockSupport.unpark(thread);
  }

  String lastMove() {
    return lastMove;
  }

  String bounds() {
    return boundsWords;
  }

  /** The source could not open a connection. */
  void refused(FailureKind kind) {
    if (kind == FailureKind.SERVER_FULL) {
      isServerFull = true;
    }
  }

  private void run() {
    try (view) {
      while (!isStopped) {
        window();
      }
    }
  }

  /** Sums over the ticks of a window. */
  private static final class Ticks {
    private int count;
    private double inside;
    private double waiting;
    private int looks;
    private double running;
    private double contending;
    private double parked;
    private double held;
    private Optional<Share> share = Optional.empty();

    void add(int inGate, int inQueue) {
      count++;
      inside += inGate;
      waiting += inQueue;
    }

    /**
     * Takes a look into account.
     *
     * @param look at the server
     * @param inGate connections in use at that moment
     */
    void add(ServerView.Look look, int inGate) {
      looks++;
      ServerLoad load = look.load();
      running += load.running();
      contending += load.contending();
      parked += load.parked();
      held += Math.max(0, inGate - load.running() - load.contending() - load.parked());
      share = Optional.of(look.share());
    }

    /**
     * Returns what the sessions do.
     *
     * <p>A connection in use whose session has nothing to do waits for its user. Where this machine
     * has a processor to spare the user waits for something else, and more connections take nothing
     * from it; where it has none, the user computes.
     */
    Optional<ServerLoad> load(boolean hasSpareProcessor) {
      return looks == 0
          ? Optional.empty()
          : Optional.of(
              hasSpareProcessor
                  ? new ServerLoad(running / looks, contending / looks, (parked + held) / looks)
                  : new ServerLoad((running + held) / looks, contending / looks, parked / looks));
    }
  }

  private void window() {
    var ticks = new Ticks();
    long began = System.nanoTime();
    int leftBefore = gate.left();
    int difference = Integer.MAX_VALUE;
    for (int tick = 0; tick < WINDOW_TICKS && !isStopped; tick++) {
      LockSupport.parkNanos(TICK_NANOS);
      int inside = gate.inside();
      ticks.add(inside, gate.waiting());
      difference = Math.min(difference, inside - source.inUse());
      boolean isBusy = inside > 0 || windows % SHARE_WINDOWS == 0;
      if (isBusy && tick % LOOK_TICKS == LOOK_TICKS - 1) {
        view.look().ifPresent(look -> ticks.add(look, gate.inside()));
      }
    }
    if (isStopped) {
      return;
    }
    windows++;
    audit(difference);
    ticks.share.ifPresent(this::share);
    double inside = ticks.inside / ticks.count;
    double waiting = ticks.waiting / ticks.count;
    if (isFilling(inside)) {
      return;
    }
    var window =
        new Window(
            Duration.ofNanos(System.nanoTime() - began),
            inside,
            waiting,
            Integer.toUnsignedLong(gate.left() - leftBefore),
            ticks.load(busyShare.getAsDouble() < BUSY_MIN));
    obey(controller.after(window));
  }

  /** Connections that are still being opened after a move say nothing about what they will do. */
  private boolean isFilling(double inside) {
    boolean isFilling = fillingWindows < FILLING_MAX && source.open() < Math.floor(inside);
    fillingWindows = isFilling ? fillingWindows + 1 : FILLING_MAX;
    return isFilling;
  }

  private void share(Share share) {
    int most = Math.min(settings.max(), share.connections());
    if (isServerFull) {
      isServerFull = false;
      most = Math.min(most, Math.max(1, source.open()));
    }
    var bounds = new Bounds(Math.min(settings.min(), most), Math.max(1, most));
    boundsWords = "May open " + share.words() + ".";
    if (!bounds.equals(controller.bounds())) {
      source.atMost(bounds.max());
      obey(controller.within(bounds, "the share of this instance is now " + share.words()));
    }
  }

  private void obey(LimitController.Decision decision) {
    controller = decision.next();
    gate.limitTo(controller.limit());
    decision
        .move()
        .ifPresent(move -> {
          fillingWindows = 0;
          lastMove = "Last move " + move + ".";
          listener.moved(move);
        });
  }

  /**
   * A connection that broke in a way nobody told us of would keep its place in the gate for ever.
   * What the source does not count as in use for two seconds is not.
   */
  private void audit(int insideMoreThanInUse) {
    inconsistentWindows =
        insideMoreThanInUse > 0
                && (inconsistentWindows == 0 || insideMoreThanInUse >= tooManyInside)
            ? inconsistentWindows + 1
            : 0;
    tooManyInside = insideMoreThanInUse;
    if (inconsistentWindows >= AUDIT_WINDOWS) {
      for (int i = 0; i < tooManyInside; i++) {
        gate.leave();
      }
      inconsistentWindows = 0;
    }
  }
}
