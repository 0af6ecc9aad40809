package dev.trimtab.postgres.observe;

import dev.trimtab.core.model.Column;
import dev.trimtab.core.model.Constraint;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.model.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which columns hold the same values: joined by a foreign key, or of one name and type. */
final class ColumnGroups {
  private final Map<Place, Place> leaders = new HashMap<>();

  static List<List<Place>> of(Snapshot snapshot, Set<Place> places) {
    var groups = new ColumnGroups();
    var byName = new HashMap<String, Place>();
    for (Table table : snapshot.tables()) {
      for (Column column : table.columns()) {
        var place = new Place(table.name(), column.name());
        String key = column.name() + " " + column.type() + " " + column.collation();
        groups.join(place, byName.computeIfAbsent(key, _ -> place));
      }
    }
    Map<Place, String> typesByPlace = types(snapshot);
    for (Table table : snapshot.tables()) {
      for (Constraint constraint : table.constraints()) {
        for (int i = 0; i < constraint.referencedColumns().size(); i++) {
          var from = new Place(table.name(), constraint.columns().get(i));
          var to =
              new Place(
                  constraint.references().orElse(table.name()),
                  constraint.referencedColumns().get(i));
          // A foreign key may join an int to a bigint, which have different limits.
          if (typesByPlace.getOrDefault(from, "?").equals(typesByPlace.get(to))) {
            groups.join(from, to);
          }
        }
      }
    }
    var result = new LinkedHashMap<Place, List<Place>>();
    places.forEach(p -> result.computeIfAbsent(groups.leader(p), _ -> new ArrayList<>()).add(p));
    return List.copyOf(result.values());
  }

  private static Map<Place, String> types(Snapshot snapshot) {
    var result = new HashMap<Place, String>();
    for (Table table : snapshot.tables()) {
      for (Column column : table.columns()) {
        result.put(
            new Place(table.name(), column.name()), column.type() + " " + column.collation());
      }
    }
    return result;
  }

  private Place leader(Place place) {
    Place current = place;
    for (Place next = leaders.get(current); next != null; next = leaders.get(current)) {
      current = next;
    }
    return current;
  }

  private void join(Place a, Place b) {
    Place first = leader(a);
    Place second = leader(b);
    if (!first.equals(second)) {
      leaders.put(first, second);
    }
  }
}
