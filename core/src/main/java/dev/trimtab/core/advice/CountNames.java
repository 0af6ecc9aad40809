package dev.trimtab.core.advice;

import dev.trimtab.core.model.Column;
import dev.trimtab.core.model.Constraint;
import dev.trimtab.core.model.CountDefinition;
import dev.trimtab.core.model.Identifier;
import dev.trimtab.core.model.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Names the column of a stored count after what it counts: {@code follows_count}; with the foreign
 * key if there are several, with the predicate if there is one.
 */
final class CountNames {

  private static final String SUFFIX = "_count";
  private static final int NUMBER_MAX = 9;

  private CountNames() {}

  /**
   * Returns a name that is free on the parent. Empty if the count seems to be stored already: a
   * {@code bigint} of such a name is one, ours or the application's own.
   */
  static Optional<Identifier> of(CountDefinition count, Table parent, Table child) {
    for (Identifier name : candidates(count, child)) {
      Optional<Column> taken = parent.findColumn(name);
      if (taken.isEmpty()) {
        return Optional.of(name);
      }
      if (isCounter(taken.get())) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static boolean isCounter(Column column) {
    return column.type().equals("bigint");
  }

  private static List<Identifier> candidates(CountDefinition count, Table child) {
    String table = count.child().name().value();
    String what = count.predicate().map(sql -> "_" + word(sql)).orElse("");
    String withKey = table + "_" + count.foreignKey().value() + what;
    var names = new ArrayList<Identifier>();
    if (referencesTo(count, child) == 1) {
      names.add(name(table + what, SUFFIX));
    }
    names.add(name(withKey, SUFFIX));
    for (int number = 2; number <= NUMBER_MAX; number++) {
      names.add(name(withKey, SUFFIX + number));
    }
    return names;
  }

  private static long referencesTo(CountDefinition count, Table child) {
    return child.constraints().stream()
        .filter(c -> c.kind() == Constraint.Kind.FOREIGN_KEY)
        .filter(c -> c.references().equals(Optional.of(count.parent())))
        .map(Constraint::columns)
        .distinct()
        .count();
  }

  private static String word(String predicate) {
    return predicate
        .replaceAll("::[a-z ]+", "")
        .replaceAll("[^\\p{L}\\p{N}]+", "_")
        .replaceAll("^_+|_+$", "");
  }

  private static Identifier name(String base, String suffix) {
    String start = base;
    while ((start + suffix).getBytes(StandardCharsets.UTF_8).length > Identifier.MAX_BYTES) {
      start = start.substring(0, start.offsetByCodePoints(start.length(), -1));
    }
    return new Identifier(start + suffix);
  }
}
