package dev.trimtab.pool.control;

import java.util.stream.Stream;

/** A load, what the controller made of it when the bars were set, at worst, and what is asked. */
record Shape(String name, SimulatedLoad load, Outcome healthy, Outcome bar) {

  /**
   * What becomes of a load.
   *
   * @param rate part of the best that is done from five seconds on
   * @param limit the mean limit, as a multiple of the smallest good one
   */
  record Outcome(double rate, double limit) {}

  @Override
  public String toString() {
    return name;
  }

  static Stream<Shape> all() {
    return Stream.of(
        shape(
            "waits in the server, 500 clients", load(500, 0, 5, 0.03, 2, 0), 0.96, 1.05, 0.94, 1.1),
        shape(
            "waits in the server, 200 clients", load(200, 0, 5, 0.03, 2, 0), 0.96, 1.05, 0.94, 1.1),
        shape("waits in the server, 50 clients", load(50, 0, 5, 0.03, 2, 0), 0.946, 1.2, 0.94, 1.3),
        shape("is held by the application", load(200, 0, 6, 0.05, 2, 0), 0.96, 1.05, 0.94, 1.1),
        shape("looks up a row", load(200, 0, 0.08, 0.04, 2, 0.004), 0.957, 1.4, 0.94, 1.5),
        shape("aggregates", load(200, 0, 0.05, 2.8, 2, 0.004), 0.99, 3.0, 0.94, 4.5),
        shape("commits", load(200, 0, 1.0, 0.4, 2, 0.004), 0.96, 1.3, 0.94, 1.4),
        shape("waits and computes", load(200, 0, 10, 1, 2, 0.002), 0.954, 1.4, 0.94, 2.6),
        shape("gets in its own way", load(200, 0, 1, 1, 2, 0.05), 0.98, 1.1, 0.90, 2.5),
        shape("has sixteen processors", load(500, 0, 2, 1, 16, 0.002), 0.937, 1.2, 0.93, 1.6),
        shape("has one processor", load(100, 0, 0.5, 2, 1, 0.01), 0.97, 2.3, 0.94, 2.6),
        shape("thinks for a second", load(200, 1_000, 4, 0.5, 2, 0), 0.997, 18.4, 0.94, 30),
        shape("leaves the pool idle", load(3, 50, 1, 0.5, 2, 0), 1.0, 17.7, 0.94, 30));
  }

  private static SimulatedLoad load(
      int clients, double think, double parked, double computed, int processors, double harm) {
    return new SimulatedLoad(clients, think, parked, computed, processors, harm);
  }

  private static Shape shape(
      String name,
      SimulatedLoad load,
      double healthyRate,
      double healthyLimit,
      double rateMin,
      double limitMax) {
    return new Shape(
        name, load, new Outcome(healthyRate, healthyLimit), new Outcome(rateMin, limitMax));
  }
}
