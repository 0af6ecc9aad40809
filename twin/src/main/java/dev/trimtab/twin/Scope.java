package dev.trimtab.twin;

import dev.trimtab.twin.Node.Struct;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One query level while its tree is walked: what each entry of its range table is, so that a
 * variable can be followed to the column of a table it stands for.
 */
final class Scope {

  /** An entry of the range table. */
  sealed interface Entry {
    record Base(UseBuilder use) implements Entry {}

    record Derived(Scope query) implements Entry {}

    /** A join or, since server 18, a GROUP BY: its columns are expressions of this same level. */
    record Aliases(List<Node> expressions) implements Entry {}

    record Opaque() implements Entry {}
  }

  /**
   * An expression followed to tables.
   *
   * @param node the expression, variables made those of relation 1
   * @param uses the tables whose columns it reads
   * @param parameters the {@code $n} in it
   * @param isOpaque whether a part of it could not be followed: an aggregate, a sub-query
   */
  record Followed(Node node, Set<UseBuilder> uses, Set<Integer> parameters, boolean isOpaque) {

    boolean reads(UseBuilder use) {
      return uses.stream().anyMatch(its -> its.number == use.number);
    }

    /** Returns the one table it is about, if it is about one and wholly understood. */
    Optional<UseBuilder> onlyUse() {
      return uses.size() == 1 && !isOpaque ? Optional.of(uses.iterator().next()) : Optional.empty();
    }
  }

  final Struct query;
  final @Nullable Scope parent;
  final List<Entry> entries = new ArrayList<>();
  final Map<String, Scope> commonTables = new HashMap<>();

  Scope(Struct query, @Nullable Scope parent) {
    this.query = query;
    this.parent = parent;
  }

  private Optional<Scope> up(int levels) {
    Scope scope = this;
    for (int i = 0; i < levels; i++) {
      if (scope.parent == null) {
        return Optional.empty();
      }
      scope = scope.parent;
    }
    return Optional.of(scope);
  }

  /** Finds a common table expression here or further out. */
  Optional<Scope> commonTable(String name) {
    for (Scope scope = this; scope != null; scope = scope.parent) {
      Scope found = scope.commonTables.get(name);
      if (found != null) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  Followed follow(Node expression) {
    var walk = new Walk();
    Node node = walk.rewrite(expression, this, 0);
    return new Followed(node, walk.uses, walk.parameters, walk.isOpaque);
  }

  private static final class Walk {
    /** Deeper chains of sub-queries are taken as opaque. */
    private static final int DEPTH_MAX = 60;

    final Set<UseBuilder> uses = new LinkedHashSet<>();
    final Set<Integer> parameters = new LinkedHashSet<>();
    boolean isOpaque;

    Node rewrite(Node node, Scope scope, int depth) {
      return switch (node) {
        case Node.Word word -> word;
        case Node.Sequence(var items) ->
            new Node.Sequence(items.stream().map(item -> rewrite(item, scope, depth)).toList());
        case Struct struct -> rewriteStruct(struct, scope, depth);
      };
    }

    private Node rewriteStruct(Struct struct, Scope scope, int depth) {
      return switch (struct.type()) {
        case "VAR" -> depth > DEPTH_MAX ? opaque(struct) : variable(struct, scope, depth);
        case "SUBLINK", "AGGREF", "WINDOWFUNC", "GROUPINGFUNC", "QUERY" -> opaque(struct);
        case "PARAM" -> {
          if (struct.number("paramkind") == 0) {
            parameters.add(struct.number("paramid"));
          }
          yield struct;
        }
        default -> {
          var fields = new LinkedHashMap<String, List<Node>>();
          struct
              .fields()
              .forEach((name, values) ->
                  fields.put(name, values.stream().map(v -> rewrite(v, scope, depth)).toList()));
          yield new Struct(struct.type(), fields);
        }
      };
    }

    private Node opaque(Node node) {
      isOpaque = true;
      return node;
    }

    private Node variable(Struct variable, Scope from, int depth) {
      Optional<Scope> at = from.up(variable.number("varlevelsup"));
      int entry = variable.number("varno") - 1;
      int column = variable.number("varattno");
      if (at.isEmpty() || entry < 0 || entry >= at.get().entries.size()) {
        return opaque(variable);
      }
      return switch (at.get().entries.get(entry)) {
        case Entry.Base(var use) -> {
          uses.add(use);
          use.mention(column);
          yield ofRelationOne(variable);
        }
        case Entry.Aliases(var expressions) ->
            column >= 1 && column <= expressions.size()
                ? rewrite(expressions.get(column - 1), at.get(), depth + 1)
                : opaque(variable);
        case Entry.Derived(var query) ->
            query
                .output(column)
                .map(expression -> rewrite(expression, query, depth + 1))
                .orElseGet(() -> opaque(variable));
        case Entry.Opaque() -> opaque(variable);
      };
    }

    private static Node ofRelationOne(Struct variable) {
      var fields = new LinkedHashMap<>(variable.fields());
      fields.put("varno", List.of(new Node.Word("1")));
      fields.put("varlevelsup", List.of(new Node.Word("0")));
      if (fields.containsKey("varnullingrels")) {
        fields.put("varnullingrels", List.of(new Node.Sequence(List.of(new Node.Word("b")))));
      }
      if (fields.containsKey("varnosyn")) {
        fields.put("varnosyn", List.of(new Node.Word("1")));
        fields.put("varattnosyn", fields.get("varattno"));
      }
      return new Struct("VAR", fields);
    }
  }

  /** Returns the expression of an output column, unless set operations stand before it. */
  Optional<Node> output(int column) {
    boolean isSetOperation = query.struct("setOperations").isPresent();
    return isSetOperation
        ? Optional.empty()
        : query.structs("targetList").stream()
            .filter(entry -> entry.number("resno") == column)
            .map(entry -> entry.first("expr"))
            .findFirst();
  }
}
