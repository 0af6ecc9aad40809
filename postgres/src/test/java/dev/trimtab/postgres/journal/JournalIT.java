package dev.trimtab.postgres.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.StatementStats;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.proof.Measurement;
import dev.trimtab.core.proof.Timing;
import dev.trimtab.postgres.ErrorCode;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.postgres.apply.Applier;
import dev.trimtab.postgres.observe.Observer;
import dev.trimtab.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalIT {

  private static final Timing SLOW = new Timing(10, 9, 11, 5);
  private static final Timing FAST = new Timing(1, 0.9, 1.1, 5);

  /** Works with a new journal in a new database. */
  @FunctionalInterface
  private interface Work {
    void on(Journal journal, Connection connection) throws SQLException;
  }

  private static void withJournal(int major, Work work) throws SQLException {
    var server = TestPostgres.major(major);
    try (var connection = server.connect(server.createDatabase())) {
      var journal = new Journal(connection);
      journal.create();
      journal.create();
      work.on(journal, connection);
    }
  }

  private static Change propose(Journal journal) {
    return journal.propose(
        Change.Kind.CREATE_INDEX,
        TableName.of("shop", "Orders"),
        new Identifier("by day"),
        "CREATE INDEX …",
        "DROP INDEX …",
        "because it's slow",
        0.25);
  }

  /** Takes a new change to a state by a shortest way of legal steps. */
  private static Change inState(Journal journal, ChangeState wanted) {
    var ways = new ArrayDeque<List<ChangeState>>();
    ways.add(List.of(ChangeState.PROPOSED));
    while (!ways.isEmpty()) {
      List<ChangeState> way = ways.remove();
      if (way.getLast() == wanted) {
        Change change = propose(journal);
        for (ChangeState step : way.subList(1, way.size())) {
          change = journal.moveTo(change, step, "step");
        }
        return change;
      }
      for (ChangeState next : way.getLast().next()) {
        if (!way.contains(next)) {
          var longer = new ArrayList<>(way);
          longer.add(next);
          ways.add(longer);
        }
      }
    }
    throw new AssertionError("no way to " + wanted);
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 14, 18})
  void givesBackWhatItWasTold(int major) throws Exception {
    withJournal(
        major,
        (journal, _) -> {
          Change change = propose(journal);
          assertThat(change.state()).isEqualTo(ChangeState.PROPOSED);
          assertThat(change.table()).isEqualTo(TableName.of("shop", "Orders"));
          assertThat(change.index()).isEqualTo(new Identifier("by day"));
          assertThat(change.outcome()).isEmpty();
          var measured = List.of(new Measurement("s1", 5, SLOW, FAST));
          journal.record(change, List.of(new Measurement("s1", 5, FAST, SLOW)));
          journal.record(change, measured);
          Change moved = journal.moveTo(change, ChangeState.REJECTED, "not today");
          assertThat(journal.find(change.id())).contains(moved);
          assertThat(moved.measurements()).isEqualTo(measured);
          assertThat(moved.outcome()).contains("not today");
          assertThat(moved.updatedAt()).isAfterOrEqualTo(change.updatedAt());
          assertThat(journal.history()).containsExactly(moved);
          assertThat(journal.find(99)).isEmpty();
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void theDatabaseAllowsExactlyTheStepsThatTheModelAllows(int major) throws Exception {
    withJournal(
        major,
        (journal, _) -> {
          for (ChangeState from : ChangeState.values()) {
            for (ChangeState to : ChangeState.values()) {
              Change change = inState(journal, from);
              if (from == to || from.next().contains(to)) {
                assertThat(journal.moveTo(change, to, "tried").state()).isEqualTo(to);
              } else {
                assertThatThrownBy(() -> journal.moveTo(change, to, "tried"))
                    .isInstanceOfSatisfying(
                        TrimtabException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CHANGE_STATE_CORRUPT));
                assertThat(journal.find(change.id()).orElseThrow().state()).isEqualTo(from);
              }
            }
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = 18)
  void theDatabaseRefusesAnIllegalStepWhoeverTakesIt(int major) throws Exception {
    withJournal(
        major,
        (journal, connection) -> {
          propose(journal);
          try (var statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("UPDATE trimtab.change SET state = 'KEPT'"))
                .hasMessageContaining("cannot go from PROPOSED to KEPT");
            assertThatThrownBy(() -> statement.execute("UPDATE trimtab.change SET state = 'ODD'"))
                .isInstanceOf(SQLException.class);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = 18)
  void refusesAChangeThatSomeoneElseMoved(int major) throws Exception {
    withJournal(
        major,
        (journal, _) -> {
          Change change = propose(journal);
          journal.moveTo(change, ChangeState.PROVEN, "by one");
          assertThatThrownBy(() -> journal.moveTo(change, ChangeState.REJECTED, "by another"))
              .hasMessageContaining("no longer PROPOSED");
        });
  }

  @ParameterizedTest
  @ValueSource(ints = 18)
  void findsWhatWasInterrupted(int major) throws Exception {
    withJournal(
        major,
        (journal, _) -> {
          for (ChangeState state : ChangeState.values()) {
            inState(journal, state);
          }
          assertThat(journal.unfinished())
              .extracting(Change::state)
              .containsExactly(
                  ChangeState.PROPOSED,
                  ChangeState.PROVEN,
                  ChangeState.APPLYING,
                  ChangeState.VERIFYING,
                  ChangeState.ROLLING_BACK);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = 18)
  void hasNoHistoryWhereThereIsNoJournal(int major) throws Exception {
    var server = TestPostgres.major(major);
    try (var connection = server.connect(server.createDatabase())) {
      var journal = new Journal(connection);
      assertThat(journal.exists()).isFalse();
      assertThat(journal.history()).isEmpty();
      assertThat(journal.unfinished()).isEmpty();
    }
  }

  /** What we ask the server came back as statements to advise on. */
  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void ourOwnStatementsWerePartOfTheWorkload(int major) throws SQLException {
    var server = TestPostgres.major(major);
    String database = server.createDatabase();
    server.execute(
        database,
        "CREATE EXTENSION pg_stat_statements; CREATE SCHEMA shop;"
            + " CREATE TABLE shop.\"Orders\" (day date)");
    try (var connection = server.connect(database);
        var statement = connection.createStatement()) {
      var journal = new Journal(connection);
      journal.create();
      Change change = inState(journal, ChangeState.VERIFYING);
      journal.record(change, List.of(new Measurement("1", 3, SLOW, FAST)));
      var applier = new Applier(connection, Applier.Limits.STANDARD, _ -> {}, new Random(1));
      applier.begin();
      applier.check(change);
      applier.takeBack(change);
      applier.end();
      statement.execute("SELECT count(*) FROM trimtab.change");
      statement.execute("SELECT count(*) FROM pg_stat_statements");
      statement.execute("SELECT count(*) FROM shop.\"Orders\"");

      assertThat(Observer.observe(connection).statements())
          .extracting(StatementStats::text)
          .containsExactly("SELECT count(*) FROM shop.\"Orders\"");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void saysWhichRightIsMissing(int major) throws SQLException {
    var server = TestPostgres.major(major);
    String database = server.createDatabase();
    String visitor = database + "_looker";
    server.execute(database, "CREATE ROLE %s LOGIN".formatted(visitor));
    try (var guest = DriverManager.getConnection(server.url(database, visitor));
        var owner = server.connect(database)) {
      var journal = new Journal(guest);
      assertThat(journal.isWritable()).isFalse();
      assertThat(journal.history()).isEmpty();
      assertThatThrownBy(journal::create)
          .hasMessageContaining("GRANT CREATE ON DATABASE \"%s\" TO \"%s\"", database, visitor);

      new Journal(owner).create();

      assertThat(new Journal(owner).isWritable()).isTrue();
      assertThat(journal.exists()).isTrue();
      assertThatThrownBy(journal::requireWritable)
          .hasMessageContaining("may not write the journal")
          .hasMessageContaining("GRANT \"postgres\" TO \"%s\"", visitor);
      assertThatThrownBy(journal::history)
          .hasMessageContaining("GRANT USAGE ON SCHEMA trimtab TO \"%s\"", visitor);
    }
  }
}
