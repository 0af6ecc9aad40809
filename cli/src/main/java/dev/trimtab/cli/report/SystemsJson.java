package dev.trimtab.cli.report;

import dev.trimtab.cli.report.Systems.One;
import dev.trimtab.core.proof.Timing;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Claims and measurements for programs. */
public final class SystemsJson {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private SystemsJson() {}

  /** Returns one object with an array of systems. */
  public static String render(Systems systems) {
    ObjectNode root = JSON.createObjectNode();
    root.put("at", systems.at().toString())
        .put("machine", systems.machine())
        .put("postgres", systems.postgres())
        .put("scale", systems.scale());
    ObjectNode settings = root.putObject("settings");
    new TreeMap<>(systems.settings()).forEach(settings::put);
    ArrayNode all = root.putArray("systems");
    systems.systems().forEach(system -> system(all.addObject(), system));
    return JSON.writeValueAsString(root) + "\n";
  }

  private static void system(ObjectNode node, One system) {
    node.put("name", system.name())
        .put("bytes", system.bytes())
        .put("hourBeforeMillis", system.hourBefore())
        .put("tookMillis", system.took().toMillis());
    ArrayNode rows = node.putArray("claims");
    for (var row : system.rows()) {
      ObjectNode its =
          rows.addObject()
              .put("work", row.work())
              .put("claimed", row.claimed())
              .put("unit", row.unit())
              .put("verdict", row.verdict().toString())
              .put("note", row.note());
      timing(its, "before", row.before());
      timing(its, "after", row.after());
    }
    ArrayNode sets = node.putArray("indexSets");
    for (var set : system.sets()) {
      ObjectNode its =
          sets.addObject()
              .put("name", set.name())
              .put("hourMillis", set.hourMillis())
              .put("indexes", set.indexes())
              .put("bytes", set.bytes())
              .put("walBytesPerHour", set.walPerHour());
      list(its, "definitions", set.definitions());
      ArrayNode slowest = its.putArray("slowest");
      set.slowest()
          .forEach(share ->
              slowest
                  .addObject()
                  .put("statement", share.statement())
                  .put("hourMillis", share.hourMillis()));
    }
    list(node, "redundant", system.redundant());
    list(node, "unused", system.unused());
    list(node, "missing", system.missing());
  }

  private static void timing(ObjectNode node, String name, Optional<Timing> timing) {
    timing.ifPresent(t ->
        node.putObject(name)
            .put("median", t.median())
            .put("min", t.min())
            .put("max", t.max())
            .put("runs", t.runs()));
  }

  private static void list(ObjectNode node, String name, List<String> lines) {
    ArrayNode array = node.putArray(name);
    lines.forEach(array::add);
  }
}
