package dev.trimtab.cli;

import dev.trimtab.core.change.Change;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.engine.Agreement;
import dev.trimtab.engine.EngineListener;
import dev.trimtab.engine.Findings;
import dev.trimtab.engine.Loops;
import dev.trimtab.engine.Outcome;
import dev.trimtab.engine.Resumption;
import dev.trimtab.engine.Verification;
import dev.trimtab.engine.Watched;
import dev.trimtab.engine.WhatIf;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the commands need of the engine. They know no more of it than this, so that each can be
 * tested for what it reads and prints without a server.
 */
interface Session extends AutoCloseable {

  /** Returns the role it works as if that is a superuser. */
  Optional<Identifier> findSuperuser();

  Snapshot snapshot(boolean redacted);

  Findings advise();

  /** Advises and carries the advice out, one change after the other. */
  Outcome tune();

  /**
   * Plans a statement as it is and with further indexes.
   *
   * @param indexes {@code CREATE INDEX} statements; without one the best that can be found
   */
  WhatIf explain(String statement, List<String> indexes);

  /** Measures every kept change again. */
  Verification verify();

  /** Follows the server's counters of what kept changes touch, and takes back what slows it. */
  Watched watch(Duration duration, Duration every);

  /** Looks for statements that are run once per row of another. */
  Loops loops(Duration duration, Duration every);

  /** Finishes or takes back what an interrupted run left. */
  Resumption resume();

  /** Takes a kept change back. */
  Change undo(long id);

  /** Returns every change in the journal, newest first. */
  List<Change> history();

  /** Compares the twin's plans with the target's own. */
  Agreement check();

  @Override
  void close();

  /** Opens sessions. */
  @FunctionalInterface
  interface Opener {
    Session open(Request request, EngineListener listener);
  }
}
