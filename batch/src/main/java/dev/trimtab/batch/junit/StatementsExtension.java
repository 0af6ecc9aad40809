package dev.trimtab.batch.junit;

import dev.trimtab.batch.observe.Finding;
import dev.trimtab.batch.observe.Observer;
import dev.trimtab.batch.observe.Report;
import java.lang.annotation.Annotation;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Makes each test a unit of work, and checks what its annotations say of it. What is prepared
 * before a test is not counted. Everything that uses the observed data source meanwhile belongs to
 * the test, whatever thread it is on, so such tests do not run beside each other.
 *
 * {@snippet :
 * @RegisterExtension
 * static final StatementsExtension STATEMENTS = new StatementsExtension(observer);
 *
 * @Test
 * @NoNPlusOne
 * @ExpectStatements(max = 4)
 * void loadsADashboard() {}
 * }
 */
public final class StatementsExtension
    implements BeforeTestExecutionCallback, AfterTestExecutionCallback {

  private static final Set<Finding.Kind> LOOPS =
      EnumSet.of(
          Finding.Kind.N_PLUS_ONE,
          Finding.Kind.READ_LOOP,
          Finding.Kind.WRITE_LOOP,
          Finding.Kind.FIND_THEN_WRITE);

  /** More statements in a message help nobody. */
  private static final int LISTED_MAX = 10;

  private final Observer observer;

  /**
   * @param observer of the data source that the tested code uses
   */
  public StatementsExtension(Observer observer) {
    this.observer = observer;
  }

  @Override
  public void beforeTestExecution(ExtensionContext context) {
    Observer.Work _ = observer.beginForAll(context.getDisplayName());
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    Report report = observer.endForAll();
    if (context.getExecutionException().isPresent()) {
      // What failed has its own message.
      return;
    }
    if (find(context, NoNPlusOne.class).isPresent()) {
      checkLoops(report);
    }
    find(context, ExpectStatements.class).ifPresent(expected -> checkCount(report, expected.max()));
  }

  private static <A extends Annotation> Optional<A> find(ExtensionContext context, Class<A> type) {
    return context
        .getElement()
        .map(element -> element.getAnnotation(type))
        .or(() -> context.getTestClass().map(its -> its.getAnnotation(type)));
  }

  private static void checkLoops(Report report) {
    List<Finding> loops =
        report.findings().stream().filter(finding -> LOOPS.contains(finding.kind())).toList();
    if (!loops.isEmpty()) {
      throw new AssertionError(
          loops.stream()
              .map(Finding::describe)
              .collect(
                  Collectors.joining(
                      "%n%n".formatted(), "statements in loops:%n%n".formatted(), "")));
    }
  }

  private static void checkCount(Report report, int max) {
    if (report.executions() > max) {
      String most =
          report.statements().stream()
              .sorted(Comparator.comparingInt(s -> -s.executions()))
              .limit(LISTED_MAX)
              .map(s ->
                  "%6d x %s".formatted(s.executions(), s.sql().strip().replaceAll("\\s+", " ")))
              .collect(Collectors.joining("%n".formatted()));
      String findings =
          report.findings().stream()
              .map(Finding::describe)
              .collect(Collectors.joining("%n%n".formatted()));
      throw new AssertionError(
          "%d statements instead of at most %d; most often:%n%s%n%n%s"
              .formatted(report.executions(), max, most, findings));
    }
  }
}
