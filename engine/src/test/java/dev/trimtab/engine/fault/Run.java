package dev.trimtab.engine.fault;

import dev.trimtab.core.advice.Advice;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.workload.Workload;
import dev.trimtab.engine.Agreement;
import dev.trimtab.engine.Engine;
import dev.trimtab.engine.EngineListener;
import dev.trimtab.engine.EngineOptions;
import dev.trimtab.engine.Findings;
import dev.trimtab.engine.Outcome;
import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.apply.Applier;
import dev.trimtab.postgres.observe.SnapshotFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run of the engine that carries one change out, or takes it back: in this process, or in one of
 * its own that can be killed.
 */
final class Run {

  /** Impatient, so that whoever is in the way is noticed soon. */
  private static final Applier.Limits PATIENCE =
      new Applier.Limits(Duration.ofMillis(400), 2, Duration.ofMillis(20), Duration.ofSeconds(20));

  private Run() {}

  static Engine engine(Target target, Subject subject) {
    return new Engine(
        EngineOptions.of(target).patience(PATIENCE).storedCounts(subject == Subject.COUNT).build(),
        EngineListener.SILENT);
  }

  /** Carries the change out, and returns why it stopped, if it did. */
  static List<String> tune(Target target, Subject subject, Path snapshot) {
    Outcome outcome = engine(target, subject).tune(findings(subject, SnapshotFile.read(snapshot)));
    return outcome.stopped();
  }

  /** Takes the change back that was kept. */
  static List<String> undo(Target target, Subject subject) {
    var engine = engine(target, subject);
    long kept =
        engine.history().stream()
            .filter(change -> change.state() == ChangeState.KEPT)
            .mapToLong(Change::id)
            .max()
            .orElseThrow();
    engine.undo(kept);
    return List.of();
  }

  private static Findings findings(Subject subject, Snapshot snapshot) {
    return new Findings(
        snapshot,
        new Workload("none", Optional.empty(), List.of(), List.of()),
        List.of(),
        List.of(),
        new Advice(List.of(subject.recommendation()), List.of(), 1, 1, 1, 1, true, List.of()),
        List.of(),
        Agreement.none("a test"),
        "18",
        List.of(),
        Duration.ZERO);
  }

  /** The process that can be killed: waits for one line that says what to do, and does it. */
  public static void main(String[] arguments) throws IOException {
    Path snapshot = Path.of(arguments[0]);
    // What takes long is done before anybody waits for it.
    SnapshotFile.read(snapshot);
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line = in.readLine();
    if (line == null) {
      return;
    }
    String[] words = line.split(" ", -1);
    var subject = Subject.valueOf(words[1]);
    Target target = Target.parse(words[2], Map.of());
    if (words[0].equals("undo")) {
      undo(target, subject);
    } else {
      tune(target, subject, snapshot);
    }
  }
}
