package dev.trimtab.batch.observe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one unit of work has done so far: a request, a transaction, or whatever the application says
 * it is. Several threads may work for it; each execution holds its lock for a few instructions.
 *
 * <p>Bounded: {@link #USES_MAX} different statements, {@link ValueTable} values, and the
 * repetitions that {@link Use} keeps. What comes after is counted and not judged.
 */
final class Unit {

  /** A unit that asks more different things is not a loop. */
  private static final int USES_MAX = 500;

  private static final int[] NOWHERE = {};

  private final CallSites callSites;
  private final ValueTable values = new ValueTable();
  private final List<Use> uses = new ArrayList<>();

  /** Of the execution that is being noted. */
  private final Origins origins = new Origins();

  /** Uses by number of the statement's text, open addressing. */
  private int[] slots = new int[64];

  private int size;
  private int executions;
  private int writes;
  private int beyond;
  private boolean isAfterFailure;
  private String name = "";
  private int repeated;

  /** Tells the units apart that use this object one after the other. */
  private volatile int round;

  Unit(CallSites callSites) {
    this.callSites = callSites;
  }

  synchronized void begin(String newName) {
    round = round + 1;
    name = newName;
    size = 0;
    executions = 0;
    writes = 0;
    beyond = 0;
    repeated = 0;
    isAfterFailure = false;
    values.clear();
    Arrays.fill(slots, 0);
  }

  int round() {
    return round;
  }

  synchronized void columns(Use use, int ofRound, int count) {
    if (ofRound == round) {
      use.columns = count;
      use.text().columns().set(count);
    }
  }

  synchronized int executions() {
    return executions;
  }

  String name() {
    return name;
  }

  /** Notes an execution. */
  synchronized @Nullable Asked executed(
      StatementText text, long[] bound, int count, long start, long end, boolean isFailed) {
    Use use = find(text);
    executions++;
    if (use == null) {
      beyond++;
      return null;
    }
    if (use.count == 0) {
      use.firstOrder = executions;
    } else if (use.count == 1) {
      repeated++;
    }
    use.count++;
    use.nanos += end - start;
    if (!isFailed && end > start) {
      use.quickestNanos = Math.min(use.quickestNanos, end - start);
    }
    use.lastOrder = executions;
    if (use.count == 1) {
      use.first(bound, count, start, end, writes, isAfterFailure);
    } else if (use.isWatched()) {
      note(use, bound, count, start, end);
    }
    if (isFailed) {
      use.failures++;
    }
    isAfterFailure = isFailed;
    if (text.kind().isWrite()) {
      writes++;
    }
    return use.asked();
  }

  private void note(Use use, long[] bound, int count, long start, long end) {
    origins.size = 0;
    for (int i = 0; i < count; i++) {
      if (bound[i] != Values.NONE) {
        origins.parameter = i;
        values.forEach(bound[i], origins);
      }
    }
    use.add(
        new Repetition(
            Values.all(bound, count),
            Arrays.copyOf(bound, count),
            Arrays.copyOf(origins.columns, origins.size),
            Arrays.copyOf(origins.parameters, origins.size),
            callSites.here(),
            writes,
            isAfterFailure,
            start,
            end));
  }

  /** Columns in which the values of an execution had been seen. */
  private static final class Origins implements ValueTable.OriginVisitor {
    private int[] columns = NOWHERE;
    private int[] parameters = NOWHERE;
    private int parameter;
    private int size;

    @Override
    public void visit(int origin) {
      if (size == columns.length) {
        columns = Arrays.copyOf(columns, size + 4);
        parameters = Arrays.copyOf(parameters, size + 4);
      }
      columns[size] = origin;
      parameters[size++] = parameter;
    }
  }

  /** Notes statements that travelled together. */
  synchronized void batched(StatementText text, int count) {
    Use use = find(text);
    executions++;
    if (use != null) {
      use.batched += count;
      use.batches++;
      use.lastOrder = executions;
    }
    if (text.kind().isWrite()) {
      writes++;
    }
  }

  /** Notes a value that the application took from a result. */
  synchronized void read(Use use, int ofRound, int column, long hash) {
    if (ofRound != round) {
      // A result that outlived its unit.
      return;
    }
    use.columnsRead.set(Math.min(column, 255));
    if (hash != Values.NONE) {
      values.add(hash, ValueTable.origin(use.number, column));
    }
  }

  private @Nullable Use find(StatementText text) {
    int mask = slots.length - 1;
    int slot = text.id() & mask;
    while (slots[slot] != 0) {
      Use use = uses.get(slots[slot] - 1);
      if (use.text().id() == text.id()) {
        return use;
      }
      slot = slot + 1 & mask;
    }
    if (size >= USES_MAX) {
      return null;
    }
    Use use = fresh(text);
    slots[slot] = use.number + 1;
    if (size * 2 > slots.length) {
      grow();
    }
    return use;
  }

  private Use fresh(StatementText text) {
    if (size == uses.size()) {
      uses.add(new Use(this, text, size));
    } else {
      uses.get(size).reset(text, size);
    }
    return uses.get(size++);
  }

  private void grow() {
    slots = new int[slots.length * 2];
    int mask = slots.length - 1;
    for (int i = 0; i < size; i++) {
      int slot = uses.get(i).text().id() & mask;
      while (slots[slot] != 0) {
        slot = slot + 1 & mask;
      }
      slots[slot] = i + 1;
    }
  }

  /** Ends the unit. Only where a statement came more than once is there anything to judge. */
  synchronized Report report(Supplier<Judge> judge, boolean withStatements) {
    List<Use> all = uses.subList(0, size);
    List<Finding> findings =
        repeated == 0 && executions < Judge.CHATTY_MIN
            ? List.of()
            : judge.get().judge(new Trace(name, executions, repeated, beyond, all));
    List<Report.Statement> statements =
        withStatements
            ? all.stream()
                .map(use -> new Report.Statement(use.text().sql(), use.count + use.batches))
                .toList()
            : List.of();
    return new Report(name, executions, statements, findings);
  }
}
