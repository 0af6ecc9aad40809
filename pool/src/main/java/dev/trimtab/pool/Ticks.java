package dev.trimtab.pool;

import dev.trimtab.pool.control.ServerLoad;
import dev.trimtab.pool.server.ServerView;
import dev.trimtab.pool.server.Share;
import java.util.Optional;

/** Sums over the ticks of a window. Not thread-safe. */
final class Ticks {

  private int count;
  private double inside;
  private double waiting;
  private int answers;
  private int looks;
  private double running;
  private double contending;
  private double parked;
  private double held;
  private double between;
  private Optional<Share> share = Optional.empty();
  private String words = "";

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
   * @param idle connections that are open and not in use
   */
  void add(ServerView.Look look, int inGate, int idle) {
    answers++;
    words = look.words();
    share = look.share();
    look.load()
        .ifPresent(load -> {
          looks++;
          running += load.running();
          contending += load.contending();
          parked += load.parked();
          double withUsers =
              Math.max(0, inGate - load.running() - load.contending() - load.parked());
          double resting = Math.clamp(look.resting() - idle, 0, withUsers);
          held += resting;
          between += withUsers - resting;
        });
  }

  double inside() {
    return count == 0 ? 0 : inside / count;
  }

  double waiting() {
    return count == 0 ? 0 : waiting / count;
  }

  boolean hasLooked() {
    return answers > 0;
  }

  /** Returns what the share means, for people. */
  String words() {
    return words;
  }

  Optional<Share> share() {
    return share;
  }

  /**
   * Returns what the sessions do.
   *
   * <p>A connection in use whose session has had nothing to do for a while waits for its user.
   * Where this machine has a processor to spare the user waits for something else, and more
   * connections take nothing from it; where it has none, the user computes. One whose session has
   * had nothing to do for a moment is on its way, which may be either: half of each.
   */
  Optional<ServerLoad> load(boolean hasSpareProcessor) {
    if (looks == 0) {
      return Optional.empty();
    }
    double waits = hasSpareProcessor ? parked + held + between / 2 : parked;
    double computes = hasSpareProcessor ? running + between / 2 : running + held + between;
    return Optional.of(new ServerLoad(computes / looks, contending / looks, waits / looks));
  }
}
