package dev.trimtab.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What surrounds a command: where it writes, how wide that is, the variables it was given.
 *
 * @param out for results; may be a pipe
 * @param err for progress and failures
 * @param environment environment variables
 * @param outIsTerminal whether somebody watches {@code out}
 * @param errIsTerminal whether somebody watches {@code err}
 * @param columns how many characters fit in a line
 */
public record Terminal(
    PrintWriter out,
    PrintWriter err,
    Map<String, String> environment,
    boolean outIsTerminal,
    boolean errIsTerminal,
    int columns) {

  /** What a pipe, a file and a log are thought to be. */
  public static final int COLUMNS_DEFAULT = 100;

  /** Below this no table of ours can be read; a narrower window wraps lines. */
  public static final int COLUMNS_MIN = 60;

  /** Longer lines are hard to follow with the eye. */
  public static final int COLUMNS_MAX = 160;

  public Terminal {
    environment = Map.copyOf(environment);
    columns = Math.clamp(columns, COLUMNS_MIN, COLUMNS_MAX);
  }

  /**
   * Returns the surroundings of this process. The launcher knows whether its output is a terminal
   * and how wide, and tells in system properties; without it nothing is taken for a terminal.
   */
  static Terminal ofProcess() {
    return new Terminal(
        new PrintWriter(System.out, false, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        System.getenv(),
        Boolean.getBoolean("trimtab.out.terminal"),
        Boolean.getBoolean("trimtab.err.terminal"),
        Integer.getInteger("trimtab.columns", COLUMNS_DEFAULT));
  }

  /** When text is coloured. */
  public enum Color {
    AUTO,
    ALWAYS,
    NEVER
  }

  /**
   * Returns whether results are coloured: {@code NO_COLOR} and {@code TERM=dumb} are obeyed where
   * nobody said otherwise.
   */
  boolean isColored(Color color) {
    return switch (color) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO ->
          outIsTerminal
              && environment.getOrDefault("NO_COLOR", "").isEmpty()
              && !"dumb".equals(environment.get("TERM"));
    };
  }
}
