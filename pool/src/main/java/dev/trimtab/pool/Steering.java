package dev.trimtab.pool;

import dev.trimtab.pool.control.Bounds;
import dev.trimtab.pool.control.LimitController;
import dev.trimtab.pool.control.ServerLoad;
import dev.trimtab.pool.control.Window;
import dev.trimtab.pool.gate.Gate;
import dev.trimtab.pool.lane.Attention;
import dev.trimtab.pool.lane.Lanes;
import dev.trimtab.pool.server.Share;
import dev.trimtab.pool.source.ConnectionSource;
import dev.trimtab.pool.source.FailureKind;
import java.time.Duration;
import java.util.Optional;
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

  /** A server that has enough to do does no more when the rest of them stand. */
  private static final int FILLING_OF_BUSY_MAX = 5;

  /** The server's share is taken anew so often; instances come and go. */
  private static final int SHARE_WINDOWS = 5;

  /** What the gate and the source count differently for so long is an error of ours, and mended. */
  private static final int AUDIT_WINDOWS = 10;

  /** A machine with this part of its processors in use has none to spare. */
  private static final double BUSY_MIN = 0.9;

  /** Of each window in the mean time of use: that of about the last two seconds. */
  private static final double USE_WEIGHT = 0.1;

  private final PoolSettings settings;
  private final PoolListener listener;
  private final Gate gate;
  private final ConnectionSource source;
  private final ServerWatch watch;
  private final Thread thread;
  private final DoubleSupplier busyShare;
  private final DoubleSupplier ownShare;

  private final Returns returns;
  private final Lanes lanes;
  private final Stays stays;
  private final Surplus surplus;

  private LimitController controller;
  private Attention attention;
  private volatile boolean isAttentive;
  private volatile int share;
  private volatile double useNanos;
  private volatile String lastMove = "The limit has not moved yet.";
  private volatile String boundsWords = "The server has not been seen yet.";
  private volatile boolean isStopped;
  private volatile boolean isServerFull;

  private int fillingWindows;
  private int openBefore;
  private int windows;
  private int tooManyInside;
  private int inconsistentWindows;

  Steering(
      PoolSettings settings,
      PoolListener listener,
      Gate gate,
      ConnectionSource source,
      ServerWatch watch,
      Returns returns,
      Lanes lanes) {
    this.settings = settings;
    this.listener = listener;
    this.gate = gate;
    this.source = source;
    this.watch = watch;
    this.returns = returns;
    this.lanes = lanes;
    this.stays = new Stays(gate);
    this.surplus = new Surplus(source);
    this.attention =
        Attention.none(settings.leakAfter(), Duration.ofNanos(TICK_NANOS * WINDOW_TICKS));
    this.busyShare = Machine.busyShare();
    this.ownShare = Machine.ownShare();
    share = settings.max();
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
    while (!isStopped) {
      try {
        window();
      } catch (RuntimeException e) {
        // A listener's, most likely: a pool that is no longer steered would be worse.
        lastMove = "The last window could not be judged: " + e + ".";
      }
    }
    watch.close();
  }

  private void window() {
    var ticks = new Ticks();
    long began = System.nanoTime();
    int leftBefore = gate.left();
    int difference = Integer.MAX_VALUE;
    int leastInside = Integer.MAX_VALUE;
    for (int tick = 0; tick < WINDOW_TICKS && !isStopped; tick++) {
      LockSupport.parkNanos(TICK_NANOS);
      stays.tick();
      int inside = gate.inside();
      ticks.add(inside, gate.waiting() + lanes.waiting());
      leastInside = Math.min(leastInside, inside);
      difference = Math.min(difference, inside - source.inUse());
      boolean isDue = inside > 0 || windows % SHARE_WINDOWS == 0 || watch.isSuspicious();
      if (isDue && tick % LOOK_TICKS == LOOK_TICKS - 1) {
        watch.look().ifPresent(look -> ticks.add(look, gate.inside(), idle()));
        limitTo(watch.of(controller.limit()));
      }
    }
    if (isStopped) {
      return;
    }
    windows++;
    audit(difference);
    Duration length = Duration.ofNanos(System.nanoTime() - began);
    long returned = Integer.toUnsignedLong(gate.left() - leftBefore);
    attend(ticks.inside(), leastInside, length, returned);
    noteUseTime(ticks.inside(), returned, length);
    stays.after(
        ticks.inside(),
        ticks.waiting(),
        returned / (length.toNanos() / 1e9),
        ownShare.getAsDouble());
    ticks.share().ifPresent(this::share);
    if (ticks.hasLooked()) {
      boundsWords = ticks.words();
      watch.answeredAWindow();
    }
    Optional<ServerLoad> load = ticks.load(busyShare.getAsDouble() < BUSY_MIN);
    if (watch.isOpenToAll()) {
      surplus.after(controller.worthKeeping());
    }
    if (!watch.isOpenToAll() || isFilling(ticks.inside(), load)) {
      return;
    }
    var window = new Window(length, ticks.inside(), ticks.waiting(), returned, load);
    obey(controller.after(window));
  }

  private int idle() {
    return Math.max(0, source.open() - gate.inside());
  }

  private void limitTo(int limit) {
    gate.limitTo(limit);
    lanes.limitTo(limit);
  }

  private void attend(double inside, int leastInside, Duration length, long returned) {
    Attention.Uses uses = returns.uses(inside * length.toNanos() / 1e9, returned);
    attention = attention.after(uses, leastInside, inside / Math.max(1, gate.limit()));
    isAttentive = attention.isMixed() || attention.suspectsALeak();
    if (lanes.watched() > 0) {
      lanes.leaks(settings.leakAfter()).forEach(listener::leaked);
    }
  }

  private void noteUseTime(double inside, long returned, Duration length) {
    if (returned > 0) {
      double now = inside * length.toNanos() / returned;
      useNanos = useNanos == 0 ? now : useNanos + USE_WEIGHT * (now - useNanos);
    }
  }

  /** Returns for how long a connection was in use on average in the last seconds. */
  Duration useMean() {
    return Duration.ofNanos(Math.round(useNanos));
  }

  /** Returns how many connections this instance may open. */
  int share() {
    return share;
  }

  /** Returns whether it is of interest where connections are asked for. */
  boolean isAttentive() {
    return isAttentive;
  }

  /** Connections that are still being opened after a move say nothing about what they will do. */
  private boolean isFilling(double inside, Optional<ServerLoad> load) {
    boolean isBusy = load.filter(ServerLoad::isBusy).isPresent();
    int open = source.open();
    // To open one costs the server more than many short uses.
    boolean areMoreOpen = controller.needsAllOpen() && open > openBefore;
    openBefore = open;
    int most = isBusy && !controller.needsAllOpen() ? FILLING_OF_BUSY_MAX : FILLING_MAX;
    boolean isFilling = fillingWindows < most && (areMoreOpen || open < Math.floor(inside));
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
    this.share = bounds.max();
    if (!bounds.equals(controller.bounds())) {
      source.atMost(bounds.max());
      obey(controller.within(bounds, "the share of this instance is now " + share.words()));
    }
  }

  private void obey(LimitController.Decision decision) {
    controller = decision.next();
    limitTo(watch.of(controller.limit()));
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
