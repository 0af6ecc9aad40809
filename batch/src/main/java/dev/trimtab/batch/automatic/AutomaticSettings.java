package dev.trimtab.batch.automatic;

import java.time.Duration;

/**
 * How far a loop's statement may be run ahead.
 *
 * @param snapshots in which transactions
 * @param keysMax keys of one statement; a loop of more takes several
 * @param rowsMax rows that one statement may bring, and a connection keeps; a loop that brings more
 *     is left alone. A message of several loops, eight at most, may bring as many of each before
 *     what does not fit is dropped
 * @param equalRuns executions whose result has to equal what was foreseen before that is handed out
 * @param usedMin part of what was asked for that has to be used, in [0, 1]
 * @param pause after which what did not pay is tried again, and after which it is asked again what
 *     a statement calls
 */
public record AutomaticSettings(
    Snapshots snapshots, int keysMax, int rowsMax, int equalRuns, double usedMin, Duration pause) {

  public static final AutomaticSettings STANDARD =
      new AutomaticSettings(
          Snapshots.OF_TRANSACTION, 1_000, 20_000, 20, 0.5, Duration.ofMinutes(10));

  /** What a transaction sees; manual 13.2. */
  public enum Snapshots {
    /**
     * Only in REPEATABLE READ and SERIALIZABLE, where every statement sees the same: answers are
     * exactly those of the statements run one by one.
     */
    OF_TRANSACTION,
    /**
     * Also in READ COMMITTED. There a later statement of a loop would see what others committed
     * meanwhile; foreseen ones show what there was at the first. Nothing older than the loop is
     * ever shown, and own writes always end it.
     */
    OF_LOOP
  }

  public AutomaticSettings {
    if (keysMax < 2 || rowsMax < 1 || equalRuns < 1 || !(usedMin >= 0 && usedMin <= 1)) {
      throw new IllegalArgumentException(
          "need two keys, a row, an equal run and a part between 0 and 1, got %d, %d, %d, %s"
              .formatted(keysMax, rowsMax, equalRuns, usedMin));
    }
    if (!pause.isPositive()) {
      throw new IllegalArgumentException("need a pause, got " + pause);
    }
  }

  /** Returns the same in other transactions. */
  public AutomaticSettings with(Snapshots other) {
    return new AutomaticSettings(other, keysMax, rowsMax, equalRuns, usedMin, pause);
  }

  /** Returns the same with another number of equal runs. */
  public AutomaticSettings withEqualRuns(int other) {
    return new AutomaticSettings(snapshots, keysMax, rowsMax, other, usedMin, pause);
  }
}
