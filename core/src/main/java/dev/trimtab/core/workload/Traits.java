package dev.trimtab.core.workload;

import dev.trimtab.core.workload.ParameterUse.Compared;
import java.util.List;
import java.util.Optional;

/**
 * What an analysed statement shows beside what an index could serve: the material of the rules that
 * change a statement's text. A place is the offset of a character in that text, from PostgreSQL's
 * own {@code location} fields; what stands in a view has none and is not noted.
 *
 * @param outline the statement as a whole
 * @param wrapped comparisons that see a column through a function or a cast
 * @param countTests counts of a sub-query that are only compared with nothing
 * @param notIns every {@code NOT IN (SELECT …)}
 * @param unused common table expressions that carry columns nobody in the statement reads
 */
public record Traits(
    Outline outline,
    List<WrappedColumn> wrapped,
    List<CountTest> countTests,
    List<NotIn> notIns,
    List<UnusedColumns> unused) {

  /** Nothing is known. */
  public static final Traits NONE =
      new Traits(Outline.UNKNOWN, List.of(), List.of(), List.of(), List.of());

  public Traits {
    wrapped = List.copyOf(wrapped);
    countTests = List.copyOf(countTests);
    notIns = List.copyOf(notIns);
    unused = List.copyOf(unused);
  }

  /** Through what a comparison sees a column. */
  public enum Wrapper {
    /** {@code ts::date}. */
    DAY,
    /** {@code date_trunc('month', ts)}. */
    TRUNCATED,
    /** {@code extract(year FROM ts)}, {@code date_part('year', ts)}. */
    YEAR,
    /** {@code id::text}, with an integer or a uuid inside: one text for each value. */
    TEXT,
    /** An integer that the server makes a numeric or a float, because the other side is one. */
    NUMBER,
    /** A {@code char(n)} that the server makes a text, because the other side is one. */
    TRIMMED
  }

  /**
   * A comparison of a column that is inside a function or a cast with a value that does not depend
   * on any row.
   *
   * @param type the column's type, as in {@code pg_type}
   * @param argument the unit of a date_trunc
   * @param operator as if the column stood left
   * @param columnPlace where the column is named
   * @param operatorPlace where the operator is, or the BETWEEN, or the IN
   * @param valuePlaces where the literals it is compared with are; none if it is no literal
   */
  public record WrappedColumn(
      Compared column,
      String type,
      Wrapper wrapper,
      Optional<String> argument,
      String operator,
      int columnPlace,
      int operatorPlace,
      List<Integer> valuePlaces) {

    public WrappedColumn {
      valuePlaces = List.copyOf(valuePlaces);
    }
  }

  /**
   * {@code (SELECT count(*) …) > 0} and its relatives.
   *
   * @param isWanted whether it asks that there is a row; else that there is none
   * @param place where the parenthesis of the sub-query opens
   * @param isWhole whether the statement is {@code SELECT count(*) > 0 FROM …} and nothing else;
   *     then the place is that of the operator
   */
  public record CountTest(boolean isWanted, int place, boolean isWhole) {}

  /**
   * {@code x NOT IN (SELECT y …)}.
   *
   * @param place where its {@code NOT} is
   * @param outer the column x, if it is one
   * @param outerEntry what the column's table goes by where it stands
   * @param inner the column y
   * @param outerMayBeMissing whether an outer join may make x NULL, or x is no column
   * @param innerIsTested whether the sub-query leaves NULL out: {@code WHERE y IS NOT NULL}
   * @param innerMayBeMissing whether an outer join may make y NULL
   * @param innerEntries what the tables of the sub-query go by
   * @param isSimple whether the sub-query is nothing but tables and conditions
   */
  public record NotIn(
      int place,
      Optional<Compared> outer,
      String outerEntry,
      Compared inner,
      boolean outerMayBeMissing,
      boolean innerIsTested,
      boolean innerMayBeMissing,
      List<String> innerEntries,
      boolean isSimple) {

    public NotIn {
      innerEntries = List.copyOf(innerEntries);
    }
  }

  /**
   * A {@code SELECT *} in a common table expression that is materialized, and of whose columns the
   * statement reads some.
   *
   * @param name the expression's name
   * @param place where the star is, or what stands before it: {@code t.*}
   * @param read the columns behind the star that are read
   * @param unread those that nobody reads
   */
  public record UnusedColumns(String name, int place, List<Source> read, List<Source> unread) {

    public UnusedColumns {
      read = List.copyOf(read);
      unread = List.copyOf(unread);
    }

    /**
     * A column behind a star.
     *
     * @param entry what its table goes by
     */
    public record Source(String entry, Compared column) {}
  }
}
