package dev.trimtab.pool.control;

/** More connections, or fewer. */
enum Direction {
  UP,
  DOWN
}
