package dev.trimtab.batch.automatic;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values that a parent's result will feed to a loop, each once, in the order of its rows.
 *
 * @param places of each, in the order they come
 */
record Feed(Map<List<String>, Integer> places, List<List<String>> values) {

  /** A parent of more rows feeds its loop from the first ones. */
  private static final int VALUES_MAX = 20_000;

  Feed {
    places = Map.copyOf(places);
    values = List.copyOf(values);
  }

  /** Reads them from a result, which is at its end then. */
  static Feed of(ResultSet rows, List<Integer> columns, List<ParameterType> types)
      throws SQLException {
    var places = new LinkedHashMap<List<String>, Integer>();
    while (rows.next() && places.size() < VALUES_MAX) {
      var value = new ArrayList<String>(columns.size());
      for (int i = 0; i < columns.size(); i++) {
        String text = rows.getString(columns.get(i));
        if (text != null && types.get(i).accepts(text)) {
          value.add(text);
        }
      }
      if (value.size() == columns.size()) {
        places.putIfAbsent(List.copyOf(value), places.size());
      }
    }
    return new Feed(places, List.copyOf(places.keySet()));
  }

  /** Returns a value and those after it, then those before it. */
  List<List<String>> from(List<String> value) {
    int place = places.getOrDefault(value, 0);
    var result = new ArrayList<>(values.subList(place, values.size()));
    result.addAll(values.subList(0, place));
    return result;
  }
}
