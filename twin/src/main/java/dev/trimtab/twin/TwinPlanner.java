package dev.trimtab.twin;

import dev.trimtab.core.advice.PlanCost;
import dev.trimtab.core.advice.PlannedIndex;
import dev.trimtab.core.advice.Planner;
import dev.trimtab.core.advice.PlanningFailedException;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Index;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.Pages;
import dev.trimtab.core.model.Table;
import dev.trimtab.core.model.TableName;
import dev.trimtab.core.workload.Binding;
import dev.trimtab.core.workload.QueryShape;
import dev.trimtab.postgres.ServerMessage;
import dev.trimtab.postgres.explain.ExplainedPlan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Plans statements on the twin with any set of indexes.
 *
 * <p>A candidate is created once, at its expected size, and shown to the planner or hidden from it
 * by {@code pg_index.indisvalid}; that and the EXPLAIN are one round trip.
 */
public final class TwinPlanner implements Planner {

  /**
   * Dead versions of pg_index rows slow every look-up down; so many switches, and it is cleaned.
   */
  private static final int SWITCHES_PER_VACUUM = 4_000;

  private static final String EXPLAIN = "EXPLAIN (FORMAT JSON) ";

  private final Twin twin;
  private final Sql sql;
  private final StatementReader reader;
  private final CandidateBuilder builder;
  private final List<PlannedIndex> existing = new ArrayList<>();
  private final Map<IndexDefinition, Hypothesis> supposed = new HashMap<>();
  private final Map<String, PlannedIndex> byName = new HashMap<>();
  private final Map<Integer, List<Long>> oids = new LinkedHashMap<>();
  private final Set<Long> visible = new HashSet<>();
  private final Map<String, StatementReader.Prepared> prepared = new HashMap<>();
  private final Map<String, String> unreadable = new HashMap<>();
  private int switches;
  private int plans;

  public TwinPlanner(Twin twin) {
    this.twin = twin;
    this.sql = twin.sql();
    this.reader = new StatementReader(sql);
    this.builder = new CandidateBuilder(twin);
    sql.execute("SET plan_cache_mode = force_custom_plan");
    for (Table table : twin.snapshot().tables()) {
      for (Index index : table.indexes()) {
        Optional<Twin.Relation> relation = twin.findRelation(index.qualifiedName());
        if (relation.isPresent()) {
          var planned =
              new PlannedIndex(
                  existing.size(),
                  index.name(),
                  index.definition(),
                  index.pages().bytes(),
                  Math.max(0, index.pages().rows()),
                  false);
          existing.add(planned);
          byName.put(index.name().value(), planned);
          oids.put(planned.id(), builder.tree(relation.get().oid()));
          visible.addAll(builder.tree(relation.get().oid()));
        }
      }
    }
  }

  @Override
  public List<PlannedIndex> existing() {
    return List.copyOf(existing);
  }

  @Override
  public Hypothesis suppose(IndexDefinition definition) {
    Hypothesis known = supposed.get(definition);
    if (known != null) {
      return known;
    }
    int id = existing.size() + supposed.size();
    Identifier name = new Identifier("trimtab_c" + id);
    Hypothesis result;
    try {
      CandidateBuilder.Built built = builder.build(name, definition);
      var index =
          new PlannedIndex(
              id, name, definition, built.pages() * Pages.BLOCK_BYTES, built.entries(), true);
      oids.put(id, built.oids());
      built.names().forEach(n -> byName.put(n, index));
      result = new Hypothesis.Supposed(index);
    } catch (SQLException e) {
      result = new Hypothesis.Refused(definition, ServerMessage.of(e));
    }
    supposed.put(definition, result);
    return result;
  }

  /**
   * Lets the server read a statement.
   *
   * @throws PlanningFailedException if it does not understand it
   */
  public QueryShape read(String text) throws PlanningFailedException {
    return prepare(text).shape();
  }

  private StatementReader.Prepared prepare(String text) throws PlanningFailedException {
    var known = prepared.get(text);
    if (known != null) {
      return known;
    }
    String failure = unreadable.get(text);
    if (failure != null) {
      throw new PlanningFailedException(failure, new SQLException(failure));
    }
    try {
      var fresh = reader.read(text);
      prepared.put(text, fresh);
      return fresh;
    } catch (SQLException | IllegalArgumentException e) {
      String why =
          e instanceof SQLException refused
              ? ServerMessage.of(refused)
              : String.valueOf(e.getMessage());
      unreadable.put(text, why);
      throw new PlanningFailedException(why, e);
    }
  }

  @Override
  public PlanCost plan(Binding binding, Set<PlannedIndex> added, Set<PlannedIndex> hidden)
      throws PlanningFailedException {
    String name = prepare(binding.text()).name();
    String explain =
        switch (binding.origin()) {
          // Without parameters there is only one plan, which the server would keep whatever indexes
          // come and go; so the statement is planned afresh from its text.
          case NO_PARAMETERS -> EXPLAIN + StatementReader.stripped(binding.text());
          case SEEN, DRAWN -> EXPLAIN + "EXECUTE " + name + values(binding);
          case GENERIC ->
              "DISCARD PLANS; SET plan_cache_mode = force_generic_plan; %sEXECUTE %s%s; SET plan_cache_mode = force_custom_plan"
                  .formatted(EXPLAIN, name, values(binding));
        };
    String json = run(show(added, hidden) + explain);
    plans++;
    var plan = ExplainedPlan.read(json);
    var used =
        plan.indexNames().stream()
            .map(byName::get)
            .filter(java.util.Objects::nonNull)
            .collect(Collectors.toSet());
    return new PlanCost(plan.total(), used, plan.shape(), plan.rowsWritten());
  }

  /**
   * Returns the plan as {@code EXPLAIN} prints it, for a reader. Statement, values and indexes as
   * in {@link #plan}.
   */
  public String explain(Binding binding, Set<PlannedIndex> added, Set<PlannedIndex> hidden)
      throws PlanningFailedException {
    // Planned once for its cost already, so that the statement is prepared and can be planned.
    plan(binding, added, hidden);
    String setting =
        binding.origin() == Binding.Origin.GENERIC ? "force_generic_plan" : "force_custom_plan";
    String statement =
        binding.origin() == Binding.Origin.NO_PARAMETERS
            ? StatementReader.stripped(binding.text())
            : "EXECUTE " + prepare(binding.text()).name() + values(binding);
    sql.execute("DISCARD PLANS; SET plan_cache_mode = " + setting);
    try {
      return String.join("\n", sql.lines("EXPLAIN " + statement));
    } finally {
      sql.execute("SET plan_cache_mode = force_custom_plan");
    }
  }

  /**
   * Returns what an index would cover that is given as a {@code CREATE INDEX} statement.
   *
   * @throws IllegalArgumentException if the server does not accept it
   */
  public IndexDefinition define(String createIndex) {
    return new DefinitionReader(sql).read(createIndex);
  }

  private static String values(Binding binding) {
    return binding.values().isEmpty()
        ? ""
        : binding.values().stream()
            .map(value -> value.map(Literals::quote).orElse("NULL"))
            .collect(Collectors.joining(", ", "(", ")"));
  }

  /** Returns how many plans were asked for. */
  public int plans() {
    return plans;
  }

  private String run(String batch) throws PlanningFailedException {
    try (var statement = sql.connection().createStatement()) {
      statement.setEscapeProcessing(false);
      boolean isRows = statement.execute(batch);
      while (!isRows) {
        if (statement.getUpdateCount() == -1) {
          throw new PlanningFailedException("no plan came back", new SQLException("no result set"));
        }
        isRows = statement.getMoreResults();
      }
      try (var rows = statement.getResultSet()) {
        rows.next();
        return rows.getString(1);
      }
    } catch (SQLException e) {
      // The batch was one transaction: what it made visible is as before.
      visible.clear();
      sql.query(
              "SELECT indexrelid FROM pg_index WHERE indisvalid AND indexrelid >= 16384",
              row -> row.getLong(1))
          .forEach(visible::add);
      throw new PlanningFailedException(ServerMessage.of(e), e);
    }
  }

  /** Returns the statements that make exactly these indexes visible; empty if they are already. */
  private String show(Set<PlannedIndex> added, Set<PlannedIndex> hidden) {
    var on = new ArrayList<Long>();
    var off = new ArrayList<Long>();
    Set<Integer> wanted = added.stream().map(PlannedIndex::id).collect(Collectors.toSet());
    Set<Integer> unwanted = hidden.stream().map(PlannedIndex::id).collect(Collectors.toSet());
    oids.forEach((id, its) -> {
      boolean shown = id < existing.size() ? !unwanted.contains(id) : wanted.contains(id);
      for (long oid : its) {
        if (shown && visible.add(oid)) {
          on.add(oid);
        } else if (!shown && visible.remove(oid)) {
          off.add(oid);
        }
      }
    });
    if (switches + on.size() + off.size() > SWITCHES_PER_VACUUM) {
      sql.execute("VACUUM pg_index");
      switches = 0;
    }
    switches += on.size() + off.size();
    return toggle(on, true) + toggle(off, false);
  }

  private static String toggle(List<Long> indexes, boolean isValid) {
    return indexes.isEmpty()
        ? ""
        : "UPDATE pg_index SET indisvalid = %s WHERE indexrelid IN (%s); "
            .formatted(
                isValid, indexes.stream().map(String::valueOf).collect(Collectors.joining(", ")));
  }

  /** Returns the sizes the model predicts for indexes that exist, for a check of the model. */
  public Map<TableName, Long> modelledBytes() {
    var result = new HashMap<TableName, Long>();
    for (Table table : twin.snapshot().tables()) {
      for (Index index : table.indexes()) {
        twin.findRelation(index.qualifiedName())
            .filter(_ -> index.definition().isBtree())
            .ifPresent(relation ->
                result.put(
                    index.qualifiedName(),
                    builder.model(relation.oid(), index.definition(), index.unique()).pages()
                        * Pages.BLOCK_BYTES));
      }
    }
    return result;
  }
}
