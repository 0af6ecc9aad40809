package dev.trimtab.core.advice;

import dev.trimtab.core.model.Extension;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.TableName;
import java.util.Optional;

/** A change the advisor would make. It names no time and no permission: those come later. */
public sealed interface Recommendation {

  TableName table();

  /** The index that is made or taken away. */
  Identifier index();

  /** Why, as one sentence for the operator, with the facts that led here. */
  String reason();

  Evidence evidence();

  /** The statement that carries it out, without blocking writers. */
  String applySql();

  /** The statement that takes it back, without blocking writers. */
  String undoSql();

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

  private static String dropSql(TableName index) {
    return "DROP INDEX CONCURRENTLY " + index.toSql();
  }
}
