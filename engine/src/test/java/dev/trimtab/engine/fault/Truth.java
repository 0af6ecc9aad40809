package dev.trimtab.engine.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.postgres.journal.Journal;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** Whether the journal says what the catalog says. */
final class Truth {

  private final Victim victim;
  private final Subject subject;

  Truth(Victim victim, Subject subject) {
    this.victim = victim;
    this.subject = subject;
  }

  /** Every change is settled, and what each says it did is what is there. */
  void holds() throws SQLException {
    List<Change> history;
    try (var connection = DriverManager.getConnection(victim.url())) {
      history = new Journal(connection).history();
    }
    assertThat(history).allMatch(change -> change.state().isSettled(), "is settled");
    boolean isApplied = !history.isEmpty() && history.getLast().state() == ChangeState.KEPT;
    String last = history.isEmpty() ? "" : history.getLast().outcome().orElse("");
    if (!hasTable()) {
      assertThat(isThere()).as("the change, without its table").isZero();
      assertThat(isApplied && !subject.isDrop()).as("kept without its table").isFalse();
    } else if (last.contains("the index is not back")) {
      assertThat(isThere()).isZero();
    } else {
      assertThat(isThere())
          .as("what is there, by %s", history)
          .isEqualTo(isApplied != subject.isDrop() ? whole() : 0);
    }
    if (subject == Subject.COUNT && isApplied && hasTable()) {
      assertThat(
              victim.number(
                  """
                  SELECT count(*) FROM orders o WHERE o.subject IS DISTINCT FROM
                    (SELECT count(*) FROM items i WHERE i.order_id = o.id)
                  """))
          .as("wrong counts")
          .isZero();
    }
  }

  boolean hasTable() throws SQLException {
    return victim.number(
            "SELECT count(*) FROM pg_class WHERE oid = to_regclass('public.%s')"
                .formatted(subject.table()))
        > 0;
  }

  /** Indexes of all names that we give, valid ones; of a count its column, triggers, functions. */
  private int isThere() throws SQLException {
    return victim.number(
        """
        SELECT (SELECT count(*) FROM pg_class WHERE relkind IN ('i', 'I')
                  AND relnamespace = 'public'::regnamespace
                  AND relname ~ '^(subject|events_[12]_at_kind_idx)')
          + (SELECT count(*) FROM pg_attribute WHERE attname = 'subject' AND NOT attisdropped
               AND attrelid IN (SELECT oid FROM pg_class WHERE relkind = 'r'))
          + (SELECT count(*) FROM pg_trigger WHERE tgname LIKE '%_trimtab%')
          + (SELECT count(*) FROM pg_proc WHERE proname LIKE '%_trimtab%')
        """);
  }

  /** How many of them belong to the whole change. */
  private int whole() {
    return switch (subject) {
      case PLAIN, EXPRESSION, EXTENSION, DROP -> 1;
      case PARTITIONED, PARTITIONED_DROP -> 3;
      // The column, five triggers and the function.
      case COUNT -> 7;
    };
  }
}
