package dev.trimtab.core.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.IndexKey;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.proof.Measurement;
import dev.trimtab.core.proof.Timing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrackRecordTest {

  private static final TableName TABLE = TableName.of("public", "t");

  private static final IndexDefinition PLAIN =
      new IndexDefinition(
          TABLE, "btree", List.of(IndexKey.on(new Identifier("a"))), List.of(), Optional.empty());

  private static final IndexDefinition COVERING = PLAIN.including(List.of(new Identifier("b")));

  private static Timing timing(double millis) {
    return new Timing(millis, millis, millis, 5);
  }

  private static Change change(
      IndexDefinition definition,
      ChangeState state,
      double predicted,
      double before,
      double after) {
    var index = new Identifier("i");
    return new Change(
        1,
        state,
        Change.Kind.CREATE_INDEX,
        TABLE,
        index,
        definition.createConcurrently(index),
        "DROP INDEX i",
        "why",
        predicted,
        List.of(new Measurement("s", 10, timing(before), timing(after))),
        Optional.of("kept"),
        Instant.EPOCH,
        Instant.EPOCH);
  }

  @Test
  void believesThePlannerWhereNothingWasTried() {
    assertThat(TrackRecord.NONE.factor(PLAIN)).isEqualTo(1);
    assertThat(TrackRecord.NONE.ofAll()).isEmpty();
  }

  @Test
  void dividesWhatWasMeasuredByWhatWasPredicted() {
    var history = List.of(change(PLAIN, ChangeState.KEPT, 0.2, 10, 6));
    assertThat(TrackRecord.of(history).ofAll().orElseThrow().share())
        .isCloseTo(0.4 / 0.8, within(1e-9));
  }

  @Test
  void learnsSlowlyAndByKind() {
    var kept = change(PLAIN, ChangeState.KEPT, 0.1, 10, 1);
    var slower = change(COVERING, ChangeState.ROLLED_BACK, 0.5, 10, 20);
    assertThat(TrackRecord.of(List.of(kept, slower)).factor(PLAIN)).isEqualTo(1);
    double once = TrackRecord.of(List.of(kept, slower)).factor(COVERING);
    double thrice = TrackRecord.of(List.of(slower, slower, slower)).factor(COVERING);
    assertThat(once).isBetween(0.4, 0.6);
    assertThat(thrice).isZero();
    assertThat(TrackRecord.of(List.of(slower, slower, slower)).of(COVERING).orElseThrow().changes())
        .isEqualTo(3);
    assertThat(TrackRecord.of(List.of(slower)).of(COVERING)).isEmpty();
  }

  @Test
  void doesNotCountWhatWasNeverMeasured() {
    assertThat(TrackRecord.of(List.of(change(PLAIN, ChangeState.REJECTED, 0.1, 10, 1))).ofAll())
        .isEmpty();
  }
}
