package dev.trimtab.core.advice;

import dev.trimtab.core.model.CountDefinition;
import dev.trimtab.core.model.Extension;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.TableName;
import java.util.List;
import java.util.Optional;

/** A change the advisor would make. It names no time and no permission: those come later. */
public sealed interface Recommendation {

  TableName table();

  /** The index that is made or taken away; of a stored count, its column. */
  Identifier index();

  /** Why, as one sentence for the operator, with the facts that led here. */
  String reason();

  Evidence evidence();

  /**
   * What carries it out without blocking writers: a statement, or several with semicolons between,
   * each to be run by itself and outside of a transaction.
   */
  String applySql();

  /** What takes it back, in the same form. */
  String undoSql();

  /** Returns whether both do the same thing to the same object. */
  default boolean isSameChange(Recommendation other) {
    return getClass() == other.getClass()
        && table().equals(other.table())
        && index().equals(other.index())
        && applySql().equals(other.applySql());
  }

  /**
   * Build an index.
   *
   * @param requires an extension that must be installed first, for its operator class; taking the
   *     index back leaves it
   */
  record CreateIndex(
      Identifier index,
      IndexDefinition definition,
      Optional<Extension> requires,
      String reason,
      Evidence evidence)
      implements Recommendation {

    @Override
    public TableName table() {
      return definition.table();
    }

    @Override
    public String applySql() {
      String create = definition.createConcurrently(index);
      return requires.map(it -> it.createSql() + ";\n" + create).orElse(create);
    }

    @Override
    public String undoSql() {
      return dropSql(table().sibling(index));
    }
  }

  /**
   * Drop an index.
   *
   * @param definition what it covers
   * @param cause why it is not needed
   * @param fullSql its complete definition ({@code pg_get_indexdef}), because taking back a drop
   *     means building it again
   */
  record DropIndex(
      Identifier index,
      IndexDefinition definition,
      Cause cause,
      String fullSql,
      String reason,
      Evidence evidence)
      implements Recommendation {

    /** Why an index is not needed. */
    public enum Cause {
      /** Never scanned in the stated period, on this server and the stated replicas. */
      UNUSED,
      /** Another index, existing or recommended, serves every search of it. */
      REDUNDANT,
      /** Left behind by a failed concurrent build. */
      INVALID
    }

    @Override
    public TableName table() {
      return definition.table();
    }

    @Override
    public String applySql() {
      return dropSql(table().sibling(index));
    }

    @Override
    public String undoSql() {
      return fullSql.replaceFirst("^CREATE (UNIQUE )?INDEX ", "CREATE $1INDEX CONCURRENTLY ");
    }
  }

  /**
   * Keep a count in a column of the parent instead of counting its children each time. It helps
   * only when the application reads the column, so it is never made without being asked for.
   *
   * @param column the column, on the parent
   */
  record StoredCount(
      Identifier column, CountDefinition definition, String reason, Evidence evidence)
      implements Recommendation {

    @Override
    public TableName table() {
      return definition.parent();
    }

    @Override
    public Identifier index() {
      return column;
    }

    @Override
    public String applySql() {
      return script(new StoredCountScript(definition, column).apply());
    }

    @Override
    public String undoSql() {
      return script(new StoredCountScript(definition, column).undo());
    }

    /** Returns what the application has to ask instead of counting. */
    public String rewritten() {
      return definition.rewritten(column);
    }

    private static String script(List<String> statements) {
      return String.join(";\n", statements);
    }
  }

  private static String dropSql(TableName index) {
    return "DROP INDEX CONCURRENTLY " + index.toSql();
  }
}
