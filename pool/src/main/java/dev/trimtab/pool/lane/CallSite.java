package dev.trimtab.pool.lane;

import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a connection was asked for: the methods that were on the stack. Taking it costs some
 * microseconds, so it is taken only while it is needed.
 *
 * @param hash of all frames looked at; equal for equal places, and nearly never for others
 * @param frames those nearest to the pool, nearest first
 */
public record CallSite(int hash, List<StackFrame> frames) {

  /** Frameworks put dozens of frames between a service and its data source. */
  private static final int FRAMES_MAX = 64;

  private static final int SHOWN_MAX = 12;

  private static final String OURS = "dev.trimtab.pool.";

  private static final StackWalker WALKER = StackWalker.getInstance();

  public CallSite {
    frames = List.copyOf(frames);
  }

  /** Returns the place that this is called from. */
  public static CallSite here() {
    List<StackFrame> frames =
        WALKER.walk(stack ->
            stack
                .filter(frame -> !frame.getClassName().startsWith(OURS))
                .limit(FRAMES_MAX)
                .toList());
    int hash = 1;
    for (StackFrame frame : frames) {
      hash = 31 * hash + frame.getClassName().hashCode();
      hash = 31 * hash + frame.getByteCodeIndex();
    }
    return new CallSite(hash, frames.subList(0, Math.min(SHOWN_MAX, frames.size())));
  }

  /** Returns the frames, one a line. */
  public String words() {
    return frames.stream()
        .map(frame -> "  at " + frame.toStackTraceElement())
        .collect(Collectors.joining("\n"));
  }
}
