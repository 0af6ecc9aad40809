package dev.trimtab.cli;

/** What a script learns from us without reading what we print. */
final class ExitCode {

  static final int DONE = 0;

  /** We, the database or the network failed; the message says which. */
  static final int FAILED = 1;

  /** What was typed makes no sense. */
  static final int USAGE = 2;

  /** In check mode: there is something to change. */
  static final int SOMETHING_TO_CHANGE = 3;

  /** Stopped by Ctrl-C: 128 and the number of the signal, as shells have it. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
