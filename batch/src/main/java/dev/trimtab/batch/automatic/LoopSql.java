package dev.trimtab.batch.automatic;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Oid;
import org.postgresql.core.ParameterList;
import org.postgresql.core.Parser;
import org.postgresql.core.SqlCommandType;

/**
 * A loop's statement, written to be run for all its rows at once: {@code unnest(keys) WITH
 * ORDINALITY LEFT JOIN LATERAL (statement)}.
 *
 * <p>Inside, the statement is what it was, with columns in place of those parameters that the loop
 * feeds. A sub-query with an OFFSET is not flattened, so the server runs it once for each key, as
 * the application would, and the rows of a key come in its order. The keys are guarded: in another
 * context than the one the statement was examined in there are none, and the statement inside is
 * not run at all.
 *
 * @param query the whole, with places for parameters
 * @param places what goes to each place: first the numbers of the arrays, as many again for the
 *     guard, then those of {@code fixed}
 * @param types of the statement's own parameters
 * @param fed the statement's parameters that the loop feeds, from 0, in the order of the arrays
 * @param fixed those that it does not
 */
record LoopSql(
    NativeQuery query,
    List<Integer> places,
    List<ParameterType> types,
    List<Integer> fed,
    List<Integer> fixed) {

  /** Names that no statement has, so that nothing in it means something else inside. */
  private static final String KEYS = "trimtab_keys";

  private static final String PREFIX = "trimtab_";

  /** Columns after those of the statement: whether there is a row, number of the key. */
  static final int COLUMNS_MORE = 2;

  /**
   * Who asks, where names are looked for, and whether there are temporary tables, which would be
   * found first.
   */
  static final String CONTEXT =
      """
      SELECT pg_catalog.concat_ws('/', current_user, pg_catalog.current_setting('search_path'),
        CASE WHEN pg_catalog.pg_my_temp_schema() = 0 THEN 'none'
          ELSE (SELECT CASE WHEN pg_catalog.count(*) = 0 THEN 'none' ELSE 'temporary' END
            FROM pg_catalog.pg_class WHERE relnamespace = pg_catalog.pg_my_temp_schema()) END)\
      """;

  private static final String ONE_SNAPSHOT =
      " AND pg_catalog.current_setting('transaction_isolation') IN ('repeatable read', 'serializable')";

  LoopSql {
    places = List.copyOf(places);
    types = List.copyOf(types);
    fed = List.copyOf(fed);
    fixed = List.copyOf(fixed);
  }

  /**
   * Writes it.
   *
   * @param statement the loop's, as the driver reads it
   * @param types of its parameters
   * @param columns of the parent that feed them, by parameter; 0 for none
   * @return empty if it cannot be written
   */
  static Optional<LoopSql> of(
      NativeQuery statement,
      List<ParameterType> types,
      List<Integer> columns,
      AutomaticSettings.Snapshots snapshots) {
    int count = statement.bindPositions.length;
    if (types.size() != count || columns.size() > count || statement.nativeSql.contains(PREFIX)) {
      return Optional.empty();
    }
    var fed = new ArrayList<Integer>();
    var fixed = new ArrayList<Integer>();
    for (int i = 0; i < count; i++) {
      (i < columns.size() && columns.get(i) > 0 ? fed : fixed).add(i);
    }
    if (fed.isEmpty() || !fed.stream().map(types::get).allMatch(ParameterType::isKey)) {
      return Optional.empty();
    }
    var text = new Text();
    String guard =
        "(%s) = ".formatted(CONTEXT)
            + "%s"
            + (snapshots == AutomaticSettings.Snapshots.OF_TRANSACTION ? ONE_SNAPSHOT : "");
    text.add("SELECT b.*, %s.n FROM ROWS FROM (".formatted(KEYS));
    for (int i = 0; i < fed.size(); i++) {
      text.add(i == 0 ? "" : ", ");
      text.add("pg_catalog.unnest(CASE WHEN ");
      int mark = guard.indexOf("%s");
      text.add(guard.substring(0, mark));
      text.parameter(fed.size() + i);
      text.add(guard.substring(mark + 2) + " THEN ");
      text.parameter(i);
      text.add("::%s[] END)".formatted(types.get(fed.get(i)).sql()));
    }
    text.add(
        ") WITH ORDINALITY AS %s(%s, n) LEFT JOIN LATERAL (SELECT q.*, 1 FROM (%n"
            .formatted(KEYS, fed.stream().map(i -> "p" + i).collect(Collectors.joining(", "))));
    inner(text, statement, fed, fixed);
    text.add("%n) AS q OFFSET 0) AS b ON true".formatted());
    return Optional.of(new LoopSql(text.query(statement), text.order, types, fed, fixed));
  }

  /** Returns a text as the driver reads it; empty if it is not one SELECT. */
  static Optional<NativeQuery> parsed(BaseConnection connection, String sql) throws SQLException {
    boolean isStandard = connection.getStandardConformingStrings();
    List<NativeQuery> queries =
        Parser.parseJdbcSql(
            Parser.replaceProcessing(sql, true, isStandard), isStandard, true, true, false, false);
    return queries.size() == 1 && queries.getFirst().command.getType() == SqlCommandType.SELECT
        ? Optional.of(queries.getFirst())
        : Optional.empty();
  }

  /**
   * Binds keys, all with the same fixed values.
   *
   * @param before parameters of other statements of the message, which come before
   */
  void bind(ParameterList parameters, int before, List<List<String>> keys, String context)
      throws SQLException {
    for (int i = 0; i < places.size(); i++) {
      int what = places.get(i);
      int place = before + i + 1;
      if (what < fed.size()) {
        int own = fed.get(what);
        parameters.setStringParameter(
            place,
            ParameterType.array(keys.stream().map(key -> key.get(own)).toList()),
            types.get(own).arrayOid());
      } else if (what < 2 * fed.size()) {
        parameters.setStringParameter(place, context, Oid.TEXT);
      } else {
        int own = fixed.get(what - 2 * fed.size());
        parameters.setStringParameter(place, keys.getFirst().get(own), types.get(own).oid());
      }
    }
  }

  private static void inner(
      Text text, NativeQuery statement, List<Integer> fed, List<Integer> fixed) {
    int from = 0;
    for (int i = 0; i < statement.bindPositions.length; i++) {
      text.add(statement.nativeSql.substring(from, statement.bindPositions[i]));
      from = statement.bindPositions[i] + NativeQuery.bindName(i + 1).length();
      if (fed.contains(i)) {
        text.add(KEYS + ".p" + i);
      } else {
        text.parameter(2 * fed.size() + fixed.indexOf(i));
      }
    }
    text.add(statement.nativeSql.substring(from));
  }

  /** Text with places; each parameter has the place where it comes first. */
  private static final class Text {
    private final StringBuilder sql = new StringBuilder();
    private final List<Integer> order = new ArrayList<>();
    private final List<Integer> positions = new ArrayList<>();

    void add(String text) {
      sql.append(text);
    }

    void parameter(int number) {
      order.add(number);
      positions.add(sql.length());
      NativeQuery.appendBindName(sql, order.size());
    }

    NativeQuery query(NativeQuery of) {
      return new NativeQuery(
          sql.toString(), positions.stream().mapToInt(p -> p).toArray(), false, of.command);
    }
  }
}
