package dev.trimtab.bench.batch.corpus;

import java.util.List;
import javax.sql.DataSource;

/**
 * Code, and what it is.
 *
 * @param name what it does, and through what
 * @param loops the loops in it; empty if it only looks like one
 * @param code runs it; what it asks in one unit of work, or in several
 */
record Case(String name, List<Loop> loops, Code code) {

  Case {
    loops = List.copyOf(loops);
  }

  /**
   * A loop.
   *
   * @param statement a part of its text that no other has
   * @param parent a part of the text of what feeds it; empty if nothing does
   */
  record Loop(String statement, String parent) {}

  /** Runs units of work. */
  interface Units {
    void run(String name, Body body) throws Exception;
  }

  /** A unit of work. */
  interface Body {
    void run() throws Exception;
  }

  /** Code of a case. */
  interface Code {
    void run(DataSource source, Units units) throws Exception;
  }
}
