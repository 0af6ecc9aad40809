package dev.trimtab.bench.batch.fuzz;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Runs a script and writes down what it sees. */
final class Run {

  private final DataSource source;
  private final DataSource others;
  private final List<String> seen = new ArrayList<>();

  /**
   * @param others who commits meanwhile
   */
  Run(DataSource source, DataSource others) {
    this.source = source;
    this.others = others;
  }

  /** Returns everything that the application sees, errors too. */
  List<String> of(Script script) throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setTransactionIsolation(script.isolation());
      connection.setAutoCommit(script.commits());
      try {
        for (Step step : script.steps()) {
          step(connection, step);
        }
        if (!script.commits()) {
          if (script.isKept()) {
            connection.commit();
          } else {
            connection.rollback();
          }
        }
      } catch (SQLException e) {
        seen.add("failed: " + e.getSQLState());
        if (!script.commits()) {
          connection.rollback();
        }
      }
    }
    return seen;
  }

  private void step(Connection connection, Step step) throws SQLException {
    switch (step) {
      case Step.Loop loop -> loop(connection, loop);
      case Step.Write(String sql) -> update(connection, sql);
      case Step.Intrusion(String sql) -> {
        try (Connection other = others.getConnection()) {
          update(other, sql);
        }
      }
      case Step.TakenBack(String sql) -> {
        if (connection.getAutoCommit()) {
          return;
        }
        var savepoint = connection.setSavepoint();
        update(connection, sql);
        connection.rollback(savepoint);
      }
      case Step.Read(String sql) -> {
        try (PreparedStatement statement = connection.prepareStatement(sql);
            ResultSet rows = statement.executeQuery()) {
          note(rows, true);
        }
      }
      case Step.Commit() -> {
        if (!connection.getAutoCommit()) {
          connection.commit();
        }
      }
    }
  }

  private void update(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      seen.add("wrote " + statement.executeUpdate());
    }
  }

  private void loop(Connection connection, Step.Loop loop) throws SQLException {
    LoopPlan first = loop.plans().getFirst();
    int row = 0;
    try (PreparedStatement parents = connection.prepareStatement(first.parent());
        ResultSet keys = parents.executeQuery()) {
      var waiting = new ArrayList<PreparedStatement>();
      try {
        while (keys.next() && row < loop.rows()) {
          for (LoopPlan plan : loop.plans()) {
            PreparedStatement child = connection.prepareStatement(plan.child());
            bind(child, plan, keys);
            if (loop.isListed()) {
              waiting.add(child);
            } else {
              try (child) {
                child(connection, child, loop, plan, row);
              }
            }
          }
          row++;
        }
        int count = loop.plans().size();
        for (int i = 0; i < waiting.size(); i++) {
          child(connection, waiting.get(i), loop, loop.plans().get(i % count), i / count);
        }
      } finally {
        for (PreparedStatement statement : waiting) {
          statement.close();
        }
      }
    }
  }

  private static void bind(PreparedStatement child, LoopPlan plan, ResultSet keys)
      throws SQLException {
    for (int i = 1; i <= plan.keys(); i++) {
      plan.key().hand(keys, plan.column(), child, i);
    }
    if (!plan.fixed().isEmpty()) {
      child.setString(plan.keys() + 1, plan.fixed());
    }
  }

  private void child(
      Connection connection, PreparedStatement child, Step.Loop loop, LoopPlan plan, int row)
      throws SQLException {
    if (loop.at().isPresent() && loop.at().getAsInt() == row) {
      step(connection, loop.between());
    }
    if (loop.isExecute()) {
      seen.add("has rows: " + child.execute());
      try (ResultSet rows = child.getResultSet()) {
        note(rows, plan.isOrdered());
      }
      seen.add("more: " + child.getMoreResults() + " " + child.getUpdateCount());
    } else {
      try (ResultSet rows = child.executeQuery()) {
        note(rows, plan.isOrdered());
      }
    }
  }

  /** Writes a result down, with what the driver says of it. */
  private void note(ResultSet rows, boolean isOrdered) throws SQLException {
    ResultSetMetaData about = rows.getMetaData();
    var head = new StringBuilder();
    for (int i = 1; i <= about.getColumnCount(); i++) {
      head.append(about.getColumnLabel(i))
          .append(' ')
          .append(about.getColumnTypeName(i))
          .append(' ')
          .append(about.getColumnClassName(i))
          .append(' ')
          .append(about.getPrecision(i))
          .append(' ')
          .append(about.isNullable(i))
          .append(' ')
          .append(about.getTableName(i))
          .append(", ");
    }
    seen.add(head.toString());
    var lines = new ArrayList<String>();
    while (rows.next()) {
      var line = new StringBuilder();
      for (int i = 1; i <= about.getColumnCount(); i++) {
        line.append(value(rows, i)).append(rows.wasNull() ? " null | " : " | ");
      }
      lines.add(line.toString());
    }
    if (!isOrdered) {
      Collections.sort(lines);
    }
    seen.addAll(lines);
  }

  /** As object and as text, except where the driver itself gives two texts of one number. */
  private static String value(ResultSet rows, int column) throws SQLException {
    @Nullable Object value = rows.getObject(column);
    return switch (value) {
      case null -> "∅";
      case Double d -> d.toString();
      case byte[] bytes -> Arrays.toString(bytes);
      case java.sql.Array array -> Arrays.deepToString((Object[]) array.getArray());
      default -> value.getClass().getSimpleName() + " " + value + " " + rows.getString(column);
    };
  }
}
