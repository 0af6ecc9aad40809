package dev.trimtab.batch.automatic;

import dev.trimtab.batch.observe.Asked;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** What one connection knows of loops, for the delegate that asks it before each statement. */
public interface Loops {

  /** Nothing is run ahead. */
  Loops OFF = new Loops() {};

  /**
   * Rows for a statement.
   *
   * @param rows as the driver makes them
   * @param source what they came with
   */
  record Answer(ResultSet rows, Source source, Coming coming) {}

  /** How rows came. */
  enum Coming {
    /** The server was asked for them now. */
    ASKED,
    /** They came along when another loop was asked, and are the first of theirs to be wanted. */
    ALONG,
    /** Others they came with have been handed out before. */
    BEFORE
  }

  /** Rows that came together; keeps whom to tell that they are read. */
  final class Source {
    private @Nullable Asked asked;
    private int round;

    /** Notes whom to tell. */
    public void tell(@Nullable Asked to) {
      asked = to;
      round = to == null ? 0 : to.round();
    }

    /** Returns whom to tell, null if nobody or if the unit it was asked in is over. */
    public @Nullable Asked asked() {
      Asked its = asked;
      return its != null && its.round() == round ? its : null;
    }
  }

  /** Returns what is to note the values of a statement. */
  default Sent sent(String sql) {
    return Sent.nothing();
  }

  /**
   * Runs a statement if it has a part in a loop, or answers it.
   *
   * @param statement the driver's, or a wrapper of it
   * @return null if it is to be run as it is
   * @throws SQLException as the server says of the statement itself
   */
  default @Nullable Answer answer(String sql, Sent sent, Statement statement) throws SQLException {
    return null;
  }

  /**
   * Cancels what {@link #answer} is asking the server.
   *
   * @return false if it is asking nothing
   */
  default boolean cancel() throws SQLException {
    return false;
  }

  /** A prepared statement is about to be run as it is. */
  default void passes(String sql, Sent sent) {}

  /** Something is about to be done that may write, or change what statements mean. */
  default void touched() {}

  /** From now on things may be done that are not seen here. */
  default void unseen() {}

  /** The transaction is over; what was seen in it may be looked into. */
  default void rests(Connection connection) {}
}
