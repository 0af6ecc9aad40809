package dev.trimtab.batch.automatic;

import dev.trimtab.batch.automatic.AutomaticBatching.Statement;
import dev.trimtab.batch.automatic.Foresight.Batch;
import dev.trimtab.batch.automatic.Foresight.Foreseen;
import dev.trimtab.batch.automatic.Foresight.Key;
import dev.trimtab.batch.automatic.LoopState.Stage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * What is foreseen on one connection, in one transaction. Answers are kept until something is done
 * that may write, or the transaction ends; what may write is everything of which the server has not
 * said that it does not.
 *
 * <p>Statements of a connection are run one after the other, also those of several threads.
 */
final class LoopSession implements Loops {

  private static final String TELLS = "the server tells something with its rows";

  private final AutomaticBatching automatic;
  private final BaseConnection connection;
  private final KnownQueries queries;
  private final Wanted wanted;
  private final Feeds feeds;
  private final Foresight foresight = new Foresight();
  private final LoopKeys keys;

  /** Loops whose rows found no room beside those that are kept. */
  private final Set<Loop> crowded = new HashSet<>();

  /** Set by the thread that runs a statement, read by one that cancels it. */
  private volatile boolean isAsking;

  /** Set by the thread that cancels. */
  private volatile boolean isCancelled;

  private boolean isUnseen;

  /** The transaction is not one to run ahead in. */
  private boolean isRefused;

  private LoopSession(AutomaticBatching automatic, BaseConnection connection) {
    this.automatic = automatic;
    this.connection = connection;
    this.queries = automatic.queriesOf(connection);
    this.wanted = new Wanted(automatic, connection);
    this.feeds = new Feeds(automatic, connection);
    this.keys = new LoopKeys(automatic, connection, feeds, foresight);
  }

  /** Returns one that does nothing if the connection is not one of pgjdbc in its usual mode. */
  static Loops of(AutomaticBatching automatic, Connection connection) {
    try {
      if (connection.isWrapperFor(BaseConnection.class)) {
        BaseConnection base = connection.unwrap(BaseConnection.class);
        if (base.getQueryExecutor().getPreferQueryMode() != PreferQueryMode.SIMPLE) {
          return new LoopSession(automatic, base);
        }
      }
    } catch (SQLException e) {
      // Whoever uses the connection will hear of it.
      return Loops.OFF;
    }
    return Loops.OFF;
  }

  @Override
  public Sent sent(String sql) {
    return Sent.noting(automatic.concerns(sql), connection.getStringVarcharFlag());
  }

  @Override
  public synchronized @Nullable Answer answer(String sql, Sent sent, java.sql.Statement statement)
      throws SQLException {
    if (!sent.keepsValues() || !isFollowed(sent) || !Plain.is(statement)) {
      return null;
    }
    var key = new Key(sql, sent.values());
    long now = automatic.now();
    Foreseen known = foresight.get(key, sent);
    if (known != null && known.batch().loop().stage(now) == Stage.AHEAD) {
      // Nearly all executions of a loop end here.
      return handOut(known, statement);
    }
    List<Loop> asChild = automatic.loopsOf(sql);
    List<Loop> asParent = automatic.loopsFedBy(sql);
    want(asChild, sql, sent);
    if (known == null) {
      Loop loop = runAhead(asChild, key, sent, now);
      known = foresight.get(key, sent);
      if (known != null && loop != null && loop.stage(now) == Stage.AHEAD) {
        return handOut(known, statement);
      }
    }
    boolean isFeeding = asParent.stream().anyMatch(l -> l.isRunning(now));
    if (known == null && !isFeeding) {
      return null;
    }
    return plainly(key, sent, statement, Optional.ofNullable(known));
  }

  private static Answer handOut(Foreseen known, java.sql.Statement statement) throws SQLException {
    Batch batch = known.batch();
    Coming coming =
        !batch.isUnused() ? Coming.BEFORE : batch.isAlong() ? Coming.ALONG : Coming.ASKED;
    known.use();
    return new Answer(known.rows().of(statement), batch.source(), coming);
  }

  private boolean isFollowed(Sent sent) throws SQLException {
    return !isUnseen
        && sent.isTyped()
        && !connection.getAutoCommit()
        && connection.getTransactionState() != TransactionState.FAILED;
  }

  /** Runs the statement as it is, to compare its rows or to read what they feed. */
  private @Nullable Answer plainly(
      Key key, Sent sent, java.sql.Statement statement, Optional<Foreseen> compared)
      throws SQLException {
    NativeQuery query = LoopSql.parsed(connection, key.sql()).orElse(null);
    if (query == null || query.bindPositions.length != key.values().size()) {
      return null;
    }
    if (compared.isEmpty()) {
      passes(key.sql(), sent);
    }
    List<Integer> types = sent.types();
    RawRows rows =
        askedPlainly(
            query,
            parameters -> {
              for (int i = 0; i < types.size(); i++) {
                parameters.setStringParameter(i + 1, key.values().get(i), types.get(i));
              }
            });
    if (rows.hasWarnings()) {
      automatic.loopsFedBy(key.sql()).forEach(loop -> loop.leave(TELLS, now()));
    }
    compared.ifPresent(known -> compare(known, rows));
    feeds.read(key.sql(), rows);
    return new Answer(rows.of(statement), new Source(), Coming.ASKED);
  }

  private void compare(Foreseen known, RawRows rows) {
    known.use();
    Loop loop = known.batch().loop();
    if (known.rows().isEqualTo(rows)) {
      loop.equalled();
    } else {
      loop.leave("its rows, or their order, were not those foreseen", automatic.now());
    }
  }

  /** Notes that the server is to be asked about a loop's statement, unless it has been before. */
  private void want(List<Loop> loops, String sql, Sent sent) {
    if (loops.isEmpty()) {
      return;
    }
    var statement = new Statement(sql, sent.types());
    Optional<Verdict> verdict = automatic.verdict(statement);
    for (Loop loop : loops) {
      Stage stage = loop.stage(automatic.now());
      if (verdict.isEmpty() && stage != Stage.LEFT_ALONE) {
        wanted.add(statement);
      } else if (verdict.isPresent() && stage == Stage.SEEN) {
        automatic.judge(loop, statement, verdict.get());
      }
    }
  }

  /** Asks for all keys of a loop that is going on; returns it, null if there is none. */
  private @Nullable Loop runAhead(List<Loop> loops, Key key, Sent sent, long now)
      throws SQLException {
    if (isRefused) {
      return null;
    }
    Optional<Verdict> verdict = automatic.verdict(new Statement(key.sql(), sent.types()));
    if (verdict.isEmpty()
        || !(verdict.get() instanceof Verdict.Harmless harmless)
        || !foresight.isOf(harmless.context())) {
      return null;
    }
    for (Loop loop : loops) {
      Optional<Asking> first =
          crowded.contains(loop) ? Optional.empty() : keys.of(loop, key, sent, now);
      if (first.isPresent()) {
        var all = new ArrayList<Asking>();
        all.add(first.get());
        all.addAll(keys.along(first.get(), crowded, harmless.context(), now));
        ask(all, harmless.context());
        return loop;
      }
    }
    return null;
  }

  /** Asks for the keys of loops in one message, and if that fails, for those of the first alone. */
  private void ask(List<Asking> all, String context) throws SQLException {
    isCancelled = false;
    isAsking = true;
    try {
      Optional<String> why = told(all, context);
      if (why.isPresent() && all.size() > 1) {
        why = told(all.subList(0, 1), context);
        if (why.isEmpty()) {
          all.subList(1, all.size()).forEach(asking -> asking.loop().stayBehind(now()));
        }
      }
      Asking first = all.getFirst();
      why.ifPresent(reason ->
          first
              .loop()
              .leave("asked for %d keys: %s".formatted(first.keys().size(), reason), now()));
    } finally {
      isAsking = false;
    }
  }

  /** Keeps what the server tells; returns why it does not, if that is the fault of a loop. */
  private Optional<String> told(List<Asking> all, String context) throws SQLException {
    List<RawRows> results;
    try {
      results =
          RawRows.run(
              connection,
              queries,
              Asking.message(all),
              parameters -> Asking.bind(all, parameters, context),
              automatic.settings().rowsMax() + 1);
    } catch (SQLException e) {
      if (isCancelled) {
        // The transaction fails, as it would have.
        throw e;
      }
      undo(e);
      return isOfTheTransaction(e) ? Optional.empty() : Optional.of("it fails: " + e.getSQLState());
    }
    if (results.getFirst().hasWarnings()) {
      return Optional.of(TELLS);
    }
    for (int i = 0; i < all.size(); i++) {
      came(all.get(i), results.get(i), context);
    }
    return Optional.empty();
  }

  private void undo(SQLException cause) throws SQLException {
    try {
      connection.execSQLUpdate(LoopSavepoint.UNDO);
    } catch (SQLException e) {
      cause.addSuppressed(e);
      throw cause;
    }
  }

  /** Class 40, transaction rollback: the statement itself will hear of it. */
  private static boolean isOfTheTransaction(SQLException e) {
    return e.getSQLState() != null && e.getSQLState().startsWith("40");
  }

  private void came(Asking asking, RawRows rows, String context) throws SQLException {
    Loop loop = asking.loop();
    int count = rows.tuples().size();
    if (count == 0) {
      isRefused = true;
      loop.missed(now());
      return;
    }
    int rowsMax = automatic.settings().rowsMax();
    if (count > rowsMax) {
      if (asking.isAlong()) {
        loop.stayBehind(now());
      } else {
        loop.leave("it brings more than %d rows for all keys".formatted(rowsMax), now());
      }
      return;
    }
    if (!asking.isAlong() && !foresight.hasRoom(count, rowsMax)) {
      foresight.forgetUnwanted(now());
    }
    if (!foresight.hasRoom(count, rowsMax)) {
      crowded.add(loop);
      loop.judged(asking.keys().size(), 0, asking.isAlong(), now());
      return;
    }
    List<RawRows> each = KeyedRows.of(rows, asking.keys().size());
    foresight.add(
        new Batch(loop, asking.sql().types(), asking.isAlong()), context, asking.keys(), each);
    if (loop.stage(now()) == Stage.AHEAD) {
      feeds.readAll(loop.sql(), rows, each);
    }
  }

  private RawRows askedPlainly(NativeQuery query, RawRows.Binder binder) throws SQLException {
    isCancelled = false;
    isAsking = true;
    try {
      return RawRows.run(connection, queries, List.of(query), binder, 0).getFirst();
    } finally {
      isAsking = false;
    }
  }

  @Override
  public boolean cancel() throws SQLException {
    if (!isAsking) {
      return false;
    }
    isCancelled = true;
    connection.cancelQuery();
    return true;
  }

  private long now() {
    return automatic.now();
  }

  @Override
  public synchronized void passes(String sql, Sent sent) {
    if (foresight.isEmpty() && feeds.isEmpty()) {
      return;
    }
    if (!sent.isTyped()) {
      touched();
      return;
    }
    var statement = new Statement(sql, sent.types());
    Optional<Verdict> verdict = automatic.verdict(statement);
    if (verdict.isEmpty()) {
      wanted.add(statement);
    }
    boolean isHarmless =
        verdict.isPresent()
            && verdict.get() instanceof Verdict.Harmless harmless
            && foresight.isOf(harmless.context());
    if (!isHarmless) {
      touched();
    }
  }

  @Override
  public synchronized void touched() {
    foresight.forget(now());
    feeds.clear();
    crowded.clear();
  }

  @Override
  public synchronized void unseen() {
    touched();
    isUnseen = true;
  }

  @Override
  public synchronized void rests(Connection outer) {
    touched();
    isRefused = false;
    wanted.examine();
  }
}
