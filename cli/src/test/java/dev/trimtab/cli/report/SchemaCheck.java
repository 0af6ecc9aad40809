package dev.trimtab.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * As much of JSON Schema (2020-12) as our schema uses: types, required and closed properties,
 * items, enumerations, constants, local references. Anything else in a schema is refused, so that
 * nothing is believed to be checked that is not.
 */
final class SchemaCheck {

  private static final Set<String> KNOWN =
      Set.of(
          "$schema",
          "$defs",
          "$ref",
          "title",
          "description",
          "format",
          "type",
          "required",
          "properties",
          "additionalProperties",
          "items",
          "enum",
          "const",
          "minimum");

  private final JsonNode root;
  private final List<String> violations = new ArrayList<>();

  SchemaCheck(JsonNode root) {
    this.root = root;
  }

  List<String> violations(JsonNode value) {
    check(root, value, "");
    return violations;
  }

  private void check(JsonNode schema, JsonNode value, String path) {
    if (schema.has("$ref")) {
      String pointer = schema.get("$ref").asString().substring(1);
      JsonNode target = root.at(pointer);
      require(!target.isMissingNode(), path, "no definition " + pointer);
      check(target, value, path);
      return;
    }
    schema.propertyNames().forEach(name -> require(KNOWN.contains(name), path, "unknown " + name));
    if (schema.has("type")) {
      require(isOfType(schema.get("type").asString(), value), path, "is no " + schema.get("type"));
    }
    if (schema.has("const")) {
      require(schema.get("const").equals(value), path, "is not " + schema.get("const"));
    }
    if (schema.has("enum")) {
      boolean found = false;
      for (JsonNode one : schema.get("enum")) {
        found |= one.equals(value);
      }
      require(found, path, value + " is none of " + schema.get("enum"));
    }
    if (schema.has("minimum")) {
      require(value.asDouble() >= schema.get("minimum").asDouble(), path, "is too small");
    }
    checkParts(schema, value, path);
  }

  private void checkParts(JsonNode schema, JsonNode value, String path) {
    if (schema.has("required")) {
      for (JsonNode name : schema.get("required")) {
        require(value.has(name.asString()), path, "lacks " + name);
      }
    }
    if (schema.has("properties")) {
      value
          .properties()
          .forEach(property -> {
            JsonNode its = schema.get("properties").get(property.getKey());
            require(its != null, path, "has an unknown " + property.getKey());
            if (its != null) {
              check(its, property.getValue(), path + "/" + property.getKey());
            }
          });
    }
    if (schema.has("items")) {
      int number = 0;
      for (JsonNode item : value) {
        check(schema.get("items"), item, path + "/" + number++);
      }
    }
  }

  private static boolean isOfType(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isString();
      case "number" -> value.isNumber();
      case "integer" -> value.isIntegralNumber();
      case "boolean" -> value.isBoolean();
      default -> false;
    };
  }

  private void require(boolean holds, String path, String otherwise) {
    if (!holds) {
      violations.add(path + " " + otherwise);
    }
  }
}
