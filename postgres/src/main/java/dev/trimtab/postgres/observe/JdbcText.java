package dev.trimtab.postgres.observe;

import dev.trimtab.core.workload.SqlScanner;
import java.util.ArrayList;
import java.util.List;

/**
 * A statement with {@code $n} parameters in the form that JDBC wants: question marks, and the
 * operator {@code ?} doubled.
 *
 * @param sql the statement with question marks
 * @param order which {@code $n} each question mark stands for, from 1
 */
public record JdbcText(String sql, List<Integer> order) {

  public JdbcText {
    order = List.copyOf(order);
  }

  /** Returns the JDBC form; quotes and comments are left as they are. */
  public static JdbcText of(String text) {
    var sql = new StringBuilder();
    var order = new ArrayList<Integer>();
    for (SqlScanner.Token token : new SqlScanner(text)) {
      switch (token.kind()) {
        case PARAMETER -> {
          sql.append('?');
          order.add(Integer.parseInt(token.text().substring(1)));
        }
        case SYMBOL -> sql.append(token.text().equals("?") ? "??" : token.text());
        case WORD, QUOTED_NAME, STRING, NUMBER, COMMENT, SPACE -> sql.append(token.text());
      }
    }
    return new JdbcText(sql.toString(), order);
  }

  /** Returns what the server gets of a statement in JDBC form: question marks become {@code $n}. */
  public static String numbered(String jdbc) {
    var sql = new StringBuilder();
    int number = 0;
    boolean isDoubled = false;
    for (SqlScanner.Token token : new SqlScanner(jdbc)) {
      boolean isMark = token.kind() == SqlScanner.Kind.SYMBOL && token.text().equals("?");
      if (!isMark) {
        sql.append(token.text());
      } else if (isDoubled) {
        sql.append('?');
        isDoubled = false;
      } else if (jdbc.startsWith("??", token.start())) {
        isDoubled = true;
      } else {
        sql.append('$').append(++number);
      }
    }
    return sql.toString();
  }
}
