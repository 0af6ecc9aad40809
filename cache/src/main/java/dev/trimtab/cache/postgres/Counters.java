package dev.trimtab.cache.postgres;

import java.util.concurrent.atomic.LongAdder;

/** What happened since the start, over all connections. Thread-safe. */
final class Counters {

  final LongAdder transactions = new LongAdder();
  final LongAdder tags = new LongAdder();
  final LongAdder flushes = new LongAdder();
  volatile long retainedBytes;
}
