package dev.trimtab.engine;

/**
 * Told what is being done, for a progress bar; called on the thread that does it, and while an
 * index is built also on one that watches the build.
 */
@FunctionalInterface
public interface EngineListener {

  /** A listener that does not listen. */
  EngineListener SILENT = (_, _, _) -> {};

  /**
   * Something moved on.
   *
   * @param what what is being done, for a reader: "observing", "building users_email_idx"
   * @param done steps, statements, blocks: whatever is counted
   * @param total how many there are; 0 while unknown
   */
  void progress(String what, long done, long total);
}
