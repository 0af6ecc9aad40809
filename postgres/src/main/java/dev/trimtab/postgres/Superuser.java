package dev.trimtab.postgres;

import dev.trimtab.core.model.Identifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Whether a session can do anything at all. What measures and changes runs what others wrote:
 * statements of the workload, functions in them, expressions of indexes. With a superuser's rights
 * whoever may create a function could do anything by it, and so could a mistake of ours.
 */
public final class Superuser {

  /** Both, because a session that took on another role can put it off again. */
  private static final String ASK =
      """
      SELECT /* trimtab */ rolname FROM pg_catalog.pg_roles
      WHERE rolsuper AND rolname IN (current_user, session_user) LIMIT 1
      """;

  private Superuser() {}

  /** Returns the session's role if it is a superuser. */
  public static Optional<Identifier> find(Connection connection) {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(ASK)) {
      return rows.next() ? Optional.of(new Identifier(rows.getString(1))) : Optional.empty();
    } catch (SQLException e) {
      throw TrimtabException.from(e, "ask for the rights of this role");
    }
  }

  /**
   * Makes sure that the session is not a superuser's.
   *
   * @throws TrimtabException {@code SUPERUSER_REFUSED}, with how to make a role that is enough
   */
  public static void refuse(Connection connection) {
    find(connection)
        .ifPresent(role -> {
          throw new TrimtabException(
              ErrorCode.SUPERUSER_REFUSED,
              "%s is a superuser, and what is run here was written by others, too. Nothing was changed; "
                      .formatted(role)
                  + "'trimtab roles' prints the SQL for a role that is enough; --allow-superuser goes on"
                  + " all the same.");
        });
  }
}
