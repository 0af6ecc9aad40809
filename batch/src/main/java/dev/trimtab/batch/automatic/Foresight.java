package dev.trimtab.batch.automatic;

import dev.trimtab.batch.automatic.Loops.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers to statements that have not been run yet, in one transaction. Not thread-safe. */
final class Foresight {

  private final Map<Key, Foreseen> foreseen = new HashMap<>();
  private final List<Batch> batches = new ArrayList<>();

  /** Where the statements were examined; empty if nothing is foreseen. */
  private String context = "";

  private int rowsKept;

  /** A statement with its values. */
  record Key(String sql, List<String> values) {}

  /** What was asked for at once, of one loop. */
  static final class Batch {
    private final Loop loop;
    private final List<ParameterType> types;
    private final boolean isAlong;
    private final Source source = new Source();
    private int keys;
    private int used;

    /**
     * @param types of the parameters
     * @param isAlong whether it was asked because another loop was
     */
    Batch(Loop loop, List<ParameterType> types, boolean isAlong) {
      this.loop = loop;
      this.types = List.copyOf(types);
      this.isAlong = isAlong;
    }

    Loop loop() {
      return loop;
    }

    Source source() {
      return source;
    }

    boolean isAlong() {
      return isAlong;
    }

    boolean isUnused() {
      return used == 0;
    }
  }

  /** The rows of one key. */
  static final class Foreseen {
    private final RawRows rows;
    private final Batch batch;
    private boolean isUsed;

    private Foreseen(RawRows rows, Batch batch) {
      this.rows = rows;
      this.batch = batch;
    }

    RawRows rows() {
      return rows;
    }

    Batch batch() {
      return batch;
    }

    void use() {
      if (!isUsed) {
        isUsed = true;
        batch.used++;
      }
    }
  }

  boolean isEmpty() {
    return foreseen.isEmpty();
  }

  boolean has(Key key) {
    return foreseen.containsKey(key);
  }

  /** Returns the answer to a statement, null if there is none for the types it was sent with. */
  @Nullable Foreseen get(Key key, Sent sent) {
    Foreseen its = foreseen.get(key);
    return its != null && sent.isOf(its.batch.types) ? its : null;
  }

  int rowsKept() {
    return rowsKept;
  }

  /** Returns whether something examined there can be added to what is foreseen. */
  boolean isOf(String itsContext) {
    return context.isEmpty() || context.equals(itsContext);
  }

  /** Keeps the rows of each key. */
  void add(Batch batch, String itsContext, List<List<String>> keys, List<RawRows> each) {
    context = itsContext;
    batch.keys = keys.size();
    batches.add(batch);
    for (int i = 0; i < keys.size(); i++) {
      RawRows rows = each.get(i);
      foreseen.put(new Key(batch.loop.sql(), keys.get(i)), new Foreseen(rows, batch));
      rowsKept += Math.max(1, rows.tuples().size());
    }
  }

  /** Forgets everything, and tells the loops what of it was of use. */
  void forget(long nanos) {
    if (batches.isEmpty()) {
      return;
    }
    for (Batch batch : batches) {
      if (batch.isAlong) {
        batch.loop.judgedAlong(batch.keys, batch.used, nanos);
      } else {
        batch.loop.judged(batch.keys, batch.used, nanos);
      }
    }
    batches.clear();
    foreseen.clear();
    rowsKept = 0;
    context = "";
  }
}
