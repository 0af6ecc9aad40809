package dev.trimtab.batch.observe;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Where in the application a statement came from: the first frames that belong to neither a library
 * nor the JDK. Walking the stack costs about a microsecond, so it is done only for statements that
 * repeat; the text of a place is made once.
 */
final class CallSites {

  /** Frames of the application that make a place; more would tell the same loop apart by caller. */
  private static final int FRAMES = 3;

  /** Libraries between the application and us are rarely deeper than this. */
  private static final int DEPTH_MAX = 80;

  /** An application has fewer places that repeat statements; beyond it they have no text. */
  private static final int PLACES_MAX = 10_000;

  private static final List<String> LIBRARIES =
      List.of(
          "dev.trimtab.batch.observe.",
          "dev.trimtab.batch.jdbc.Observed",
          "dev.trimtab.batch.jdbc.Passing",
          "dev.trimtab.batch.load.",
          "java.",
          "javax.",
          "jakarta.",
          "jdk.",
          "sun.",
          "com.sun.",
          "org.hibernate.",
          "org.jooq.",
          "org.jdbi.",
          "org.springframework.",
          "org.apache.ibatis.",
          "com.zaxxer.",
          "org.postgresql.",
          "io.micrometer.");

  private static final StackWalker WALKER = StackWalker.getInstance();

  private final List<String> more;
  private final Map<Long, String> texts = new ConcurrentHashMap<>();

  /**
   * @param more prefixes of class names that are not the application's either
   */
  CallSites(List<String> more) {
    this.more = List.copyOf(more);
  }

  /** Returns the hash of the place that called us; 0 if no frame is the application's. */
  long here() {
    return WALKER.walk(this::hash);
  }

  private long hash(Stream<StackWalker.StackFrame> stack) {
    List<StackWalker.StackFrame> frames =
        stack.limit(DEPTH_MAX).filter(f -> isApplication(f.getClassName())).limit(FRAMES).toList();
    if (frames.isEmpty()) {
      return 0;
    }
    long hash = 17;
    for (StackWalker.StackFrame frame : frames) {
      hash = hash * 31 + frame.getClassName().hashCode();
      hash = hash * 31 + frame.getMethodName().hashCode();
      hash = hash * 31 + frame.getByteCodeIndex();
    }
    if (texts.size() < PLACES_MAX) {
      texts.computeIfAbsent(hash, _ -> frames.getFirst().toStackTraceElement().toString());
    }
    return hash;
  }

  private boolean isApplication(String className) {
    return LIBRARIES.stream().noneMatch(className::startsWith)
        && more.stream().noneMatch(className::startsWith);
  }

  /** Returns what a stack trace would say of a place. */
  Optional<String> text(long hash) {
    return Optional.ofNullable(texts.get(hash));
  }
}
