package dev.trimtab.batch.observe;

import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where in the application a statement came from: the first frames that belong to neither a library
 * nor the JDK. Walking the stack costs about a microsecond, so it is done only for statements that
 * repeat; the text of a place is made once.
 */
final class CallSites {

  /** Frames of the application that make a place; more would tell the same loop apart by caller. */
  private static final int FRAMES = 3;

  /**
   * Our own and those of a place; so many the JVM hands over at once, and more cost a call each.
   */
  private static final int FRAMES_USUAL = 12;

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

  /** Classes, because a frame's name would be made into a text each time. */
  private static final StackWalker WALKER =
      StackWalker.getInstance(Set.of(StackWalker.Option.RETAIN_CLASS_REFERENCE), FRAMES_USUAL);

  private final List<String> more;
  private final Map<Long, String> texts = new ConcurrentHashMap<>();

  private final ClassValue<Boolean> isApplication =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          String name = type.getName();
          return LIBRARIES.stream().noneMatch(name::startsWith)
              && more.stream().noneMatch(name::startsWith);
        }
      };

  /**
   * @param more prefixes of class names that are not the application's either
   */
  CallSites(List<String> more) {
    this.more = List.copyOf(more);
  }

  /** Returns the hash of the place that called us; 0 if no frame is the application's. */
  long here() {
    return WALKER.walk(new Walk());
  }

  /** Returns what a stack trace would say of a place. */
  Optional<String> text(long hash) {
    return Optional.ofNullable(texts.get(hash));
  }

  /**
   * A look at a stack, from the top. A place is the classes and the positions in their code; the
   * names of methods would have to be asked of the JVM one by one, and positions in the callers
   * tell methods apart as well.
   */
  private final class Walk implements Function<Stream<StackFrame>, Long> {

    private @Nullable StackFrame first;
    private int found;
    private long hash = 17;

    @Override
    public Long apply(Stream<StackFrame> stack) {
      Spliterator<StackFrame> frames = stack.spliterator();
      Consumer<StackFrame> look = this::look;
      int depth = 0;
      while (found < FRAMES && depth < DEPTH_MAX && frames.tryAdvance(look)) {
        depth++;
      }
      StackFrame top = first;
      if (top == null) {
        return 0L;
      }
      if (!texts.containsKey(hash) && texts.size() < PLACES_MAX) {
        texts.put(hash, top.toStackTraceElement().toString());
      }
      return hash;
    }

    private void look(StackFrame frame) {
      Class<?> type = frame.getDeclaringClass();
      if (isApplication.get(type)) {
        first = first == null ? frame : first;
        found++;
        hash = (hash * 31 + type.getName().hashCode()) * 31 + frame.getByteCodeIndex();
      }
    }
  }
}
