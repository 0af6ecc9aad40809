package dev.trimtab.cache.postgres;

import dev.trimtab.cache.Tag;
import dev.trimtab.cache.postgres.LogMessage.Begin;
import dev.trimtab.cache.postgres.LogMessage.Column;
import dev.trimtab.cache.postgres.LogMessage.Commit;
import dev.trimtab.cache.postgres.LogMessage.Delete;
import dev.trimtab.cache.postgres.LogMessage.Insert;
import dev.trimtab.cache.postgres.LogMessage.Other;
import dev.trimtab.cache.postgres.LogMessage.Relation;
import dev.trimtab.cache.postgres.LogMessage.Truncate;
import dev.trimtab.cache.postgres.LogMessage.Update;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Turns the messages of the log into what became stale, transaction by transaction.
 *
 * <p>Where it cannot know which tags a change concerns, everything is stale: after a TRUNCATE of a
 * table whose rows have tags of their own, when the replica identity does not have a column that a
 * tag needs, and after a transaction that changed more than anyone can name one by one.
 *
 * <p>One per connection, because tables are introduced once per connection. Not thread-safe.
 */
final class ChangeReader {

  /** As text about 5 MB. A transaction that touches more keys leaves little of a cache anyway. */
  static final int TAGS_MAX = 50_000;

  private final Map<TableName, List<TableBinding>> bindings = new HashMap<>();
  private final Function<TableName, List<TableName>> ancestors;
  private final Map<Integer, Table> tables = new HashMap<>();
  private final Set<Tag> tags = new LinkedHashSet<>();
  private Optional<String> everything = Optional.empty();
  private long xid;

  /**
   * Creates a reader.
   *
   * @param ancestors of a table: what it is a partition of, or inherits from, directly or not
   */
  ChangeReader(List<TableBinding> bindings, Function<TableName, List<TableName>> ancestors) {
    for (TableBinding binding : bindings) {
      this.bindings.computeIfAbsent(binding.table(), _ -> new ArrayList<>()).add(binding);
    }
    this.ancestors = ancestors;
  }

  /** Takes a message and returns what its transaction changed, if it was the last of one. */
  Optional<Changes> accept(LogMessage message) {
    return switch (message) {
      case Begin begin -> {
        xid = begin.xid();
        tags.clear();
        everything = Optional.empty();
        yield Optional.empty();
      }
      case Commit commit -> {
        var changes = new Changes(xid, commit.end(), tags, everything);
        tags.clear();
        yield Optional.of(changes);
      }
      case Relation relation -> {
        tables.put(relation.id(), table(relation));
        yield Optional.empty();
      }
      case Insert insert -> {
        table(insert.relation()).inserted(insert.row());
        yield Optional.empty();
      }
      case Update update -> {
        table(update.relation()).updated(update);
        yield Optional.empty();
      }
      case Delete delete -> {
        table(delete.relation()).deleted(delete.before());
        yield Optional.empty();
      }
      case Truncate truncate -> {
        truncate.relations().forEach(id -> table(id).truncated());
        yield Optional.empty();
      }
      case Other _ -> Optional.empty();
    };
  }

  private Table table(int id) {
    Table table = tables.get(id);
    if (table == null) {
      throw new IllegalStateException("a change of a table that was not introduced: oid " + id);
    }
    return table;
  }

  private Table table(Relation relation) {
    var names = new ArrayList<TableName>(List.of(relation.name()));
    names.addAll(ancestors.apply(relation.name()));
    var known = new ArrayList<BoundColumns>();
    for (TableName name : names) {
      for (TableBinding binding : bindings.getOrDefault(name, List.of())) {
        if (!binding.columns().isEmpty()) {
          known.add(BoundColumns.of(binding, relation));
        }
      }
    }
    return new Table(
        relation.name(), names.stream().map(TableBinding::tag).toList(), List.copyOf(known));
  }

  private void add(Tag tag) {
    if (tags.size() < TAGS_MAX) {
      tags.add(tag);
    } else if (!tags.contains(tag)) {
      everythingBecause("one transaction changed more than %,d keys".formatted(TAGS_MAX));
    }
  }

  private void everythingBecause(String reason) {
    if (everything.isEmpty()) {
      everything = Optional.of(reason);
    }
  }

  /** Where a binding's columns are in the tuples of a table. */
  private record BoundColumns(
      TableBinding binding, Map<String, Integer> positions, boolean areInIdentity) {

    static BoundColumns of(TableBinding binding, Relation relation) {
      var positions = new HashMap<String, Integer>();
      var identity = new HashSet<String>();
      for (int i = 0; i < relation.columns().size(); i++) {
        Column column = relation.columns().get(i);
        positions.put(column.name(), i);
        if (column.isInIdentity()) {
          identity.add(column.name());
        }
      }
      return new BoundColumns(binding, positions, identity.containsAll(binding.columns()));
    }

    boolean areAllThere() {
      return positions.keySet().containsAll(binding.columns());
    }
  }

  /** A table as the log introduced it, with what depends on it. */
  private final class Table {

    private final TableName name;
    private final List<Tag> tableTags;
    private final List<BoundColumns> bound;

    Table(TableName name, List<Tag> tableTags, List<BoundColumns> bound) {
      this.name = name;
      this.tableTags = tableTags;
      this.bound = bound;
    }

    void inserted(Tuple row) {
      tableTags.forEach(ChangeReader.this::add);
      bound.forEach(columns -> addTag(columns, row, Optional.empty()));
    }

    /** Without an old tuple no column of the identity changed, and the new one has them all. */
    void updated(Update update) {
      tableTags.forEach(ChangeReader.this::add);
      for (BoundColumns columns : bound) {
        addTag(columns, update.after(), update.before());
        if (!columns.areInIdentity()) {
          unknownBefore(columns);
        } else {
          update.before().ifPresent(before -> addTag(columns, before, Optional.empty()));
        }
      }
    }

    void deleted(Tuple before) {
      tableTags.forEach(ChangeReader.this::add);
      for (BoundColumns columns : bound) {
        if (columns.areInIdentity()) {
          addTag(columns, before, Optional.empty());
        } else {
          unknownBefore(columns);
        }
      }
    }

    void truncated() {
      tableTags.forEach(ChangeReader.this::add);
      if (!bound.isEmpty()) {
        everythingBecause(name + " was truncated");
      }
    }

    private void unknownBefore(BoundColumns columns) {
      everythingBecause(
          "a row of %s changed whose %s was not in the log: its replica identity lacks it"
              .formatted(name, String.join(", ", columns.binding().columns())));
    }

    /** A long value that did not change is in the old tuple, if anywhere. */
    private void addTag(BoundColumns columns, Tuple row, Optional<Tuple> instead) {
      if (!columns.areAllThere()) {
        everythingBecause(
            "%s has no column that %s needs".formatted(name, columns.binding().toString()));
        return;
      }
      var missing = new HashSet<String>();
      Optional<Tag> tag =
          columns
              .binding()
              .tag(column -> {
                int position = columns.positions().getOrDefault(column, -1);
                return value(row, position, instead, () -> missing.add(column));
              });
      if (missing.isEmpty()) {
        tag.ifPresent(ChangeReader.this::add);
      } else {
        everythingBecause(
            "a row of %s changed whose long %s was not in the log"
                .formatted(name, String.join(", ", missing)));
      }
    }

    private static Optional<String> value(
        Tuple row, int position, Optional<Tuple> instead, Runnable whenMissing) {
      return switch (row.value(position)) {
        case Tuple.Value.Text(String text) -> Optional.of(text);
        case Tuple.Value.Null() -> Optional.empty();
        case Tuple.Value.Unchanged() -> {
          if (instead.isPresent()) {
            yield value(instead.get(), position, Optional.empty(), whenMissing);
          }
          whenMissing.run();
          yield Optional.empty();
        }
      };
    }
  }
}
