package dev.trimtab.pool.control;

import java.util.Optional;

/** Which way the server's view of the sessions points. */
enum Hint {
  UNKNOWN(""),
  BUSY(", most sessions compute or stand in each other's way"),
  PARKED(", most sessions wait for nothing they take from each other"),
  MIXED("");

  /** The part of sessions that are parked from which on more of them take nothing from anybody. */
  private static final double PARKED_MIN = 0.7;

  /** Below it sessions compute or stand in each other's way: fewer may do as much. */
  private static final double PARKED_OF_BUSY = 0.3;

  private final String words;

  Hint(String words) {
    this.words = words;
  }

  /** Returns a part of a sentence, empty where nothing is known. */
  String words() {
    return words;
  }

  static Hint of(Optional<ServerLoad> server) {
    return server.map(Hint::of).orElse(UNKNOWN);
  }

  static Hint of(ServerLoad load) {
    double parked = parkedShare(load);
    if (parked >= PARKED_MIN) {
      return PARKED;
    }
    return parked <= PARKED_OF_BUSY ? BUSY : MIXED;
  }

  static double parkedShare(ServerLoad load) {
    double all = load.running() + load.contending() + load.parked();
    return all > 0 ? load.parked() / all : 0;
  }
}
