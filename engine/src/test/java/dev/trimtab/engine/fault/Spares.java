package dev.trimtab.engine.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Processes to be killed, started ahead of time, because a JVM takes a second to be ready. */
final class Spares implements AutoCloseable {

  private static final int READY = 2;

  private final Deque<Process> ready = new ArrayDeque<>();
  private final Path snapshot;

  Spares(Path snapshot) {
    this.snapshot = snapshot;
  }

  /** Returns a process that is doing what the line says. */
  Process start(String line) {
    while (ready.size() < READY) {
      ready.addLast(spare());
    }
    Process process = ready.removeFirst();
    try (var out = process.outputWriter(StandardCharsets.UTF_8)) {
      out.write(line + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return process;
  }

  private Process spare() {
    try {
      return new ProcessBuilder(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-Xmx128m",
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  Run.class.getName(),
                  snapshot.toString()))
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    ready.forEach(Process::destroyForcibly);
  }
}
