package dev.trimtab.cli;

import dev.trimtab.cli.report.Samples;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.loop.StatementLoop;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.watch.Counters;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A session that answers with samples and remembers what was asked. */
final class FakeSession implements Session {

  final List<Request> requests = new ArrayList<>();
  final List<String> asked = new ArrayList<>();
  Supplier<Findings> findings = Samples::findings;
  Resumption resumption = new Resumption(List.of());
  boolean closed;
  Optional<Identifier> superuser = Optional.empty();

  Session open(Request request, EngineListener listener) {
    requests.add(request);
    listener.progress("observing", 0, 0);
    return this;
  }

  Request request() {
    return requests.getLast();
  }

  @Override
  public Optional<Identifier> findSuperuser() {
    return superuser;
  }

  @Override
  public Snapshot snapshot(boolean redacted) {
    asked.add("snapshot " + redacted);
    return Samples.findings().snapshot();
  }

  @Override
  public Findings advise() {
    asked.add("advise");
    return findings.get();
  }

  @Override
  public Outcome tune() {
    asked.add("tune");
    return Samples.outcome();
  }

  @Override
  public WhatIf explain(String statement, List<String> indexes) {
    asked.add("explain " + statement + " " + indexes);
    return new WhatIf(
        statement,
        new WhatIf.Plan(10, "Seq Scan"),
        indexes,
        new WhatIf.Plan(1, "Index Scan"),
        List.of(),
        List.of());
  }

  @Override
  public Verification verify() {
    asked.add("verify");
    return new Verification(Samples.outcome().changes(), true);
  }

  @Override
  public Watched watch(Duration duration, Duration every) {
    asked.add("watch for %s every %s".formatted(duration, every));
    return new Watched(
        1,
        List.of(
            new Watched.Seen(
                "users.by_email",
                "SELECT * FROM users WHERE email = $1",
                Counters.of(100, 8, 1),
                Counters.of(50, 0.1, 0.01))),
        List.of(),
        List.of("the server's statistics were reset"));
  }

  @Override
  public Loops loops(Duration duration, Duration every) {
    asked.add("loops for %s every %s".formatted(duration, every));
    return new Loops(
        List.of(new StatementLoop("1", "2", 1.0, 0.99, 20, 72_000, 0.4)),
        Map.of(
            "1", "SELECT id FROM orders WHERE shop = $1",
            "2", "SELECT * FROM items WHERE order_id = $1"),
        duration);
  }

  @Override
  public Resumption resume() {
    asked.add("resume");
    return resumption;
  }

  @Override
  public Change undo(long id) {
    asked.add("undo " + id);
    return Samples.outcome().changes().getFirst();
  }

  @Override
  public List<Change> history() {
    asked.add("history");
    return Samples.outcome().changes();
  }

  @Override
  public Agreement check() {
    asked.add("check");
    return Samples.findings().agreement();
  }

  @Override
  public void close() {
    closed = true;
  }
}
