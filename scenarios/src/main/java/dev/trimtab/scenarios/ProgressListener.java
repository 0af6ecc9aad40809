package dev.trimtab.scenarios;

/** Told about each finished step, on the thread that does the work. */
@FunctionalInterface
public interface ProgressListener {

  /** A listener that does not listen. */
  ProgressListener SILENT = _ -> {};

  void finished(Progress progress);
}
