package dev.trimtab.cli;

import dev.trimtab.cli.Request.Source;
import dev.trimtab.cli.report.WhatIf;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.engine.Agreement;
import dev.trimtab.engine.EngineListener;
import dev.trimtab.engine.Findings;
import dev.trimtab.engine.Outcome;
import dev.trimtab.postgres.TrimtabException;
import dev.trimtab.postgres.observe.Observer;
import dev.trimtab.postgres.observe.SnapshotFile;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A session with the real engine. */
final class EngineSession implements Session {

  private final Request request;
  private final EngineListener listener;

  private EngineSession(Request request, EngineListener listener) {
    this.request = request;
    this.listener = listener;
  }

  static Session open(Request request, EngineListener listener) {
    return new EngineSession(request, listener);
  }

  @Override
  public Snapshot snapshot(boolean redacted) {
    return switch (request.source()) {
      case Source.Saved(var file) -> SnapshotFile.read(file);
      case Source.Live(var target) -> {
        listener.progress("observing " + target, 0, 0);
        try (Connection connection = target.open()) {
          yield Observer.observe(connection);
        } catch (SQLException e) {
          throw TrimtabException.from(e, "observe " + target);
        }
      }
    };
  }

  @Override
  public Findings advise() {
    throw notYet();
  }

  @Override
  public Outcome tune() {
    throw notYet();
  }

  @Override
  public WhatIf explain(String statement, List<String> indexes) {
    throw notYet();
  }

  @Override
  public List<Change> verify() {
    throw notYet();
  }

  @Override
  public Change undo(long id) {
    throw notYet();
  }

  @Override
  public List<Change> history() {
    throw notYet();
  }

  @Override
  public Agreement check() {
    throw notYet();
  }

  @Override
  public void close() {}

  private static IllegalStateException notYet() {
    return new IllegalStateException("this version cannot do that yet");
  }
}
