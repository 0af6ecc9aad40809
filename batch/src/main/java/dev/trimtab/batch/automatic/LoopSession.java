package dev.trimtab.batch.automatic;

import dev.trimtab.batch.automatic.AutomaticBatching.Statement;
import dev.trimtab.batch.automatic.LoopState.Stage;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;
import org.postgresql.core.SqlCommandType;
import org.postgresql.core.TransactionState;
import org.postgresql.core.Tuple;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * What is foreseen on one connection, in one transaction. Answers are kept until something is done
 * that may write, or the transaction ends; what may write is everything of which the server has not
 * said that it does not.
 *
 * <p>Statements of a connection are run one after the other, also those of several threads.
 */
final class LoopSession implements Loops {

  /** Statements of one transaction that are looked into when it is over. */
  private static final int WANTED_MAX = 16;

  private static final String TELLS = "the server tells something with its rows";

  private final AutomaticBatching automatic;
  private final BaseConnection connection;
  private final KnownQueries queries;
  private final Map<Statement, Boolean> wanted = new LinkedHashMap<>();
  private final Map<Loop, Feed> feeds = new HashMap<>();
  private final Map<Key, Foreseen> foreseen = new HashMap<>();
  private final List<Batch> batches = new ArrayList<>();

  /** Where the statements of {@link #foreseen} were examined. */
  private String context = "";

  /** Set by the thread that runs a statement, read by one that cancels it. */
  private volatile boolean isAsking;

  /** Set by the thread that cancels. */
  private volatile boolean isCancelled;

  private int rowsKept;
  private boolean isUnseen;

  /** The transaction is not one to run ahead in. */
  private boolean isRefused;

  /** A statement with its values. */
  private record Key(String sql, List<String> values) {}

  /** What was asked for at once. */
  private static final class Batch {
    private final Loop loop;
    private final Source source = new Source();
    private int keys;
    private int used;

    Batch(Loop loop) {
      this.loop = loop;
    }
  }

  /** The rows of one key. */
  private static final class Foreseen {
    private final RawRows rows;
    private final Batch batch;
    private boolean isUsed;

    Foreseen(RawRows rows, Batch batch) {
      this.rows = rows;
      this.batch = batch;
    }

    void use() {
      if (!isUsed) {
        isUsed = true;
        batch.used++;
      }
    }
  }

  private LoopSession(AutomaticBatching automatic, BaseConnection connection) {
    this.automatic = automatic;
    this.connection = connection;
    this.queries = automatic.queriesOf(connection);
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
    Foreseen known = foreseen.get(key);
    if (known != null && known.batch.loop.stage(now) == Stage.AHEAD) {
      // Nearly all executions of a loop end here.
      return handOut(known, statement);
    }
    List<Loop> asChild = automatic.loopsOf(sql);
    List<Loop> asParent = automatic.loopsFedBy(sql);
    want(asChild, sql, sent);
    if (known == null) {
      Loop loop = runAhead(asChild, key, sent, now);
      known = foreseen.get(key);
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
    boolean isTravelled = known.batch.used == 0;
    known.use();
    return new Answer(known.rows.of(statement), known.batch.source, isTravelled);
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
    NativeQuery query = parsed(key.sql()).orElse(null);
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
            0);
    if (rows.hasWarnings()) {
      automatic.loopsFedBy(key.sql()).forEach(loop -> loop.leave(TELLS, now()));
    }
    compared.ifPresent(known -> compare(known, rows));
    feed(key.sql(), rows);
    return new Answer(rows.of(statement), new Source(), true);
  }

  private void compare(Foreseen known, RawRows rows) {
    known.use();
    if (known.rows.isEqualTo(rows)) {
      known.batch.loop.equalled();
    } else {
      known.batch.loop.leave("its rows, or their order, were not those foreseen", automatic.now());
    }
  }

  /** Notes that the server is to be asked about a loop's statement. */
  private void want(List<Loop> loops, String sql, Sent sent) {
    var statement = new Statement(sql, sent.types());
    if (loops.stream().anyMatch(l -> l.stage(automatic.now()) != Stage.LEFT_ALONE)
        && automatic.verdict(statement).isEmpty()
        && wanted.size() < WANTED_MAX) {
      wanted.put(statement, true);
    }
  }

  /** Asks for all keys of a loop that is going on; returns it, null if there is none. */
  private @Nullable Loop runAhead(List<Loop> loops, Key key, Sent sent, long now)
      throws SQLException {
    if (isRefused || rowsKept >= automatic.settings().rowsMax()) {
      return null;
    }
    Optional<Verdict> verdict = automatic.verdict(new Statement(key.sql(), sent.types()));
    if (verdict.isEmpty() || !(verdict.get() instanceof Verdict.Harmless harmless)) {
      return null;
    }
    if (!context.isEmpty() && !context.equals(harmless.context())) {
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
      if (keys.size() >= 2) {
        ask(loop, sql.get(), keys, harmless.context());
        return loop;
      }
    }
    return null;
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
        parsed(sql)
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
    var result = new ArrayList<List<String>>();
    if (!feed.places().containsKey(own)) {
      return result;
    }
    for (List<String> value : feed.from(own)) {
      var values = new ArrayList<>(key.values());
      for (int i = 0; i < value.size(); i++) {
        values.set(sql.fed().get(i), value.get(i));
      }
      if (result.size() < automatic.settings().keysMax()
          && !foreseen.containsKey(new Key(key.sql(), values))) {
        result.add(List.copyOf(values));
      }
    }
    return result;
  }

  /**
   * Asks for keys at once, behind a savepoint: an error of a key that the application might never
   * come to must not be one of its transaction.
   */
  private void ask(Loop loop, LoopSql sql, List<List<String>> keys, String itsContext)
      throws SQLException {
    int rowsMax = automatic.settings().rowsMax() - rowsKept;
    RawRows rows;
    try {
      rows =
          run(
              List.of(LoopSavepoint.SET, sql.query(), LoopSavepoint.RELEASE),
              parameters -> sql.bind(parameters, keys, itsContext),
              rowsMax + 1);
    } catch (SQLException e) {
      if (isCancelled) {
        // The transaction fails, as it would have.
        throw e;
      }
      connection.execSQLUpdate(LoopSavepoint.UNDO);
      loop.leave("asked for %d keys it fails: %s".formatted(keys.size(), e.getSQLState()), now());
      return;
    }
    if (rows.tuples().isEmpty()) {
      isRefused = true;
      loop.missed(now());
      return;
    }
    if (rows.hasWarnings()) {
      loop.leave(TELLS, now());
      return;
    }
    if (rows.tuples().size() > rowsMax) {
      loop.leave("it brings more than %d rows for all keys".formatted(rowsMax), now());
      return;
    }
    context = itsContext;
    var batch = new Batch(loop);
    batch.keys = keys.size();
    batches.add(batch);
    RawRows own = rows.part(rows.fields().size() - LoopSql.COLUMNS_MORE, rows.tuples());
    List<RawRows> each = KeyedRows.of(rows, keys.size());
    for (int i = 0; i < keys.size(); i++) {
      foreseen.put(new Key(loop.sql(), keys.get(i)), new Foreseen(each.get(i), batch));
      rowsKept += Math.max(1, each.get(i).tuples().size());
    }
    if (loop.stage(now()) == Stage.AHEAD) {
      feedAll(loop.sql(), own, each);
    }
  }

  private RawRows run(List<NativeQuery> statements, RawRows.Binder binder, int rowsMax)
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

  private void feedAll(String sql, RawRows own, List<RawRows> each) throws SQLException {
    var all = new ArrayList<Tuple>();
    each.forEach(rows -> all.addAll(rows.tuples()));
    feed(sql, own.part(own.fields().size(), all));
  }

  /** Reads what rows will feed to loops. */
  private void feed(String sql, RawRows rows) throws SQLException {
    long now = now();
    for (Loop loop : automatic.loopsFedBy(sql)) {
      List<Integer> columns = loop.columns().stream().filter(column -> column > 0).toList();
      List<ParameterType> types = loop.fedTypes();
      boolean isThere =
          types.size() == columns.size()
              && columns.stream().allMatch(column -> column <= rows.fields().size());
      if (loop.isRunning(now) && isThere) {
        // Not of the application's statement, which may close with its last result.
        try (var statement = connection.createStatement();
            ResultSet its = rows.of(statement)) {
          feeds.put(loop, Feed.of(its, columns, types));
        }
      }
    }
  }

  private Optional<NativeQuery> parsed(String sql) throws SQLException {
    boolean isStandard = connection.getStandardConformingStrings();
    List<NativeQuery> queries =
        Parser.parseJdbcSql(
            Parser.replaceProcessing(sql, true, isStandard), isStandard, true, true, false, false);
    return queries.size() == 1 && queries.getFirst().command.getType() == SqlCommandType.SELECT
        ? Optional.of(queries.getFirst())
        : Optional.empty();
  }

  private long now() {
    return automatic.now();
  }

  @Override
  public synchronized void passes(String sql, Sent sent) {
    if (foreseen.isEmpty() && feeds.isEmpty()) {
      return;
    }
    if (!sent.isTyped()) {
      touched();
      return;
    }
    var statement = new Statement(sql, sent.types());
    Optional<Verdict> verdict = automatic.verdict(statement);
    if (verdict.isEmpty() && wanted.size() < WANTED_MAX) {
      wanted.put(statement, true);
    }
    boolean isHarmless =
        verdict.isPresent()
            && verdict.get() instanceof Verdict.Harmless harmless
            && (context.isEmpty() || context.equals(harmless.context()));
    if (!isHarmless) {
      touched();
    }
  }

  @Override
  public synchronized void touched() {
    long now = now();
    batches.forEach(batch -> batch.loop.judged(batch.keys, batch.used, now));
    batches.clear();
    foreseen.clear();
    feeds.clear();
    rowsKept = 0;
    context = "";
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
    if (wanted.isEmpty() || connection.getTransactionState() != TransactionState.IDLE) {
      return;
    }
    List<Statement> all = List.copyOf(wanted.keySet());
    wanted.clear();
    try {
      boolean commits = connection.getAutoCommit();
      connection.setAutoCommit(false);
      try {
        for (Statement statement : all) {
          automatic.judge(statement, examine(statement));
        }
      } finally {
        connection.setAutoCommit(commits);
      }
    } catch (SQLException e) {
      // It is looked into the next time; what the application does next will show what is wrong.
      wanted.clear();
    }
  }

  private Verdict examine(Statement statement) throws SQLException {
    Optional<List<ParameterType>> types = statement.parameterTypes();
    Optional<NativeQuery> query = parsed(statement.sql());
    if (types.isEmpty() || query.isEmpty()) {
      return new Verdict.Refused("is not one SELECT with values of known types", now());
    }
    return Examiner.examine(connection, query.get().nativeSql, types.get(), now());
  }
}
