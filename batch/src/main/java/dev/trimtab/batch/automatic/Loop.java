package dev.trimtab.batch.automatic;

import dev.trimtab.batch.automatic.LoopState.Stage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A statement that is run once for each row of another. Knows how far it is trusted; shared by all
 * connections of a data source, and thread-safe.
 */
final class Loop {

  /** Before so many keys were asked for, their use says little. */
  private static final int KEYS_JUDGED = 50;

  /** Refusals by the context or the isolation, one after the other, until it is left alone. */
  private static final int MISSES_MAX = 5;

  private final String parent;
  private final String sql;
  private final List<Integer> columns;
  private final AutomaticSettings settings;
  private Stage stage = Stage.SEEN;
  private String reason = "";
  private List<ParameterType> types = List.of();
  private long equalRuns;
  private long batches;
  private long keys;
  private long used;
  private long judgedKeys;
  private long judgedUsed;
  private int misses;
  private long leftNanos;
  private long alongKeys;
  private long alongUsed;

  /** It stays behind, if it does, from then for a pause. */
  private boolean isBehind;

  private long behindNanos;

  /** The statement for all rows, by whether backslashes are plain in its texts. */
  private final Map<Boolean, LoopSql> written = new HashMap<>();

  /**
   * @param columns of the parent that feed the statement, by parameter; 0 for none
   */
  Loop(String parent, String sql, List<Integer> columns, AutomaticSettings settings) {
    this.parent = parent;
    this.sql = sql;
    this.columns = List.copyOf(columns);
    this.settings = settings;
  }

  String parent() {
    return parent;
  }

  String sql() {
    return sql;
  }

  List<Integer> columns() {
    return columns;
  }

  /** Returns how far it is trusted now. */
  synchronized Stage stage(long nanos) {
    if (stage == Stage.LEFT_ALONE && nanos - leftNanos >= settings.pause().toNanos()) {
      stage = Stage.SEEN;
      reason = "";
      equalRuns = 0;
      misses = 0;
      judgedKeys = 0;
      judgedUsed = 0;
    }
    return stage;
  }

  /** The server says that nothing speaks against it, with parameters of these types. */
  synchronized void examined(List<ParameterType> itsTypes) {
    if (!types.equals(itsTypes)) {
      types = List.copyOf(itsTypes);
      written.clear();
    }
    if (stage == Stage.SEEN) {
      stage = Stage.COMPARED;
    }
  }

  synchronized void leave(String why, long nanos) {
    stage = Stage.LEFT_ALONE;
    reason = why;
    leftNanos = nanos;
  }

  /** Returns the types of the parameters that it was examined with; none before that. */
  synchronized List<ParameterType> types() {
    return types;
  }

  /** Returns how it is asked for all rows, if that was written for the types it has now. */
  synchronized Optional<LoopSql> written(boolean isStandard) {
    return Optional.ofNullable(written.get(isStandard));
  }

  /** Keeps how it is asked for all rows, if that is still of the types it has. */
  synchronized void write(boolean isStandard, LoopSql sql) {
    if (sql.types().equals(types)) {
      written.put(isStandard, sql);
    }
  }

  /** Returns the types of those that its parent feeds; fewer if that is not known yet. */
  synchronized List<ParameterType> fedTypes() {
    return IntStream.range(0, Math.min(columns.size(), types.size()))
        .filter(i -> columns.get(i) > 0)
        .mapToObj(types::get)
        .toList();
  }

  /** Returns whether it may be asked for several keys. */
  boolean isRunning(long nanos) {
    Stage its = stage(nanos);
    return its == Stage.COMPARED || its == Stage.AHEAD;
  }

  /** A result equalled what was foreseen. */
  synchronized void equalled() {
    misses = 0;
    equalRuns++;
    if (stage == Stage.COMPARED && equalRuns >= settings.equalRuns()) {
      stage = Stage.AHEAD;
    }
  }

  /** The transaction was not one to do it in. */
  synchronized void missed(long nanos) {
    misses++;
    if (misses >= MISSES_MAX) {
      leave(
          "its transactions are of another isolation, role or search_path, or see temporary tables",
          nanos);
    }
  }

  /** Keys were asked for, of which some were used by the time they were no longer valid. */
  synchronized void judged(int asked, int wanted, long nanos) {
    batches++;
    keys += asked;
    used += wanted;
    judgedKeys += asked;
    judgedUsed += wanted;
    if (judgedKeys < KEYS_JUDGED) {
      return;
    }
    if (judgedUsed < settings.usedMin() * judgedKeys) {
      leave("of %d keys asked for, %d were used".formatted(judgedKeys, judgedUsed), nanos);
    }
    judgedKeys = 0;
    judgedUsed = 0;
  }

  /** Returns whether it may be asked before anybody wants it, with a loop of the same parent. */
  synchronized boolean goesAlong(long nanos) {
    if (isBehind && nanos - behindNanos >= settings.pause().toNanos()) {
      isBehind = false;
    }
    return !isBehind && stage(nanos) == Stage.AHEAD;
  }

  /** From now on it is asked when it is wanted, for a pause. */
  synchronized void stayBehind(long nanos) {
    isBehind = true;
    behindNanos = nanos;
  }

  /**
   * Keys were asked for that nobody had wanted yet. Where they mostly stay unwanted, the parent's
   * rows are used for something else as well, and it is asked when it is wanted.
   */
  synchronized void judgedAlong(int asked, int wanted, long nanos) {
    batches++;
    keys += asked;
    used += wanted;
    alongKeys += asked;
    alongUsed += wanted;
    if (alongKeys < KEYS_JUDGED) {
      return;
    }
    if (alongUsed < settings.usedMin() * alongKeys) {
      stayBehind(nanos);
    }
    alongKeys = 0;
    alongUsed = 0;
  }

  synchronized LoopState state() {
    return new LoopState(parent, sql, stage, reason, equalRuns, batches, keys, used);
  }
}
