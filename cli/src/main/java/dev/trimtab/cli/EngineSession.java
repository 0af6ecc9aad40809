package dev.trimtab.cli;

import dev.trimtab.cli.Request.Source;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.engine.Agreement;
import dev.trimtab.engine.Engine;
import dev.trimtab.engine.EngineListener;
import dev.trimtab.engine.EngineOptions;
import dev.trimtab.engine.Findings;
import dev.trimtab.engine.Loops;
import dev.trimtab.engine.Outcome;
import dev.trimtab.engine.Resumption;
import dev.trimtab.engine.Verification;
import dev.trimtab.engine.Watched;
import dev.trimtab.engine.WhatIf;
import dev.trimtab.postgres.observe.Redaction;
import dev.trimtab.postgres.observe.SnapshotFile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

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
  public Optional<Identifier> findSuperuser() {
    return switch (request.source()) {
      case Source.Live _ -> engine().findSuperuser();
      case Source.Saved _ -> Optional.empty();
    };
  }

  @Override
  public Snapshot snapshot(boolean redacted) {
    listener.progress("observing", 0, 0);
    Snapshot snapshot = engine().observe();
    return redacted ? Redaction.redact(snapshot) : snapshot;
  }

  @Override
  public Findings advise() {
    return engine().advise();
  }

  @Override
  public Outcome tune() {
    return engine().tune();
  }

  @Override
  public WhatIf explain(String statement, List<String> indexes) {
    return engine().explain(statement, indexes);
  }

  @Override
  public Verification verify() {
    return engine().verify();
  }

  @Override
  public Watched watch(Duration duration, Duration every) {
    try {
      return engine().watch(duration, every);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while watching; nothing is left half done", e);
    }
  }

  @Override
  public Loops loops(Duration duration, Duration every) {
    try {
      return engine().loops(duration, every);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while looking; nothing was changed", e);
    }
  }

  @Override
  public Resumption resume() {
    return engine().resume();
  }

  @Override
  public Change undo(long id) {
    return engine().undo(id);
  }

  @Override
  public List<Change> history() {
    return engine().history().reversed();
  }

  @Override
  public Agreement check() {
    // No time for a search: only the comparison that comes before it is wanted.
    return engine(its -> its.timeLimit(Optional.of(Duration.ZERO))).advise().agreement();
  }

  @Override
  public void close() {}

  private Engine engine() {
    return engine(its -> its);
  }

  private Engine engine(UnaryOperator<EngineOptions.Builder> more) {
    EngineOptions.Builder options;
    String database;
    switch (request.source()) {
      case Source.Live(var target) -> {
        options = EngineOptions.of(target);
        database = target.database();
      }
      case Source.Saved(var file) -> {
        Snapshot saved = SnapshotFile.read(file);
        options = EngineOptions.of(saved);
        database = saved.server().database();
      }
    }
    return new Engine(
        more.apply(
                request
                    .options()
                    .apply(options.workload(WorkloadFiles.read(request.workloads(), database))))
            .build(),
        listener);
  }
}
