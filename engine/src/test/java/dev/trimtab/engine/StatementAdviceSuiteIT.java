package dev.trimtab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.rewrite.StatementAdvice;
import dev.trimtab.core.rewrite.StatementAdvice.Kind;
import dev.trimtab.core.rewrite.StatementAdvisor;
import dev.trimtab.core.workload.Workload;
import dev.trimtab.twin.Twin;
import dev.trimtab.twin.TwinPlanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each rule speaks where it should, says what it should, and else nothing: all on one twin. */
class StatementAdviceSuiteIT {

  private static Snapshot snapshot;
  private static Twin twin;
  private static TwinPlanner planner;

  @BeforeAll
  static void start() throws Exception {
    snapshot = RewriteDatabase.withManyRows();
    twin = Twin.start(snapshot);
    planner = new TwinPlanner(twin);
  }

  @AfterAll
  static void stop() {
    twin.close();
  }

  @Test
  void saysWhatAReviewerWould() {
    var wrong = new ArrayList<String>();
    for (StatementCase its : StatementCases.all()) {
      String found = found(advice(its, RewriteDatabase.withoutTrigrams(snapshot)), its);
      String expected =
          switch (its.expected()) {
            case REWRITE -> its.kind() + ": " + its.rewrite();
            case WARNING -> its.kind() + ": ";
            case SILENCE -> "";
          };
      if (!found.equals(expected)) {
        wrong.add(
            "%s%n   expected %s%n   got      %s".formatted(its.statements(), expected, found));
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyKindIsTriedEnough() {
    for (Kind kind : Kind.values()) {
      var cases = StatementCases.all().stream().filter(c -> c.kind() == kind).toList();
      assertThat(cases)
          .as(kind + " that speak")
          .filteredOn(c -> c.expected() != StatementCase.Expected.SILENCE)
          .hasSizeGreaterThanOrEqualTo(5);
      assertThat(cases)
          .as(kind + " that stay silent")
          .filteredOn(c -> c.expected() == StatementCase.Expected.SILENCE)
          .hasSizeGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void leavesPatternsToTheIndexAdvisorWhereTrigramsCanBeHad() {
    for (StatementCase its : StatementCases.wildcard()) {
      assertThat(advice(its, snapshot)).isEmpty();
    }
  }

  @Test
  void whatGetsCheaperSaysByHowMuch() {
    for (StatementCase its : StatementCases.counts()) {
      for (StatementAdvice advice : advice(its, snapshot)) {
        assertThat(advice.costThen()).isPresent();
        assertThat(advice.costThen().getAsDouble()).isLessThan(advice.costNow().getAsDouble());
      }
    }
  }

  private static String found(List<StatementAdvice> advice, StatementCase its) {
    return String.join(
        "; ",
        advice.stream()
            // A statement may deserve more than one remark; each list is about one.
            .filter(a -> a.kind() == its.kind())
            .map(a -> a.kind() + ": " + a.rewrite().orElse(""))
            .toList());
  }

  private static List<StatementAdvice> advice(StatementCase its, Snapshot database) {
    var workload = new Workload("suite", Optional.empty(), its.workload(), List.of());
    var understood = Understanding.of(workload, database, planner, EngineListener.SILENT);
    assertThat(understood.notUnderstood()).isEmpty();
    return new StatementAdvisor(planner, planner::read, database)
        .advise(understood.statements(), List.<IndexDefinition>of());
  }
}
