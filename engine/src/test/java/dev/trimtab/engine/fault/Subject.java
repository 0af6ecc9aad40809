package dev.trimtab.engine.fault;

import dev.trimtab.core.advice.Evidence;
import dev.trimtab.core.advice.Recommendation;
import dev.trimtab.core.advice.WriteCost;
import dev.trimtab.core.model.CountDefinition;
import dev.trimtab.core.model.Extension;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.IndexKey;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.proof.Confidence;
import dev.trimtab.core.proof.Verdict;
import java.util.List;
import java.util.Optional;

/** A change of every kind, and what is special about it. */
enum Subject {
  PLAIN("orders", "orders") {
    @Override
    Recommendation recommendation() {
      return create(IndexDefinition.on(ORDERS, "customer"), Optional.empty());
    }
  },
  EXPRESSION("orders", "orders") {
    @Override
    Recommendation recommendation() {
      return create(on(ORDERS, IndexKey.onExpression("lower(note)")), Optional.empty());
    }
  },
  PARTITIONED("events", "events_2") {
    @Override
    Recommendation recommendation() {
      return create(IndexDefinition.on(EVENTS, "kind"), Optional.empty());
    }
  },
  EXTENSION("orders", "orders") {
    @Override
    Recommendation recommendation() {
      var key = IndexKey.on(new Identifier("note")).withOperatorClass("public.gin_trgm_ops");
      var definition =
          new IndexDefinition(ORDERS, "gin", List.of(key), List.of(), Optional.empty());
      var trigrams = new Extension(new Identifier("pg_trgm"), "1.6", new Identifier("public"));
      return create(definition, Optional.of(trigrams));
    }
  },
  DROP("orders", "orders") {
    @Override
    Recommendation recommendation() {
      return drop(
          IndexDefinition.on(ORDERS, "placed"),
          "CREATE INDEX subject ON public.orders USING btree (placed)");
    }
  },
  PARTITIONED_DROP("events", "events_2") {
    @Override
    Recommendation recommendation() {
      return drop(
          IndexDefinition.on(EVENTS, "at", "kind"),
          "CREATE INDEX subject ON ONLY public.events USING btree (at, kind)");
    }
  },
  COUNT("orders", "orders") {
    @Override
    Recommendation recommendation() {
      var definition =
          new CountDefinition(
              ORDERS,
              new Identifier("id"),
              "integer",
              TableName.of("public", "items"),
              new Identifier("order_id"),
              "integer",
              Optional.empty());
      return new Recommendation.StoredCount(SUBJECT, definition, "a test", NO_EVIDENCE);
    }
  };

  private static final TableName ORDERS = TableName.of("public", "orders");
  private static final TableName EVENTS = TableName.of("public", "events");

  /** What every index, and the column of the count, is called. */
  private static final Identifier SUBJECT = new Identifier("subject");

  /** Nothing is measured, so an index never helps and is rolled back, and none is missed. */
  private static final Evidence NO_EVIDENCE =
      new Evidence(
          List.of(),
          List.of(),
          0,
          WriteCost.NONE,
          Confidence.ESTIMATED,
          new Verdict.Inconclusive("a test"));

  private final String table;
  private final String leaf;

  Subject(String table, String leaf) {
    this.table = table;
    this.leaf = leaf;
  }

  abstract Recommendation recommendation();

  /** The table that is changed. */
  String table() {
    return table;
  }

  /** The table that holds rows and is worked on last. */
  String leaf() {
    return leaf;
  }

  boolean isDrop() {
    return this == DROP || this == PARTITIONED_DROP;
  }

  private static IndexDefinition on(TableName table, IndexKey key) {
    return IndexDefinition.btree(table, List.of(key));
  }

  private static Recommendation create(IndexDefinition definition, Optional<Extension> requires) {
    return new Recommendation.CreateIndex(SUBJECT, definition, requires, "a test", NO_EVIDENCE);
  }

  private static Recommendation drop(IndexDefinition definition, String sql) {
    return new Recommendation.DropIndex(
        SUBJECT, definition, Recommendation.DropIndex.Cause.UNUSED, sql, "a test", NO_EVIDENCE);
  }
}
