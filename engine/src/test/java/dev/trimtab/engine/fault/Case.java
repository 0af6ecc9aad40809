package dev.trimtab.engine.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.engine.Resumption;
import dev.trimtab.postgres.Target;
import dev.trimtab.postgres.TrimtabException;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One run that is broken at one boundary in one way, and then resumed. */
final class Case {

  private static final int SECONDS_MAX = 60;

  /**
   * Longer than the {@code statement_timeout} that a database is given here, shorter than locks.
   */
  private static final int LONG_STEP_MILLIS = 200;

  private final Stage stage;
  private final Subject subject;
  private final Point point;
  private final Fault fault;
  private final Victim victim;
  private final Others others;

  /** Why the run stopped; empty while it runs. */
  private CompletableFuture<List<String>> run = new CompletableFuture<>();

  private Optional<Process> process = Optional.empty();

  Case(Stage stage, Subject subject, Point point, Fault fault) {
    this.stage = stage;
    this.subject = subject;
    this.point = point;
    this.fault = fault;
    victim = stage.victim(subject);
    others = new Others(victim, subject);
  }

  void holds() throws Exception {
    try (victim;
        var line = new Line(stage.server().port())) {
      if (point.isUndo()) {
        assertThat(Run.tune(victim.target(), subject, stage.snapshot())).isEmpty();
      }
      victim.limit(fault);
      victim.arm(point);
      start(line);
      awaitPid(false);
      strike(line);
      List<String> stopped = run.get(SECONDS_MAX, TimeUnit.SECONDS);
      victim.endOthers();
      victim.disarm();
      victim.unlimit(fault);
      if (fault == Fault.STATEMENT_TIMEOUT) {
        assertThat(stopped).as("why it stopped").isEmpty();
      }
      resume();
    }
  }

  private void start(Line line) {
    String verb = point.isUndo() ? "undo" : "tune";
    if (fault == Fault.KILL) {
      process =
          Optional.of(
              stage.spares().start("%s %s %s".formatted(verb, subject.name(), victim.url())));
      run = process.get().onExit().thenApply(_ -> List.of());
      return;
    }
    String port = Integer.toString(stage.server().port());
    Target target =
        fault == Fault.CUT
            ? Target.parse(
                victim.url().replace(":" + port + "/", ":" + line.port() + "/"), Map.of())
            : victim.target();
    run =
        CompletableFuture.supplyAsync(
            () -> stopped(target), command -> new Thread(command).start());
  }

  private List<String> stopped(Target target) {
    try {
      return point.isUndo()
          ? Run.undo(target, subject)
          : Run.tune(target, subject, stage.snapshot());
    } catch (TrimtabException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  /** Waits until the run stands at the gate, or within its statement, and says which session. */
  private int awaitPid(boolean within) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
    while (System.nanoTime() < deadline) {
      int pid = within ? victim.pidWithin() : victim.pidAtGate();
      if (pid != 0) {
        return pid;
      }
      if (run.isDone()) {
        throw new AssertionError("the run never came to the boundary: " + run.get());
      }
      Thread.sleep(5);
    }
    throw new AssertionError("the run did not come to the boundary in time");
  }

  private void strike(Line line) throws Exception {
    if (point.kind() == Point.Kind.WITHIN) {
      Connection holder = others.stayInTheWay(point);
      victim.release();
      breakIt(line, awaitPid(true));
      if (fault != Fault.CRASH) {
        holder.rollback();
      }
    } else {
      breakIt(line, victim.pidAtGate());
      if (fault != Fault.CRASH) {
        victim.release();
      }
    }
  }

  private void breakIt(Line line, int pid) throws Exception {
    switch (fault) {
      case KILL -> process.orElseThrow().destroyForcibly().waitFor();
      case TERMINATE -> victim.number("SELECT pg_terminate_backend(%d)::int".formatted(pid));
      case CUT -> line.close();
      case CRASH -> stage.crash();
      case CANCEL -> victim.number("SELECT pg_cancel_backend(%d)::int".formatted(pid));
      case STATEMENT_TIMEOUT -> Thread.sleep(LONG_STEP_MILLIS);
      case LOCK_TIMEOUT -> {
        others.take(point);
        victim.release();
        run.get(SECONDS_MAX, TimeUnit.SECONDS);
      }
      case DEADLOCK -> {
        Connection holder = others.take(point);
        var circle = others.waitForRun(holder);
        victim.release();
        circle.get(SECONDS_MAX, TimeUnit.SECONDS);
        holder.rollback();
      }
      case DROP_TABLE -> others.dropTable();
      case RENAME_TABLE -> others.renameTable();
      case ALTER_TABLE -> others.dropColumn();
      case DROP_INDEX -> others.dropIndex();
      case SORT_SPACE, DISK_FULL -> {}
    }
  }

  private void resume() throws Exception {
    var engine = Run.engine(victim.target(), subject);
    Resumption resumption = engine.resume();
    assertThat(resumption.failures()).isEmpty();
    victim.isTidy();
    new Truth(victim, subject).holds();
    assertThat(engine.resume().settled()).isEmpty();
  }
}
