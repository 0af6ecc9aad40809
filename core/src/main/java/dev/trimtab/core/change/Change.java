package dev.trimtab.core.change;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.proof.Measurement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A recommendation being carried out, as the journal holds it.
 *
 * @param id its number in the journal of its database
 * @param index the index that is made or taken away, or the column of a stored count
 * @param applySql what carries it out
 * @param undoSql what takes it back
 * @param reason why, for the operator
 * @param predictedRatio planner cost of the affected statements after, divided by before
 * @param measurements what was measured; empty until verified
 * @param outcome what happened last, one sentence; empty while nothing did
 */
public record Change(
    long id,
    ChangeState state,
    Kind kind,
    TableName table,
    Identifier index,
    String applySql,
    String undoSql,
    String reason,
    double predictedRatio,
    List<Measurement> measurements,
    Optional<String> outcome,
    Instant createdAt,
    Instant updatedAt) {

  public Change {
    measurements = List.copyOf(measurements);
  }

  /** What a change does. */
  public enum Kind {
    CREATE_INDEX,
    DROP_INDEX,
    /** A column that keeps a count; {@code index} is its name. */
    STORED_COUNT
  }
}
