package dev.trimtab.cli.report;

import dev.trimtab.core.advice.Advice;
import dev.trimtab.core.advice.Evidence;
import dev.trimtab.core.advice.Recommendation;
import dev.trimtab.core.advice.Recommendation.CreateIndex;
import dev.trimtab.core.advice.Recommendation.DropIndex;
import dev.trimtab.core.advice.StatementEffect;
import dev.trimtab.core.advice.WriteCost;
import dev.trimtab.core.change.Change;
import dev.trimtab.core.change.ChangeState;
import dev.trimtab.core.model.CountDefinition;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.IndexKey;
import dev.trimtab.core.model.ServerFacts;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.proof.Confidence;
import dev.trimtab.core.proof.Measurement;
import dev.trimtab.core.proof.Timing;
import dev.trimtab.core.proof.Verdict;
import dev.trimtab.core.rewrite.StatementAdvice;
import dev.trimtab.core.workload.Statement;
import dev.trimtab.core.workload.Workload;
import dev.trimtab.engine.Agreement;
import dev.trimtab.engine.Findings;
import dev.trimtab.engine.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A small shop, as the engine would find it. */
public final class Samples {

  public static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  static final TableName ORDERS = TableName.of("public", "orders");
  static final TableName ITEMS = TableName.of("shop", "order_items");

  private static final String BY_CUSTOMER =
      "SELECT id, placed_at, total FROM orders WHERE customer_id = $1 ORDER BY placed_at DESC LIMIT"
          + " 20";
  private static final String OPEN =
      "SELECT count(*) FROM orders WHERE status = $1 AND placed_at > $2";
  private static final String ITEMS_OF = "SELECT * FROM shop.order_items WHERE order_id = $1";

  private Samples() {}

  /** Three recommendations: a good one, one we know little about, a drop. */
  public static Findings findings() {
    return findings(
        List.of(
            create(
                "orders_customer_id_placed_at_idx",
                IndexDefinition.btree(
                    ORDERS,
                    List.of(
                        IndexKey.on(new Identifier("customer_id")),
                        IndexKey.on(new Identifier("placed_at")).sorted(true, true))),
                "one customer's newest orders are read by a scan of all 1,200,000 rows",
                evidence(
                    List.of(effect("7021", 18_000, 24_195.2, 8.62, 0.0002, 0.004)),
                    37_400_000,
                    new Verdict.Improves(
                        0.98, Optional.of(Duration.ofMinutes(31)), Confidence.ESTIMATED))),
            create(
                "orders_placed_at_part_idx",
                IndexDefinition.on(ORDERS, "placed_at").where("status = 'open'::text"),
                "open orders are few and asked for by day",
                evidence(
                    List.of(effect("-33", 950, 31_007, 1_400, 0.01, 0.9)),
                    1_150_000,
                    new Verdict.Inconclusive("parameter values of statement -33"))),
            drop()));
  }

  static Findings findings(List<Recommendation> recommendations) {
    var statements =
        List.of(
            statement("7021", BY_CUSTOMER, 18_000, 2_100),
            statement("-33", OPEN, 950, 140),
            statement("88", ITEMS_OF, 52_000, 11));
    return new Findings(
        snapshot(),
        new Workload(
            "pg_stat_statements",
            Optional.of(Duration.ofMinutes(90)),
            statements,
            List.of("12 statements of other databases")),
        List.of(),
        List.of("91: relation \"audit\" is a foreign table"),
        new Advice(
            recommendations,
            List.of(
                effect("7021", 18_000, 24_195.2, 8.62, 0.0002, 0.004),
                effect("-33", 950, 31_007, 1_400, 0.01, 0.9),
                effect("88", 52_000, 8.44, 8.44, 1, 1)),
            2_251_000,
            43_500,
            14,
            210,
            true,
            List.of("shop.order_items: nothing would help, its key serves all")),
        statementAdvice(),
        new Agreement(
            9,
            8,
            OptionalDouble.of(0.0012),
            OptionalDouble.of(0.021),
            List.of(
                new Agreement.Disagreement(
                    "-33", 31_007, 31_660, "Aggregate (Seq Scan orders)", "Aggregate (Gather)")),
            List.of()),
        "18.6",
        List.of("extension postgis is not on the twin; 2 statements are left out"),
        Duration.ofMillis(4_210));
  }

  /** One with a rewrite, one that only warns. */
  private static List<StatementAdvice> statementAdvice() {
    return List.of(
        new StatementAdvice(
            StatementAdvice.Kind.OFFSET_PAGING,
            List.of("7021"),
            "a page far back reads and throws away all rows before it",
            Optional.of(
                "SELECT id, placed_at, total FROM orders WHERE customer_id = $1\n"
                    + "AND (placed_at, id) < ($2, $3) ORDER BY placed_at DESC, id DESC LIMIT 20"),
            "the client hands placed_at and id of the last row over",
            OptionalDouble.of(31_007),
            OptionalDouble.of(8.62)),
        new StatementAdvice(
            StatementAdvice.Kind.NOT_IN,
            List.of("88"),
            "one NULL in shop.order_items.order_id and NOT IN finds no row at all",
            Optional.empty(),
            "if rows with NULL shall not count, use NOT EXISTS",
            OptionalDouble.of(8.44),
            OptionalDouble.empty()));
  }

  static Snapshot snapshot() {
    return new Snapshot(
        Snapshot.FORMAT,
        new ServerFacts(
            180_006,
            "18.6",
            "shop",
            "reader",
            "UTF8",
            "C.UTF-8",
            false,
            Optional.of(2_400_000_000L),
            NOON.minusSeconds(86_400),
            NOON,
            Optional.empty(),
            List.of(new Identifier("public")),
            List.of(),
            List.of()),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of("pg_stat_statements hides statements of other roles: grant pg_read_all_stats"));
  }

  public static Report advice() {
    return Report.of("postgres://reader@db:5432/shop", NOON, findings());
  }

  /** The first was kept, the second taken back, the third not tried. */
  public static Outcome outcome() {
    var findings = findings();
    var recommendations = findings.advice().recommendations();
    return new Outcome(
        findings,
        List.of(
            change(
                1,
                ChangeState.KEPT,
                recommendations.get(0),
                List.of(
                    new Measurement(
                        "7021",
                        18_000,
                        new Timing(112.4, 108.1, 131.9, 5),
                        new Timing(0.084, 0.071, 0.12, 5))),
                "the statement it touches takes 99 % less time"),
            change(
                2,
                ChangeState.ROLLED_BACK,
                recommendations.get(1),
                List.of(
                    new Measurement(
                        "-33", 950, new Timing(88, 85, 99, 5), new Timing(86, 84, 120, 5))),
                "nothing was gained")),
        List.of(
            new Measurement(
                "7021",
                18_000,
                new Timing(112.4, 108.1, 131.9, 5),
                new Timing(0.084, 0.071, 0.12, 5)),
            new Measurement(
                "88", 52_000, new Timing(0.061, 0.055, 0.07, 5), new Timing(0.062, 0.05, 0.08, 5))),
        List.of("shop.legacy_idx was not dropped: lock not acquired in 3 attempts"));
  }

  public static Report tuned() {
    return Report.of("postgres://owner@db:5432/shop", NOON, outcome());
  }

  static Report measured() {
    return tuned().with(beforeAfter());
  }

  static BeforeAfter beforeAfter() {
    return new BeforeAfter(
        "statement",
        List.of(
            line("orders.of_customer", 12_000, 112.4, 0.084, OptionalDouble.of(7.5)),
            line("orders.open", 600, 88, 86, OptionalDouble.empty()),
            line("items.of_order", 36_000, 0.061, 0.066, OptionalDouble.empty())));
  }

  private static BeforeAfter.Line line(
      String name, long calls, double before, double after, OptionalDouble claimed) {
    return new BeforeAfter.Line(
        name,
        BY_CUSTOMER,
        calls,
        new Timing(before, before * 0.9, before * 1.4, 25),
        new Timing(after, after * 0.9, after * 1.4, 25),
        calls * before,
        calls * after,
        claimed);
  }

  /** A count of orders on their customer, as advice. */
  static Report storedCount() {
    var count =
        new Recommendation.StoredCount(
            new Identifier("orders_count"),
            new CountDefinition(
                TableName.of("public", "customer"),
                new Identifier("id"),
                "bigint",
                ORDERS,
                new Identifier("customer_id"),
                "bigint",
                Optional.of("status = 'open'::text")),
            "open orders are counted all the time",
            evidence(
                List.of(effect("7021", 18_000, 95, 8.3, 0.08, 0.09)),
                80_000,
                new Verdict.Improves(0.9, Optional.empty(), Confidence.ESTIMATED)));
    return Report.of("postgres://reader@db:5432/shop", NOON, findings(List.of(count)));
  }

  static CreateIndex create(
      String name, IndexDefinition definition, String reason, Evidence evidence) {
    return new CreateIndex(new Identifier(name), definition, Optional.empty(), reason, evidence);
  }

  private static DropIndex drop() {
    return new DropIndex(
        new Identifier("legacy_idx"),
        IndexDefinition.on(ITEMS, "order_id"),
        DropIndex.Cause.REDUNDANT,
        "CREATE INDEX legacy_idx ON shop.order_items USING btree (order_id)",
        "every search it serves, order_items_pkey serves too",
        new Evidence(
            List.of(),
            List.of(),
            48_000_000,
            new WriteCost(120_000, 72, 3_000),
            Confidence.ESTIMATED,
            new Verdict.Improves(0.02, Optional.empty(), Confidence.ESTIMATED)));
  }

  static Evidence evidence(List<StatementEffect> helped, long size, Verdict verdict) {
    return new Evidence(
        helped, List.of(), size, new WriteCost(4_100, 71.2, 120), Confidence.ESTIMATED, verdict);
  }

  static StatementEffect effect(
      String id, double calls, double before, double after, double best, double worst) {
    return new StatementEffect(id, calls, before, after, best, worst);
  }

  private static Statement statement(String id, String text, double calls, long seconds) {
    return new Statement(id, text, calls, Optional.of(Duration.ofSeconds(seconds)), List.of());
  }

  static Change change(
      long id,
      ChangeState state,
      Recommendation recommendation,
      List<Measurement> measurements,
      String outcome) {
    return new Change(
        id,
        state,
        recommendation instanceof CreateIndex ? Change.Kind.CREATE_INDEX : Change.Kind.DROP_INDEX,
        recommendation.table(),
        recommendation.index(),
        recommendation.applySql(),
        recommendation.undoSql(),
        recommendation.reason(),
        0.0004,
        measurements,
        Optional.of(outcome),
        NOON,
        NOON.plusSeconds(95));
  }

  /** A database whose names are chosen to harm whoever prints them. */
  static Report hostile() {
    String name = "\"><script>alert(1)</script>";
    var table = TableName.of("pub\nlic", "<img src=x onerror=alert(2)>");
    var definition = IndexDefinition.on(table, "a\u001b[2Jb", "x';--\nDROP TABLE users;");
    var effects = new ArrayList<StatementEffect>();
    effects.add(effect("</code><script>", 1, 100, 1, 0.01, 0.01));
    var recommendation =
        create(
            name,
            definition,
            "because\n\u001b]0;owned\u0007 <b>bold</b> & \u202Egnp.exe",
            evidence(
                effects, 8_192, new Verdict.Regresses("</td><script>", 1.5, Confidence.ESTIMATED)));
    return Report.of("postgres://u@h/<script>", NOON, findings(List.of(recommendation)));
  }

  /** Returns the lines of a text, for a golden comparison that shows where it differs. */
  static String lines(String text) {
    return text.lines().map(String::stripTrailing).collect(Collectors.joining("\n"));
  }
}
