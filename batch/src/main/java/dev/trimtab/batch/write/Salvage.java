package dev.trimtab.batch.write;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What was written of rows that not all could be.
 *
 * @param refused rows that the database does not take, in their order
 */
public record Salvage<T>(WriteResult written, List<Refused<T>> refused) {

  public Salvage {
    refused = List.copyOf(refused);
  }

  /**
   * A row that the database does not take.
   *
   * @param sqlState see the manual, appendix A
   * @param constraint the one it breaks, if it is one
   * @param column the one that is wrong, if the database says
   */
  public record Refused<T>(
      T row, String sqlState, Optional<String> constraint, Optional<String> column) {

    static <T> Refused<T> of(T row, SQLException e) {
      Optional<ServerErrorMessage> told =
          e instanceof PSQLException p
              ? Optional.ofNullable(p.getServerErrorMessage())
              : Optional.empty();
      return new Refused<>(
          row,
          String.valueOf(e.getSQLState()),
          told.map(ServerErrorMessage::getConstraint),
          told.map(ServerErrorMessage::getColumn));
    }
  }

  /** Class 22, a value that does not fit, and class 23, a constraint; all else is not a row's. */
  static boolean isOfARow(SQLException e) {
    String state = e.getSQLState();
    return state != null && (state.startsWith("22") || state.startsWith("23"));
  }
}
