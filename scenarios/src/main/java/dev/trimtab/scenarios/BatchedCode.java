package dev.trimtab.scenarios;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.random.RandomGenerator;

/**
 * What an application does with a statement for every record, as code: as it was written, and as
 * the batch library lets one write it. {@link Operation} compares statements; this compares
 * programs.
 *
 * @param work as in the claims
 * @param naive a statement for every record
 * @param byLoader the same with loads that wait for each other
 * @param reading a statement for every row that another one found; it is run as it is, and with its
 *     loops run ahead
 */
public record BatchedCode(String work, Code naive, Code byLoader, Code reading) {

  /** A program that uses one connection. */
  @FunctionalInterface
  public interface Code {

    /**
     * Runs in a transaction that is begun and ended by the caller.
     *
     * @param random says which records; equal ones lead to equal records
     * @return of rows written their number, of rows read a hash of what is in them
     */
    int run(Connection connection, RandomGenerator random) throws SQLException;
  }
}
