package dev.trimtab.postgres;

import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What a server said of a failure, without the values of rows. Names of the schema stay; they are
 * what the operator has to find.
 *
 * <p>A server puts values into three places. The detail ("Key (email)=(…) exists"), which the
 * driver is told to leave out, and which is on a line of its own. The message itself, where a value
 * does not fit its type: SQLSTATE class 22 (manual, appendix A), quoted as names are, so there
 * everything in quotes goes. And whatever a function or trigger of the application raises, which
 * may say anything under any code, and is known by where it came from.
 */
public final class ServerMessage {

  /** The routine of the server that carries out {@code RAISE} in PL/pgSQL. */
  private static final String RAISE = "exec_stmt_raise";

  /** Where a {@code DO} block of ours raises; a function of the application has a name. */
  private static final String OWN_BLOCK = "PL/pgSQL function inline_code_block ";

  private static final String SYNTAX_ERROR = "42601";

  private static final Pattern PREFIX = Pattern.compile("^(ERROR|FATAL): ");

  /** From the first quote to the last, because a value may hold quotes and line breaks itself. */
  private static final Pattern QUOTED = Pattern.compile("\".*\"|\".*$");

  private static final Pattern NUMBER = Pattern.compile("(?<![\\w(])-?[0-9][0-9.eE+-]*");

  /** What a syntax error stands at: a word is a keyword or a name, anything else may be a value. */
  private static final Pattern NEAR =
      Pattern.compile("at or near \"(?![\\p{L}_][\\p{L}\\p{N}_]*\"$).*");

  private ServerMessage() {}

  /** Returns the first line of the message, without the driver's prefix and the final stop. */
  public static String of(SQLException e) {
    if (isRaisedByApplication(e)) {
      return "a function or trigger of the database refused, in words that may hold values of rows";
    }
    String line = PREFIX.matcher(firstLine(e.getMessage())).replaceFirst("");
    String state = Optional.ofNullable(e.getSQLState()).orElse("");
    if (state.startsWith("22")) {
      line = NUMBER.matcher(QUOTED.matcher(line).replaceAll("\"…\"")).replaceAll("…");
    } else if (state.equals(SYNTAX_ERROR)) {
      line = NEAR.matcher(line).replaceAll(Matcher.quoteReplacement("at or near a value"));
    }
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "no message" : message.lines().findFirst().orElse("no message");
  }

  private static boolean isRaisedByApplication(SQLException e) {
    ServerErrorMessage said =
        e instanceof PSQLException driver ? driver.getServerErrorMessage() : null;
    return said != null
        && RAISE.equals(said.getRoutine())
        && !String.valueOf(said.getWhere()).startsWith(OWN_BLOCK);
  }
}
