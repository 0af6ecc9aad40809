package dev.trimtab.batch.automatic;

import dev.trimtab.batch.automatic.AutomaticBatching.Statement;
import dev.trimtab.batch.automatic.AutomaticSettings.Snapshots;
import dev.trimtab.batch.automatic.Foresight.Batch;
import dev.trimtab.batch.automatic.Foresight.Foreseen;
import dev.trimtab.batch.automatic.Foresight.Key;
import dev.trimtab.batch.automatic.LoopState.Stage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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

  /** One key is asked for as it is. */
  private static final int KEYS_MIN = 2;

  /** Loops of one parent that go along with the first; each may bring as many rows as that. */
  private static final int ALONG_MAX = 7;

  private static final String TELLS = "the server tells something with its rows";

  private final AutomaticBatching automatic;
  private final BaseConnection connection;
  private final KnownQueries queries;
  private final Wanted wanted;
  private final Feeds feeds;
  private final Foresight foresight = new Foresight();

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
        run(
                List.of(query),
                parameters -> {
                  for (int i = 0; i < types.size(); i++) {
                    parameters.setStringParameter(i + 1, key.values().get(i), types.get(i));
                  }
                },
                0)
            .getFirst();
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

  /** Notes that the server is to be asked about a loop's statement. */
  private void want(List<Loop> loops, String sql, Sent sent) {
    var statement = new Statement(sql, sent.types());
    if (loops.stream().anyMatch(l -> l.stage(automatic.now()) != Stage.LEFT_ALONE)
        && automatic.verdict(statement).isEmpty()) {
      wanted.add(statement);
    }
  }

  /** Asks for all keys of a loop that is going on; returns it, null if there is none. */
  private @Nullable Loop runAhead(List<Loop> loops, Key key, Sent sent, long now)
      throws SQLException {
    if (isRefused || foresight.rowsKept() >= automatic.settings().rowsMax()) {
      return null;
    }
    Optional<Verdict> verdict = automatic.verdict(new Statement(key.sql(), sent.types()));
    if (verdict.isEmpty() || !(verdict.get() instanceof Verdict.Harmless harmless)) {
      return null;
    }
    if (!foresight.isOf(harmless.context())) {
      return null;
    }
    for (Loop loop : loops) {
      Feed feed = feeds.get(loop);
      if (feed == null || !loop.isRunning(now)) {
        continue;
      }
      Optional<LoopSql> sql = written(loop, key.sql());
      if (sql.isEmpty() || !loop.types().equals(typesOf(sent))) {
        continue;
      }
      List<List<String>> keys = keys(feed, sql.get(), key);
      if (keys.size() >= KEYS_MIN) {
        var all = new ArrayList<Asking>();
        all.add(new Asking(loop, sql.get(), keys, false));
        if (loop.stage(now) == Stage.AHEAD
            && automatic.settings().snapshots() == Snapshots.OF_TRANSACTION) {
          all.addAll(along(loop, harmless.context(), now));
        }
        ask(all, harmless.context());
        return loop;
      }
    }
    return null;
  }

  /**
   * What the same parent's rows will be used for next, as they were before: it goes in the same
   * message, and saves a way there and back. Only where the whole transaction has one snapshot:
   * otherwise its rows would be older than its loop.
   */
  private List<Asking> along(Loop first, String context, long now) throws SQLException {
    var result = new ArrayList<Asking>();
    for (Loop loop : automatic.loopsFedBy(first.parent())) {
      Feed its = feeds.get(loop);
      if (loop == first || its == null || !loop.goesAlong(now) || result.size() == ALONG_MAX) {
        continue;
      }
      List<ParameterType> types = loop.types();
      boolean isFed =
          loop.columns().size() == types.size()
              && loop.columns().stream().allMatch(column -> column > 0);
      var statement = new Statement(loop.sql(), types.stream().map(ParameterType::oid).toList());
      boolean isHarmless =
          automatic.verdict(statement).orElse(null) instanceof Verdict.Harmless harmless
              && harmless.context().equals(context);
      if (isFed && isHarmless) {
        written(loop, loop.sql())
            .map(sql -> new Asking(loop, sql, unforeseen(loop, sql, its), true))
            .filter(asking -> asking.keys().size() >= KEYS_MIN)
            .ifPresent(result::add);
      }
    }
    return result;
  }

  /** How a text is read depends on a setting of the session. */
  private Optional<LoopSql> written(Loop loop, String sql) throws SQLException {
    boolean isStandard = connection.getStandardConformingStrings();
    Optional<LoopSql> known = loop.written(isStandard);
    if (known.isPresent()) {
      return known;
    }
    List<ParameterType> types = loop.types();
    Optional<LoopSql> fresh =
        LoopSql.parsed(connection, sql)
            .flatMap(q -> LoopSql.of(q, types, loop.columns(), automatic.settings().snapshots()));
    fresh.ifPresent(its -> loop.write(isStandard, its));
    return fresh;
  }

  private static List<ParameterType> typesOf(Sent sent) {
    return sent.types().stream().flatMap(oid -> ParameterType.of(oid).stream()).toList();
  }

  /** The key itself and others that the loop will come to, if it is one of the loop's. */
  private List<List<String>> keys(Feed feed, LoopSql sql, Key key) {
    List<String> own = sql.fed().stream().map(key.values()::get).toList();
    if (!feed.places().containsKey(own)) {
      return List.of();
    }
    return unforeseen(sql, feed.from(own), key);
  }

  /** Keys of a loop of which every value is fed. */
  private List<List<String>> unforeseen(Loop loop, LoopSql sql, Feed feed) {
    return unforeseen(
        sql, feed.values(), new Key(loop.sql(), Collections.nCopies(sql.types().size(), "")));
  }

  /**
   * @param pattern has the values that are not fed
   */
  private List<List<String>> unforeseen(LoopSql sql, List<List<String>> fed, Key pattern) {
    var result = new ArrayList<List<String>>();
    for (List<String> value : fed) {
      var values = new ArrayList<>(pattern.values());
      for (int i = 0; i < value.size(); i++) {
        values.set(sql.fed().get(i), value.get(i));
      }
      if (result.size() < automatic.settings().keysMax()
          && !foresight.has(new Key(pattern.sql(), values))) {
        result.add(List.copyOf(values));
      }
    }
    return result;
  }

  /** Asks for the keys of loops in one message; each alone if that fails. */
  private void ask(List<Asking> all, String context) throws SQLException {
    int rowsMax = automatic.settings().rowsMax() - foresight.rowsKept();
    List<RawRows> results;
    try {
      results =
          run(
              Asking.message(all),
              parameters -> Asking.bind(all, parameters, context),
              rowsMax + 1);
    } catch (SQLException e) {
      if (isCancelled) {
        // The transaction fails, as it would have.
        throw e;
      }
      connection.execSQLUpdate(LoopSavepoint.UNDO);
      failed(all, context, "it fails: " + e.getSQLState());
      return;
    }
    if (results.getFirst().hasWarnings()) {
      failed(all, context, TELLS);
      return;
    }
    for (int i = 0; i < all.size(); i++) {
      came(all.get(i), results.get(i), context);
    }
  }

  /** Which of several it was is found by asking one by one. */
  private void failed(List<Asking> all, String context, String why) throws SQLException {
    Asking first = all.getFirst();
    if (all.size() == 1) {
      first.loop().leave("asked for %d keys: %s".formatted(first.keys().size(), why), now());
      return;
    }
    for (Asking asking : all) {
      ask(List.of(asking), context);
    }
  }

  private void came(Asking asking, RawRows rows, String context) throws SQLException {
    Loop loop = asking.loop();
    int rowsMax = automatic.settings().rowsMax() - foresight.rowsKept();
    if (rows.tuples().isEmpty()) {
      isRefused = true;
      loop.missed(now());
      return;
    }
    if (rows.tuples().size() > rowsMax) {
      if (asking.isAlong()) {
        loop.stayBehind(now());
      } else {
        loop.leave("it brings more than %d rows for all keys".formatted(rowsMax), now());
      }
      return;
    }
    List<RawRows> each = KeyedRows.of(rows, asking.keys().size());
    foresight.add(
        new Batch(loop, asking.sql().types(), asking.isAlong()), context, asking.keys(), each);
    if (loop.stage(now()) == Stage.AHEAD) {
      feeds.readAll(loop.sql(), rows, each);
    }
  }

  private List<RawRows> run(List<NativeQuery> statements, RawRows.Binder binder, int rowsMax)
      throws SQLException {
    isCancelled = false;
    isAsking = true;
    try {
      return RawRows.run(connection, queries, statements, binder, rowsMax);
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
