package dev.trimtab.cli;

import dev.trimtab.engine.EngineOptions;
import dev.trimtab.postgres.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What was asked for, in the engine's words.
 *
 * @param workloads files with statements; without one {@code pg_stat_statements}
 * @param options what the command line says beyond that
 */
record Request(Source source, List<Path> workloads, UnaryOperator<EngineOptions.Builder> options) {

  Request {
    workloads = List.copyOf(workloads);
  }

  /** Where the database is known from. */
  sealed interface Source {

    /** A server that answers. */
    record Live(Target target) implements Source {}

    /** A snapshot taken earlier: nothing is asked of any server. */
    record Saved(Path file) implements Source {}
  }

  static Request of(Source source) {
    return new Request(source, List.of(), options -> options);
  }

  /** Returns the request with more said. */
  Request with(UnaryOperator<EngineOptions.Builder> more) {
    return new Request(source, workloads, its -> more.apply(options.apply(its)));
  }
}
