package dev.trimtab.engine;

import dev.trimtab.engine.SmallDatabase.Rows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an application does that looks for a row and then writes it, and what it does with the
 * rewrite. Which column a parameter is for is read from the texts of the suite, which are simple.
 */
record FindAndWrite(String find, Optional<String> update, Optional<String> insert, String rewrite) {

  static FindAndWrite of(StatementCase its) {
    List<String> texts =
        its.statements().stream()
            .map(s -> s.replaceFirst("^\\d+: ", "").replaceFirst(";$", ""))
            .toList();
    return new FindAndWrite(
        texts.getFirst(),
        texts.stream().filter(s -> s.startsWith("UPDATE")).findFirst(),
        texts.stream().filter(s -> s.startsWith("INSERT")).findFirst(),
        its.rewrite());
  }

  FindAndWrite with(String otherRewrite) {
    return new FindAndWrite(find, update, insert, otherRewrite);
  }

  /** Finds, and then updates or inserts. */
  List<String> run(
      SmallDatabase database,
      Map<String, @Nullable String> row,
      Map<String, @Nullable String> changes)
      throws SQLException {
    Rows rows = database.run(find, values(find, row, row));
    boolean isFound =
        find.contains("count(*)")
            ? !rows.rows().getFirst().getFirst().equals("0")
            : !rows.rows().isEmpty();
    if (isFound && update.isPresent()) {
      var known = new java.util.HashMap<>(row);
      if (rows.columns().contains("id")) {
        known.put("id", rows.column("id").getFirst());
      }
      database.run(update.get(), values(update.get(), known, changes));
    }
    if (!isFound && insert.isPresent()) {
      database.run(insert.get(), values(insert.get(), row, row));
    }
    return insert.isPresent() ? List.of() : rows.sorted();
  }

  /** The one statement; what it returns counts where it stands for the search, too. */
  List<String> runRewritten(
      SmallDatabase database,
      Map<String, @Nullable String> row,
      Map<String, @Nullable String> changes)
      throws SQLException {
    return database.run(rewrite, values(rewrite, row, changes)).sorted();
  }

  /** Values by column: of a VALUES in order, else by what stands before the parameter. */
  private static List<@Nullable String> values(
      String sql, Map<String, @Nullable String> row, Map<String, @Nullable String> changes) {
    var values = new ArrayList<@Nullable String>();
    if (sql.startsWith("INSERT")) {
      var list =
          Pattern.compile("\\((?<columns>[^)]*)\\) VALUES \\((?<values>[^)]*)\\)").matcher(sql);
      boolean isNamed = list.find();
      String[] columns =
          (isNamed ? list.group("columns") : "account_id, team_id, role, since").split(", ", -1);
      String[] given = isNamed ? list.group("values").split(", ", -1) : columns;
      for (int i = 0; i < columns.length; i++) {
        if (!isNamed || given[i].startsWith("$")) {
          values.add(row.get(columns[i]));
        }
      }
    }
    int done = values.size();
    int where = sql.contains(" WHERE ") ? sql.indexOf(" WHERE ") : sql.length();
    var assigned = Pattern.compile("\"?([a-z_]+)\"? = (?:coalesce\\()?\\$(\\d+)").matcher(sql);
    while (assigned.find()) {
      if (Integer.parseInt(assigned.group(2)) > done) {
        boolean isKey = assigned.start() > where;
        values.add((isKey ? row : changes).get(assigned.group(1)));
      }
    }
    return values;
  }
}
