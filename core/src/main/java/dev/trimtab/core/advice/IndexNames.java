package dev.trimtab.core.advice;

import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Index;
import dev.trimtab.core.model.IndexDefinition;
import dev.trimtab.core.model.IndexKey;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.model.TableName;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Names new indexes after what they are: {@code orders_customer_id_placed_at_idx}, as PostgreSQL
 * itself would, with {@code _part} for a partial and {@code _cover} for a covering one.
 */
final class IndexNames {

  private final Set<TableName> taken = new HashSet<>();

  IndexNames(Snapshot snapshot) {
    snapshot
        .tables()
        .forEach(table -> {
          taken.add(table.name());
          table.indexes().stream().map(Index::qualifiedName).forEach(taken::add);
        });
    snapshot.views().forEach(view -> taken.add(view.name()));
    taken.addAll(snapshot.sequences());
  }

  /** Returns a name that nothing in the schema has, and takes it. */
  Identifier name(IndexDefinition index) {
    var base = new StringBuilder(index.table().name().value());
    for (IndexKey key : index.keys()) {
      base.append('_').append(key.column().map(Identifier::value).orElseGet(() -> word(key.sql())));
    }
    String suffix =
        (index.isBtree() ? "" : "_" + index.method())
            + (index.predicate().isPresent() ? "_part" : "")
            + (index.include().isEmpty() ? "" : "_cover")
            + "_idx";
    for (int number = 0; ; number++) {
      String end = number == 0 ? suffix : suffix + number;
      Identifier name =
          new Identifier(cut(base.toString(), Identifier.MAX_BYTES - bytes(end)) + end);
      if (taken.add(index.table().sibling(name))) {
        return name;
      }
    }
  }

  private static String word(String expression) {
    String words = expression.replaceAll("[^\\p{Alnum}]+", "_").replaceAll("^_+|_+$", "");
    return words.isEmpty() ? "expr" : cut(words, 24);
  }

  private static String cut(String text, int bytesMax) {
    String result = text;
    while (bytes(result) > bytesMax) {
      result = result.substring(0, result.offsetByCodePoints(result.length(), -1));
    }
    return result;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
