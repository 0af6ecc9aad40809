package dev.trimtab.batch.observe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * How one unit of work used one statement. The first execution writes a few numbers here; what
 * tells a loop from its look-alikes is kept from the second on. Used again by later units, so that
 * a unit in which nothing repeats allocates nothing.
 */
final class Use {

  /** Repetitions looked at one by one; a loop is known long before. */
  private static final int REPETITIONS_MAX = 256;

  /** Of a statement with more parameters, the first ones tell it apart. */
  private static final int FIRST_MAX = 16;

  private static final int[] NOWHERE = {};

  private StatementText text;
  int number;
  int count;
  int batched;
  int batches;
  int failures;
  long nanos;
  long quickestNanos = Long.MAX_VALUE;
  int firstOrder;
  int lastOrder;
  int columns;
  final BitSet columnsRead = new BitSet();

  /** What was bound at the first execution; kept here, because most statements have no second. */
  private final long[] first = new long[FIRST_MAX];

  private int firstCount;
  private long firstStart;
  private long firstEnd;
  private int firstWrites;
  private boolean isFirstAfterFailure;
  private final List<Repetition> repetitions = new ArrayList<>();

  private final Asked asked;

  Use(Unit unit, StatementText text, int number) {
    this.asked = new Asked(unit, this);
    this.text = text;
    this.number = number;
    this.columns = text.columns().get();
  }

  Asked asked() {
    return asked;
  }

  StatementText text() {
    return text;
  }

  List<Repetition> repetitions() {
    return repetitions;
  }

  boolean isWatched() {
    return repetitions.size() < REPETITIONS_MAX;
  }

  /** Notes the first execution without allocating anything. */
  void first(long[] bound, int bounds, long start, long end, int writes, boolean isAfterFailure) {
    firstCount = Math.min(bounds, FIRST_MAX);
    // Mostly one: a loop, which the compiler takes apart, and not a copy, which it does not.
    for (int i = 0; i < firstCount; i++) {
      first[i] = bound[i];
    }
    firstStart = start;
    firstEnd = end;
    firstWrites = writes;
    isFirstAfterFailure = isAfterFailure;
  }

  /** Returns the first execution; where its values came from was not looked at. */
  Repetition first() {
    long[] values = Arrays.copyOf(first, firstCount);
    return new Repetition(
        Values.all(values, firstCount),
        values,
        NOWHERE,
        NOWHERE,
        0,
        firstWrites,
        isFirstAfterFailure,
        firstStart,
        firstEnd);
  }

  void add(Repetition repetition) {
    if (isWatched()) {
      repetitions.add(repetition);
    }
  }

  void reset(StatementText newText, int newNumber) {
    text = newText;
    number = newNumber;
    count = 0;
    batched = 0;
    batches = 0;
    failures = 0;
    nanos = 0;
    quickestNanos = Long.MAX_VALUE;
    columns = text.columns().get();
    if (!repetitions.isEmpty()) {
      repetitions.clear();
    }
    if (!columnsRead.isEmpty()) {
      columnsRead.clear();
    }
  }
}
