package dev.trimtab.twin;

import dev.trimtab.core.model.Column;
import dev.trimtab.core.model.Constraint;
import dev.trimtab.core.model.Extension;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Index;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.model.Table;
import dev.trimtab.core.model.TableName;
import dev.trimtab.postgres.ServerMessage;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Creates the schema of a snapshot in an empty database.
 *
 * <p>Objects depend on each other in ways only the server knows (a view on a function on a type on
 * a table), so there is no order to compute: every step is tried, those that failed are tried again
 * as long as any succeeds, and what remains is left out by name.
 */
final class SchemaLoader {

  /** Dependencies deeper than this are left out rather than tried for ever. */
  private static final int ROUNDS_MAX = 20;

  /** Need to be loaded when the server starts, or make no difference to planning. */
  private static final Set<String> NOT_NEEDED = Set.of("plpgsql", "pg_stat_statements");

  private final Sql sql;
  private final Snapshot snapshot;
  private final List<String> leftOut = new ArrayList<>();

  SchemaLoader(Sql sql, Snapshot snapshot) {
    this.sql = sql;
    this.snapshot = snapshot;
  }

  private record Step(String what, String ddl) {}

  /** Creates everything and returns what could not be, one sentence each. */
  List<String> load() {
    sql.execute("SET check_function_bodies = off");
    createSchemas();
    createExtensions();
    var steps = new ArrayList<Step>();
    snapshot.types().forEach(t -> steps.add(new Step("type " + t.name(), t.definition())));
    snapshot.sequences().stream()
        .filter(name -> !isOfIdentity(name))
        .forEach(
            name -> steps.add(new Step("sequence " + name, "CREATE SEQUENCE " + name.toSql())));
    snapshot.functions().forEach(f -> steps.add(new Step("function " + f.name(), f.definition())));
    tables().forEach(table -> steps.add(new Step("table " + table.name(), createTable(table))));
    snapshot
        .views()
        .forEach(view ->
            steps.add(
                new Step(
                    "view " + view.name(),
                    "CREATE VIEW %s AS %s".formatted(view.name().toSql(), view.definition()))));
    run(steps);
    run(attachments());
    run(keysAndIndexes());
    run(otherConstraints());
    run(
        snapshot.extendedStatistics().stream()
            .map(s -> new Step("statistics " + s.name(), s.definition()))
            .toList());
    return leftOut;
  }

  /** Identity columns make their own sequence, under the name it has in the target by default. */
  private boolean isOfIdentity(TableName sequence) {
    return snapshot.tables().stream()
        .filter(table -> table.name().schema().equals(sequence.schema()))
        .anyMatch(table ->
            table.columns().stream()
                .filter(SchemaLoader::isIdentity)
                .anyMatch(column ->
                    sequence
                        .name()
                        .value()
                        .equals(table.name().name() + "_" + column.name() + "_seq")));
  }

  private static boolean isIdentity(Column column) {
    return switch (column.generation()) {
      case IDENTITY_ALWAYS, IDENTITY_BY_DEFAULT -> true;
      case NONE, STORED, VIRTUAL -> false;
    };
  }

  private void createSchemas() {
    Set<Identifier> schemas = new TreeSet<>();
    snapshot.tables().forEach(table -> schemas.add(table.name().schema()));
    snapshot.views().forEach(view -> schemas.add(view.name().schema()));
    snapshot.types().forEach(type -> schemas.add(type.name().schema()));
    snapshot.functions().forEach(function -> schemas.add(function.name().schema()));
    snapshot.server().extensions().forEach(extension -> schemas.add(extension.schema()));
    snapshot.server().installable().forEach(extension -> schemas.add(extension.schema()));
    schemas.removeIf(schema -> schema.value().startsWith("pg_"));
    sql.execute(
        schemas.stream()
            .map(schema -> "CREATE SCHEMA IF NOT EXISTS %s;".formatted(schema.toSql()))
            .collect(Collectors.joining()));
  }

  private void createExtensions() {
    Set<String> available =
        new TreeSet<>(sql.query("SELECT name FROM pg_available_extensions", r -> r.getString(1)));
    for (Extension extension : snapshot.server().extensions()) {
      String name = extension.name().value();
      if (NOT_NEEDED.contains(name)) {
        continue;
      }
      if (!available.contains(name)) {
        leftOut.add("extension %s: the twin's server does not have it".formatted(name));
        continue;
      }
      String ddl =
          "CREATE EXTENSION IF NOT EXISTS %s SCHEMA %s CASCADE"
              .formatted(extension.name().toSql(), extension.schema().toSql());
      run(List.of(new Step("extension " + name, ddl)));
    }
    createInstallable(available);
  }

  /** What could be had is on the twin already, so that the indexes it would allow are tried. */
  private void createInstallable(Set<String> available) {
    for (Extension extension : snapshot.server().installable()) {
      if (available.contains(extension.name().value())) {
        run(List.of(new Step("extension " + extension.name(), extension.createSql())));
      }
    }
  }

  private List<Table> tables() {
    return snapshot.tables().stream()
        .filter(table ->
            switch (table.kind()) {
              case TABLE, PARTITIONED, MATERIALIZED_VIEW -> true;
              case FOREIGN -> {
                leftOut.add("foreign table %s: its rows are elsewhere".formatted(table.name()));
                yield false;
              }
            })
        .toList();
  }

  private static String createTable(Table table) {
    String columns =
        table.columns().stream().map(SchemaLoader::column).collect(Collectors.joining(", "));
    String inherits =
        table.partitionBound().isPresent() || table.inherits().isEmpty()
            ? ""
            : table.inherits().stream()
                .map(TableName::toSql)
                .collect(Collectors.joining(", ", " INHERITS (", ")"));
    String partitioned = table.partitionKey().map(" PARTITION BY "::concat).orElse("");
    String options =
        table.options().isEmpty() || table.kind() == Table.Kind.PARTITIONED
            ? ""
            : " WITH (" + String.join(", ", table.options()) + ")";
    return "CREATE TABLE %s (%s)%s%s%s"
        .formatted(table.name().toSql(), columns, inherits, partitioned, options);
  }

  private static String column(Column column) {
    String type = column.name().toSql() + " " + column.type();
    String collated = column.collation().map(c -> type + " COLLATE " + c).orElse(type);
    return switch (column.generation()) {
      case NONE -> collated + (column.notNull() ? " NOT NULL" : "");
      case IDENTITY_ALWAYS, IDENTITY_BY_DEFAULT -> collated + " GENERATED BY DEFAULT AS IDENTITY";
      case STORED -> collated + generated(column) + " STORED";
      case VIRTUAL -> collated + generated(column) + " VIRTUAL";
    };
  }

  private static String generated(Column column) {
    return " GENERATED ALWAYS AS (%s)".formatted(column.defaultSql().orElse("NULL"));
  }

  private List<Step> attachments() {
    var steps = new ArrayList<Step>();
    for (Table table : snapshot.tables()) {
      if (table.partitionBound().isPresent() && !table.inherits().isEmpty()) {
        steps.add(
            new Step(
                "partition " + table.name(),
                "ALTER TABLE %s ATTACH PARTITION %s %s"
                    .formatted(
                        table.inherits().getFirst().toSql(),
                        table.name().toSql(),
                        table.partitionBound().get())));
      }
    }
    return steps;
  }

  /** Partitions first: the index of their parent then finds theirs and takes it in. */
  private List<Step> keysAndIndexes() {
    var partitions = new ArrayList<Step>();
    var parents = new ArrayList<Step>();
    for (Table table : snapshot.tables()) {
      List<Step> steps = table.kind() == Table.Kind.PARTITIONED ? parents : partitions;
      for (Index index : table.indexes()) {
        if (index.valid()) {
          steps.add(keyOrIndex(table, index));
        }
      }
    }
    // A sub-partitioned table is both; the retries put its parents after it.
    partitions.addAll(parents.reversed());
    return partitions;
  }

  private static Step keyOrIndex(Table table, Index index) {
    return index
        .constraint()
        .flatMap(name -> table.constraints().stream().filter(c -> c.name().equals(name)).findAny())
        .map(constraint ->
            new Step(
                "constraint %s of %s".formatted(constraint.name(), table.name()),
                addConstraint(table, constraint)))
        .orElseGet(() ->
            new Step(
                "index " + index.qualifiedName(),
                // A partitioned index is printed with ONLY, which would not take partitions in.
                index.sql().replaceFirst(" ON ONLY ", " ON ")));
  }

  private List<Step> otherConstraints() {
    var steps = new ArrayList<Step>();
    for (Table table : snapshot.tables()) {
      for (Constraint constraint : table.constraints()) {
        boolean wanted =
            switch (constraint.kind()) {
              case CHECK, FOREIGN_KEY -> true;
              case PRIMARY_KEY, UNIQUE, EXCLUSION, NOT_NULL, TRIGGER -> false;
            };
        if (wanted && table.kind() != Table.Kind.FOREIGN) {
          steps.add(
              new Step(
                  "constraint %s of %s".formatted(constraint.name(), table.name()),
                  addConstraint(table, constraint)));
        }
      }
    }
    return steps;
  }

  private static String addConstraint(Table table, Constraint constraint) {
    return "ALTER TABLE %s ADD CONSTRAINT %s %s"
        .formatted(table.name().toSql(), constraint.name().toSql(), constraint.definition());
  }

  /** Runs steps until all are done or none of the rest can be. */
  private void run(List<Step> steps) {
    List<Step> open = steps;
    var failures = new ArrayList<String>();
    for (int round = 0; round < ROUNDS_MAX && !open.isEmpty(); round++) {
      var failed = new LinkedHashSet<Step>();
      failures.clear();
      for (Step step : open) {
        try {
          sql.tryExecute(step.ddl());
        } catch (SQLException e) {
          if (!isAlreadyThere(e)) {
            failed.add(step);
            failures.add("%s: %s".formatted(step.what(), ServerMessage.of(e)));
          }
        }
      }
      if (failed.size() == open.size()) {
        break;
      }
      open = List.copyOf(failed);
    }
    if (!open.isEmpty()) {
      leftOut.addAll(failures);
    }
  }

  /** Constraints and indexes of a parent come to its partitions by themselves. */
  private static boolean isAlreadyThere(SQLException e) {
    return Set.of("42710", "42P07", "42P16").contains(e.getSQLState());
  }
}
