package dev.trimtab.postgres.observe;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.TableName;

/** A column of a table, or a key of an index. */
record Place(TableName relation, Identifier column) {

  /** Returns the place of a key, which has no name of its own. */
  static Place ofKey(TableName index, int key) {
    return new Place(index, new Identifier("key " + key));
  }
}
