package dev.trimtab.postgres.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Reads {@code EXPLAIN (FORMAT JSON)}.
 *
 * @param total total cost of the top node
 * @param indexNames names of all indexes used
 * @param shape nodes, relations and indexes as nested text
 * @param rowsWritten how many rows it expects to insert, update or delete; 0 for a read
 */
public record ExplainedPlan(
    double total, Set<String> indexNames, String shape, double rowsWritten) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads the one plan of the output. */
  public static ExplainedPlan read(String json) {
    JsonNode root = JSON.readTree(json).get(0).get("Plan");
    var indexes = new TreeSet<String>();
    String shape = shape(root, indexes);
    return new ExplainedPlan(root.get("Total Cost").asDouble(), indexes, shape, written(root));
  }

  /** The rows that come into a node that writes, wherever it is in the plan. */
  private static double written(JsonNode node) {
    double rows = 0;
    if (node.has("Plans")) {
      for (JsonNode child : node.get("Plans")) {
        rows +=
            text(node, "Node Type").equals("ModifyTable") && feeds(child)
                ? child.get("Plan Rows").asDouble()
                : written(child);
      }
    }
    return rows;
  }

  /** Of the children of a node that writes, others compute values or what WITH names. */
  private static boolean feeds(JsonNode child) {
    String relationship = text(child, "Parent Relationship");
    return relationship.equals("Outer") || relationship.equals("Member");
  }

  /** Returns the rows the top node expects. */
  public static double rows(String json) {
    return JSON.readTree(json).get(0).get("Plan").get("Plan Rows").asDouble();
  }

  private static String shape(JsonNode node, Set<String> indexes) {
    var out = new StringBuilder(text(node, "Node Type"));
    for (String detail : List.of("Join Type", "Strategy", "Scan Direction", "Relation Name")) {
      if (node.has(detail)) {
        out.append(' ').append(text(node, detail));
      }
    }
    if (node.has("Index Name")) {
      String name = text(node, "Index Name");
      indexes.add(name);
      out.append(" using ").append(name);
    }
    var children = new ArrayList<String>();
    if (node.has("Plans")) {
      for (JsonNode child : node.get("Plans")) {
        children.add(shape(child, indexes));
      }
    }
    if (!children.isEmpty()) {
      out.append(" (").append(String.join(", ", children)).append(')');
    }
    return out.toString();
  }

  private static String text(JsonNode node, String field) {
    return node.get(field).asString();
  }
}
