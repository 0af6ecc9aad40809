package dev.trimtab.cli.report;

import dev.trimtab.core.advice.Evidence;
import dev.trimtab.core.advice.Recommendation;
import dev.trimtab.core.advice.StatementEffect;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.TrackRecord;
import dev.trimtab.core.proof.Measurement;
import dev.trimtab.core.proof.Timing;
import dev.trimtab.core.proof.Verdict;
import dev.trimtab.core.rewrite.StatementAdvice;
import dev.trimtab.core.workload.Statement;
import dev.trimtab.engine.Agreement;
import dev.trimtab.engine.Loops;
import dev.trimtab.engine.Resumption;
import dev.trimtab.engine.Watched;
import dev.trimtab.engine.WhatIf;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The report for programs. Its form is published in {@code docs/report.schema.json}: fields are
 * added and never change their meaning while {@code format} stays the same.
 */
public final class JsonReport {

  /** Version of the form. */
  public static final int FORMAT = 1;

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonReport() {}

  /** Returns the whole report. */
  public static String render(Report report) {
    var findings = report.findings();
    var advice = findings.advice();
    var server = findings.snapshot().server();
    ObjectNode root = head("report");
    root.put("subject", report.subject());
    root.put("createdAt", report.at().toString());
    root.putObject("server")
        .put("version", server.version())
        .put("versionNumber", server.versionNumber())
        .put("database", server.database())
        .put("observedAt", server.observedAt().toString())
        .put("standby", server.inRecovery());
    root.set("workload", workload(report));
    root.putObject("search")
        .put("candidates", advice.candidates())
        .put("plans", advice.plans())
        .put("complete", advice.isComplete())
        .put("seconds", findings.took().toMillis() / 1e3);
    root.putObject("cost")
        .put("unit", report.hasTimes() ? "milliseconds" : "planner units")
        .put("before", advice.costBefore())
        .put("after", advice.costAfter())
        .put("confidence", "estimated");
    root.set("recommendations", array(advice.recommendations(), r -> recommendation(report, r)));
    root.set("statementAdvice", array(findings.statementAdvice(), JsonReport::statementAdvice));
    root.set("statements", array(advice.statements(), JsonReport::effect));
    root.set("changes", array(report.changes(), JsonReport::change));
    root.set("measurements", array(report.measurements(), JsonReport::measurement));
    report.measured().ifPresent(measured -> root.set("measured", measured(measured)));
    ObjectNode twin = root.putObject("twin");
    twin.put("version", findings.twinVersion());
    twin.set("agreement", agreementNode(findings.agreement()));
    twin.set("gaps", strings(findings.twinGaps()));
    ObjectNode notes = root.putObject("notes");
    notes.set("advice", strings(advice.notes()));
    notes.set("notUnderstood", strings(findings.notUnderstood()));
    notes.set("skipped", strings(findings.workload().skipped()));
    notes.set("gaps", strings(findings.snapshot().gaps()));
    notes.set("stopped", strings(report.stopped()));
    return pretty(root);
  }

  /** Returns what is in the journal. */
  public static String changes(List<Change> changes) {
    ObjectNode root = head("changes");
    root.set("changes", array(changes, JsonReport::change));
    TrackRecord.of(changes)
        .ofAll()
        .ifPresent(arrived ->
            root.putObject("arrived")
                .put("share", arrived.share())
                .put("least", arrived.least())
                .put("most", arrived.most())
                .put("changes", arrived.changes()));
    return pretty(root);
  }

  /** Returns what watching has shown. */
  public static String watched(Watched watched) {
    ObjectNode root = head("watch");
    root.put("watched", watched.changes());
    root.set("events", strings(watched.events()));
    root.set("takenBack", array(watched.takenBack(), JsonReport::change));
    root.set(
        "statements",
        array(
            watched.statements(),
            seen ->
                NODES
                    .objectNode()
                    .put("id", seen.statementId())
                    .put("meanBeforeMillis", seen.before().mean())
                    .put("meanMillis", seen.now().mean())
                    .put("executions", seen.now().calls())));
    return pretty(root);
  }

  /** Returns statements in loops. */
  public static String loops(Loops loops) {
    ObjectNode root = head("loops");
    root.put("seconds", loops.looked().toSeconds());
    root.set(
        "loops",
        array(
            loops.loops(),
            loop ->
                NODES
                    .objectNode()
                    .put("child", loop.child())
                    .put("childText", loops.text(loop.child()))
                    .put("parent", loop.parent())
                    .put("parentText", loops.text(loop.parent()))
                    .put("slope", loop.slope())
                    .put("fit", loop.fit())
                    .put("rowsPerCall", loop.rowsPerCall())
                    .put("executionsPerHour", loop.callsPerHour())
                    .put("shareOfTime", loop.childShare())));
    return pretty(root);
  }

  /** Returns what became of interrupted changes. */
  public static String resumption(Resumption resumption) {
    ObjectNode root = head("resumption");
    root.put("complete", resumption.isComplete());
    root.set(
        "settled",
        array(
            resumption.settled(),
            settled -> {
              ObjectNode node = NODES.objectNode().put("found", settled.found().name());
              node.set("change", change(settled.change()));
              settled.failure().ifPresent(why -> node.put("failure", why));
              return node;
            }));
    return pretty(root);
  }

  /** Returns how the twin agrees with its original. */
  public static String agreement(Agreement agreement) {
    ObjectNode root = head("agreement");
    root.set("agreement", agreementNode(agreement));
    return pretty(root);
  }

  /** Returns one statement planned twice. */
  public static String whatIf(WhatIf whatIf) {
    ObjectNode root = head("explain");
    root.put("statement", whatIf.statement());
    root.putObject("now").put("cost", whatIf.now().cost()).put("plan", whatIf.now().text());
    root.set("indexes", strings(whatIf.indexes()));
    root.putObject("then").put("cost", whatIf.then().cost()).put("plan", whatIf.then().text());
    root.set("statementAdvice", array(whatIf.statementAdvice(), JsonReport::statementAdvice));
    root.set("notes", strings(whatIf.notes()));
    return pretty(root);
  }

  private static ObjectNode head(String kind) {
    return NODES.objectNode().put("kind", kind).put("format", FORMAT);
  }

  private static ObjectNode workload(Report report) {
    var workload = report.findings().workload();
    ObjectNode node = NODES.objectNode().put("source", workload.source());
    workload.period().ifPresent(period -> node.put("seconds", period.toMillis() / 1e3));
    node.put("understood", report.findings().understood().size());
    node.set("statements", array(workload.statements(), JsonReport::statement));
    return node;
  }

  private static ObjectNode statement(Statement statement) {
    ObjectNode node =
        NODES
            .objectNode()
            .put("id", statement.id())
            .put("text", statement.text())
            .put("calls", statement.calls());
    statement.time().ifPresent(time -> node.put("milliseconds", time.toNanos() / 1e6));
    return node;
  }

  private static ObjectNode recommendation(Report report, Recommendation recommendation) {
    Evidence evidence = recommendation.evidence();
    ObjectNode node = NODES.objectNode();
    switch (recommendation) {
      case Recommendation.CreateIndex create ->
          node.put("change", "create_index").put("method", create.definition().method());
      case Recommendation.DropIndex drop ->
          node.put("change", "drop_index")
              .put("method", drop.definition().method())
              .put("cause", lower(drop.cause()));
      case Recommendation.StoredCount count ->
          storedCount(node.put("change", "stored_count"), count);
    }
    node.put("schema", recommendation.table().schema().value())
        .put("table", recommendation.table().name().value())
        .put("index", recommendation.index().value())
        .put("apply", recommendation.applySql())
        .put("undo", recommendation.undoSql())
        .put("reason", recommendation.reason())
        .put("sizeBytes", evidence.sizeBytes())
        .put("confidence", lower(evidence.confidence()));
    node.set("verdict", verdict(evidence.verdict()));
    node.putObject("writes")
        .put("entries", evidence.writeCost().entries())
        .put("walBytes", evidence.writeCost().walBytes())
        .put("cost", evidence.writeCost().costUnits());
    node.set("helped", array(evidence.helped(), JsonReport::effect));
    node.set("slowed", array(evidence.slowed(), JsonReport::effect));
    report.changeOf(recommendation).ifPresent(change -> node.put("changeId", change.id()));
    return node;
  }

  private static void storedCount(ObjectNode node, Recommendation.StoredCount count) {
    var definition = count.definition();
    ObjectNode counted =
        node.putObject("storedCount")
            .put("column", count.column().value())
            .put("key", definition.key().value())
            .put("childSchema", definition.child().schema().value())
            .put("childTable", definition.child().name().value())
            .put("foreignKey", definition.foreignKey().value())
            .put("rewritten", count.rewritten());
    definition.predicate().ifPresent(predicate -> counted.put("predicate", predicate));
  }

  private static ObjectNode statementAdvice(StatementAdvice advice) {
    ObjectNode node = NODES.objectNode().put("kind", lower(advice.kind()));
    node.set("statementIds", strings(advice.statementIds()));
    node.put("reason", advice.reason());
    advice.rewrite().ifPresent(rewrite -> node.put("rewrite", rewrite));
    node.put("condition", advice.condition());
    advice.costNow().ifPresent(cost -> node.put("costNow", cost));
    advice.costThen().ifPresent(cost -> node.put("costThen", cost));
    return node;
  }

  private static ObjectNode verdict(Verdict verdict) {
    ObjectNode node = NODES.objectNode();
    switch (verdict) {
      case Verdict.Improves(var share, var savedPerHour, var confidence) -> {
        node.put("is", "improves").put("share", share).put("confidence", lower(confidence));
        savedPerHour.ifPresent(
            saved -> node.put("savedMillisecondsPerHour", saved.toNanos() / 1e6));
      }
      case Verdict.Regresses(var statementId, var slowdown, var confidence) ->
          node.put("is", "regresses")
              .put("statementId", statementId)
              .put("slowdown", slowdown)
              .put("confidence", lower(confidence));
      case Verdict.Inconclusive(var missing) ->
          node.put("is", "inconclusive").put("missing", missing);
    }
    return node;
  }

  private static ObjectNode effect(StatementEffect effect) {
    return NODES
        .objectNode()
        .put("statementId", effect.statementId())
        .put("calls", effect.calls())
        .put("costBefore", effect.costBefore())
        .put("costAfter", effect.costAfter())
        .put("bestRatio", effect.bestRatio())
        .put("worstRatio", effect.worstRatio());
  }

  private static ObjectNode change(Change change) {
    ObjectNode node =
        NODES
            .objectNode()
            .put("id", change.id())
            .put("state", lower(change.state()))
            .put("change", lower(change.kind()))
            .put("schema", change.table().schema().value())
            .put("table", change.table().name().value())
            .put("index", change.index().value())
            .put("apply", change.applySql())
            .put("undo", change.undoSql())
            .put("reason", change.reason())
            .put("predictedRatio", change.predictedRatio())
            .put("createdAt", change.createdAt().toString())
            .put("updatedAt", change.updatedAt().toString());
    change.outcome().ifPresent(outcome -> node.put("outcome", outcome));
    node.set("measurements", array(change.measurements(), JsonReport::measurement));
    return node;
  }

  private static ObjectNode measurement(Measurement measurement) {
    ObjectNode node =
        NODES
            .objectNode()
            .put("statementId", measurement.statementId())
            .put("calls", measurement.calls());
    node.set("before", timing(measurement.before()));
    node.set("after", timing(measurement.after()));
    return node;
  }

  private static ObjectNode timing(Timing timing) {
    return NODES
        .objectNode()
        .put("medianMilliseconds", timing.median())
        .put("minMilliseconds", timing.min())
        .put("maxMilliseconds", timing.max())
        .put("runs", timing.runs());
  }

  private static ObjectNode measured(BeforeAfter measured) {
    ObjectNode node =
        NODES
            .objectNode()
            .put("what", measured.what())
            .put("hourBeforeMilliseconds", measured.hourBefore())
            .put("hourAfterMilliseconds", measured.hourAfter());
    node.set(
        "statements",
        array(
            measured.lines(),
            line -> {
              ObjectNode one =
                  NODES
                      .objectNode()
                      .put("name", line.name())
                      .put("text", line.sql())
                      .put("callsPerHour", line.callsPerHour())
                      .put("hourBeforeMilliseconds", line.hourBefore())
                      .put("hourAfterMilliseconds", line.hourAfter());
              one.set("before", timing(line.before()));
              one.set("after", timing(line.after()));
              return one;
            }));
    return node;
  }

  private static ObjectNode agreementNode(Agreement agreement) {
    ObjectNode node =
        NODES
            .objectNode()
            .put("compared", agreement.compared())
            .put("samePlan", agreement.samePlan());
    agreement.meanCostError().ifPresent(error -> node.put("meanCostError", error));
    agreement.worstCostError().ifPresent(error -> node.put("worstCostError", error));
    node.set(
        "disagreements",
        array(
            agreement.disagreements(),
            differs ->
                NODES
                    .objectNode()
                    .put("statementId", differs.statementId())
                    .put("targetCost", differs.targetCost())
                    .put("twinCost", differs.twinCost())
                    .put("targetShape", differs.targetShape())
                    .put("twinShape", differs.twinShape())));
    node.set("skipped", strings(agreement.skipped()));
    return node;
  }

  private static <T> ArrayNode array(List<T> values, Function<T, ObjectNode> toNode) {
    ArrayNode array = NODES.arrayNode();
    values.forEach(value -> array.add(toNode.apply(value)));
    return array;
  }

  private static ArrayNode strings(List<String> values) {
    ArrayNode array = NODES.arrayNode();
    values.forEach(array::add);
    return array;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String pretty(ObjectNode root) {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }
}
