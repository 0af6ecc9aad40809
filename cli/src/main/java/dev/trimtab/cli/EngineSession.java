package dev.trimtab.cli;

import dev.trimtab.cli.Request.Source;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.proof.RegressionBudget;
import dev.trimtab.engine.Agreement;
import dev.trimtab.engine.Engine;
import dev.trimtab.engine.EngineListener;
import dev.trimtab.engine.EngineOptions;
import dev.trimtab.engine.Findings;
import dev.trimtab.engine.Outcome;
import dev.trimtab.engine.Verification;
import dev.trimtab.engine.WhatIf;
import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.apply.Applier;
import dev.trimtab.postgres.apply.Verifier;
import dev.trimtab.postgres.observe.Redaction;
import dev.trimtab.postgres.observe.SnapshotFile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
      case Source.Live _ -> engine(request.timeLimit()).findSuperuser();
      case Source.Saved _ -> Optional.empty();
    };
  }

  @Override
  public Snapshot snapshot(boolean redacted) {
    listener.progress("observing", 0, 0);
    Snapshot snapshot = engine(request.timeLimit()).observe();
    return redacted ? Redaction.redact(snapshot) : snapshot;
  }

  @Override
  public Findings advise() {
    return engine(request.timeLimit()).advise();
  }

  @Override
  public Outcome tune() {
    return engine(request.timeLimit()).tune();
  }

  @Override
  public WhatIf explain(String statement, List<String> indexes) {
    return engine(request.timeLimit()).explain(statement, indexes);
  }

  @Override
  public Verification verify() {
    return engine(request.timeLimit()).verify();
  }

  @Override
  public Change undo(long id) {
    return engine(request.timeLimit()).undo(id);
  }

  @Override
  public List<Change> history() {
    return engine(request.timeLimit()).history().reversed();
  }

  @Override
  public Agreement check() {
    // No time for a search: only the comparison that comes before it is wanted.
    return engine(Optional.of(Duration.ZERO)).advise().agreement();
  }

  @Override
  public void close() {}

  private Engine engine(Optional<Duration> timeLimit) {
    Optional<Target> target = Optional.empty();
    Optional<Snapshot> snapshot = Optional.empty();
    String database;
    switch (request.source()) {
      case Source.Live(var live) -> {
        target = Optional.of(live);
        database = live.database();
      }
      case Source.Saved(var file) -> {
        Snapshot saved = SnapshotFile.read(file);
        snapshot = Optional.of(saved);
        database = saved.server().database();
      }
    }
    var engine =
        new Engine(
            new EngineOptions(
                target,
                snapshot,
                WorkloadFiles.read(request.workloads(), database),
                request.replicas(),
                request.budget(),
                timeLimit,
                request.twinHome(),
                RegressionBudget.STANDARD,
                Verifier.Limits.STANDARD,
                Applier.Limits.STANDARD,
                request.diskBudget(),
                request.storedCounts()),
            listener);
    return request.allowSuperuser() ? engine.allowingSuperuser() : engine;
  }
}
