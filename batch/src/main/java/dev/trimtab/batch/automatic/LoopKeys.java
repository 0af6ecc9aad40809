package dev.trimtab.batch.automatic;

import dev.trimtab.batch.automatic.AutomaticBatching.Statement;
import dev.trimtab.batch.automatic.AutomaticSettings.Snapshots;
import dev.trimtab.batch.automatic.Foresight.Key;
import dev.trimtab.batch.automatic.LoopState.Stage;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postgresql.core.BaseConnection;

/** Keys that loops of one transaction will come to, and that nobody has asked for yet. */
final class LoopKeys {

  /** One key is asked for as it is. */
  private static final int KEYS_MIN = 2;

  /** A page goes over the same rows for no more things than that. */
  private static final int ALONG_MAX = 7;

  /**
   * What goes along has to fit into the buffers of a socket, of which Linux gives 16 kB to one that
   * sends: while the server answers the first loop, nobody reads, and it would wait for us while we
   * wait for it.
   */
  private static final int ALONG_BYTES_MAX = 12_000;

  private final AutomaticBatching automatic;
  private final BaseConnection connection;
  private final Feeds feeds;
  private final Foresight foresight;

  LoopKeys(
      AutomaticBatching automatic, BaseConnection connection, Feeds feeds, Foresight foresight) {
    this.automatic = automatic;
    this.connection = connection;
    this.feeds = feeds;
    this.foresight = foresight;
  }

  /** Returns what to ask of a loop at one of its keys; empty if the loop is not going on. */
  Optional<Asking> of(Loop loop, Key key, Sent sent, long now) throws SQLException {
    Feed feed = feeds.get(loop);
    if (feed == null || !loop.isRunning(now)) {
      return Optional.empty();
    }
    Optional<LoopSql> sql = written(loop).filter(its -> sent.isOf(its.types()));
    if (sql.isEmpty()) {
      return Optional.empty();
    }
    List<String> own = sql.get().fed().stream().map(key.values()::get).toList();
    return feed.places().containsKey(own)
        ? asking(loop, sql.get(), unforeseen(sql.get(), feed.from(own), key), false)
        : Optional.empty();
  }

  /**
   * What the same parent's rows will be used for next, as they were before: it goes in the same
   * message, and saves a way there and back. Only where the whole transaction has one snapshot:
   * otherwise its rows would be older than its loop.
   *
   * @param except loops whose rows have found no room
   */
  List<Asking> along(Asking first, Set<Loop> except, String context, long now) throws SQLException {
    var result = new ArrayList<Asking>();
    if (first.loop().stage(now) != Stage.AHEAD
        || automatic.settings().snapshots() != Snapshots.OF_TRANSACTION) {
      return result;
    }
    // Two columns may feed one statement, and both may have a key.
    var texts = new HashSet<String>();
    texts.add(first.loop().sql());
    int bytes = 0;
    for (Loop loop : automatic.loopsFedBy(first.loop().parent())) {
      if (!loop.goesAlong(now) || texts.contains(loop.sql()) || except.contains(loop)) {
        continue;
      }
      Optional<Asking> asking = along(loop, context);
      if (asking.isPresent()
          && bytes + asking.get().bytesMax(context) <= ALONG_BYTES_MAX
          && result.size() < ALONG_MAX) {
        result.add(asking.get());
        texts.add(loop.sql());
        bytes += asking.get().bytesMax(context);
      }
    }
    return result;
  }

  private Optional<Asking> along(Loop loop, String context) throws SQLException {
    Feed feed = feeds.get(loop);
    Optional<LoopSql> sql = written(loop).filter(its -> its.fixed().isEmpty());
    if (feed == null || sql.isEmpty()) {
      return Optional.empty();
    }
    List<ParameterType> types = sql.get().types();
    var statement = new Statement(loop.sql(), types.stream().map(ParameterType::oid).toList());
    boolean isHarmless =
        automatic.verdict(statement).orElse(null) instanceof Verdict.Harmless harmless
            && harmless.context().equals(context);
    if (!isHarmless) {
      return Optional.empty();
    }
    var pattern = new Key(loop.sql(), Collections.nCopies(types.size(), ""));
    return asking(loop, sql.get(), unforeseen(sql.get(), feed.values(), pattern), true);
  }

  private static Optional<Asking> asking(
      Loop loop, LoopSql sql, List<List<String>> keys, boolean isAlong) {
    return keys.size() < KEYS_MIN
        ? Optional.empty()
        : Optional.of(new Asking(loop, sql, keys, isAlong));
  }

  /** How a text is read depends on a setting of the session. */
  private Optional<LoopSql> written(Loop loop) throws SQLException {
    boolean isStandard = connection.getStandardConformingStrings();
    Optional<LoopSql> known = loop.written(isStandard);
    if (known.isPresent()) {
      return known;
    }
    List<ParameterType> types = loop.types();
    Optional<LoopSql> fresh =
        LoopSql.parsed(connection, loop.sql())
            .flatMap(q -> LoopSql.of(q, types, loop.columns(), automatic.settings().snapshots()));
    fresh.ifPresent(its -> loop.write(isStandard, its));
    return fresh;
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
}
