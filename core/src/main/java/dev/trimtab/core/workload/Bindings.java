package dev.trimtab.core.workload;

import dev.trimtab.core.model.Column;
import dev.trimtab.core.model.ColumnStatistics;
import dev.trimtab.core.model.Snapshot;
import dev.trimtab.core.workload.Binding.Origin;
import dev.trimtab.core.workload.ParameterUse.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Chooses parameter values to plan a statement with: those seen in a log, else several drawn from
 * the statistics of the column a parameter meets, common values and rare ones, so that skew shows
 * as a spread of costs and not as a lucky guess.
 */
public final class Bindings {

  /** Values tried per statement: a common one, a typical one and a rare one, and some between. */
  private static final int VARIANTS = 4;

  /** Samples of a log tried per statement. */
  private static final int SAMPLES_MAX = 6;

  /**
   * Where in a column's range a bound is drawn, per variant; most workloads look at recent rows,
   * but of the two values that are measured one has to reach further back, where an index is of
   * less use. Never at the last value itself: that is the last one in a sample, and beyond it
   * nobody knows.
   */
  private static final double[] BOUND_QUANTILES = {0.98, 0.75, 0.99, 0.5};

  /** How wide a range with two bounds is, as a part of the column's range. */
  private static final double RANGE_WIDTH = 0.01;

  private static final int WORD_MIN = 4;
  private static final int PREFIX_CHARACTERS = 4;

  /** A name and a half, or two words: more than most people type, and rare. */
  private static final int PIECE_CHARACTERS = 12;

  private final Snapshot snapshot;

  public Bindings(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  /** Returns at least one binding, all different. */
  public List<Binding> of(Statement statement, QueryShape shape) {
    if (shape.parameters().isEmpty()) {
      return List.of(
          new Binding(statement.id(), statement.text(), List.of(), Origin.NO_PARAMETERS));
    }
    List<Binding> seen =
        statement.samples().stream()
            .filter(sample -> sample.size() == shape.parameters().size())
            .distinct()
            .limit(SAMPLES_MAX)
            .map(values -> new Binding(statement.id(), statement.text(), values, Origin.SEEN))
            .toList();
    return seen.isEmpty() ? drawn(statement, shape) : seen;
  }

  /** Returns the binding that plans for any value. */
  public static Binding generic(Statement statement, QueryShape shape) {
    List<Optional<String>> nulls =
        shape.parameters().stream().map(_ -> Optional.<String>empty()).toList();
    return new Binding(statement.id(), statement.text(), nulls, Origin.GENERIC);
  }

  private List<Binding> drawn(Statement statement, QueryShape shape) {
    var bindings = new ArrayList<Binding>();
    for (int variant = 0; variant < VARIANTS; variant++) {
      var values = new ArrayList<Optional<String>>();
      for (ParameterUse parameter : shape.parameters()) {
        Optional<String> value = value(parameter, variant, rangePlace(parameter, shape));
        if (value.isEmpty() && parameter.role() != Role.STORED) {
          // Compared with NULL nothing is ever found, and the plan would be free.
          return List.of(generic(statement, shape));
        }
        values.add(value);
      }
      var binding = new Binding(statement.id(), statement.text(), values, Origin.DRAWN);
      if (!bindings.contains(binding)) {
        bindings.add(binding);
      }
    }
    return bindings;
  }

  /** 0 for the first bound on a column, 1 for the second: they make a range from below to above. */
  private static int rangePlace(ParameterUse parameter, QueryShape shape) {
    return (int)
        shape.parameters().stream()
            .filter(p -> p.number() < parameter.number())
            .filter(p -> p.role() == Role.RANGE && parameter.role() == Role.RANGE)
            .filter(p -> p.compared().equals(parameter.compared()))
            .count();
  }

  private Optional<String> value(ParameterUse parameter, int variant, int rangePlace) {
    Optional<ColumnStatistics> statistics =
        parameter
            .compared()
            .flatMap(c -> snapshot.findTable(c.table()).flatMap(t -> t.findColumn(c.column())))
            .flatMap(Column::widestStatistics);
    String type = parameter.type();
    if (type.equals("regconfig")) {
      return snapshot.setting("default_text_search_config");
    }
    return switch (parameter.role()) {
      case LIMIT -> Optional.of("20");
      case OFFSET -> Optional.of("0");
      case RANGE -> statistics.flatMap(s -> bound(s, variant, rangePlace)).or(() -> neutral(type));
      case LIKE ->
          statistics
              .flatMap(s -> typical(s, variant))
              .map(value -> pattern(value, variant))
              .or(() -> neutral(type).map(value -> pattern(value, 0)));
      case SEARCH -> search(type, statistics, variant).or(() -> neutral(type));
      case EQUAL, STORED, UNKNOWN ->
          type.endsWith("[]")
              ? list(statistics, variant).or(() -> neutral(type))
              : statistics.flatMap(s -> typical(s, variant)).or(() -> neutral(type));
    };
  }

  /** Most common first, then the middle of the histogram, then the rarest known, then a quarter. */
  private static Optional<String> typical(ColumnStatistics statistics, int variant) {
    List<String> common = statistics.mostCommonValues().map(ArrayText::elements).orElse(List.of());
    List<String> bounds = statistics.histogramBounds().map(ArrayText::elements).orElse(List.of());
    if (common.isEmpty() && bounds.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        switch (variant) {
          case 0 -> common.isEmpty() ? at(bounds, 0.37) : common.getFirst();
          case 1 -> bounds.isEmpty() ? at(common, 0.5) : at(bounds, 0.5);
          case 2 -> common.isEmpty() ? at(bounds, 0.8) : common.getLast();
          default -> bounds.isEmpty() ? at(common, 0.25) : at(bounds, 0.25);
        });
  }

  private static String at(List<String> values, double quantile) {
    return values.get((int) Math.min(values.size() - 1, Math.floor(quantile * values.size())));
  }

  private static Optional<String> bound(ColumnStatistics statistics, int variant, int rangePlace) {
    List<String> bounds = statistics.histogramBounds().map(ArrayText::elements).orElse(List.of());
    if (bounds.isEmpty()) {
      return typical(statistics, variant);
    }
    double quantile =
        Math.min(1, BOUND_QUANTILES[variant % BOUND_QUANTILES.length] + rangePlace * RANGE_WIDTH);
    int step = (int) Math.round(quantile * (bounds.size() - 1));
    return Optional.of(bounds.get(Math.min(bounds.size() - 1, step + rangePlace)));
  }

  private static Optional<String> list(Optional<ColumnStatistics> statistics, int variant) {
    List<String> values =
        statistics.stream()
            .flatMap(s ->
                List.of(variant, variant + 1, variant + 2).stream()
                    .map(v -> typical(s, v % VARIANTS)))
            .flatMap(Optional::stream)
            .distinct()
            .toList();
    return values.isEmpty() ? Optional.empty() : Optional.of(ArrayText.of(values));
  }

  /**
   * Anchored, a piece of a value, anchored, a word: nobody can tell which kind the application
   * sends. The two that are measured must not both be found at once: a word of a common value ends
   * a page of twenty before an index could show what it is worth.
   */
  private static String pattern(String value, int variant) {
    return switch (variant % VARIANTS) {
      case 1 -> "%" + withoutWildcards(middle(value)) + "%";
      case 3 -> "%" + longestWord(value) + "%";
      default -> withoutWildcards(cut(value, 0, PREFIX_CHARACTERS)) + "%";
    };
  }

  private static String middle(String value) {
    int length = value.codePointCount(0, value.length());
    return cut(value, Math.max(0, (length - PIECE_CHARACTERS) / 2), PIECE_CHARACTERS);
  }

  private static String cut(String value, int from, int length) {
    int characters = value.codePointCount(0, value.length());
    int begin = value.offsetByCodePoints(0, Math.min(from, characters));
    int end = value.offsetByCodePoints(0, Math.min(from + length, characters));
    return value.substring(begin, end);
  }

  private static String withoutWildcards(String text) {
    return text.replace("%", "").replace("_", "").replace("\\", "");
  }

  private static Optional<String> search(
      String type, Optional<ColumnStatistics> statistics, int variant) {
    if (type.endsWith("[]") || type.equals("jsonb")) {
      Optional<String> element =
          statistics
              .flatMap(ColumnStatistics::mostCommonElements)
              .map(ArrayText::elements)
              .filter(elements -> !elements.isEmpty())
              .map(elements -> at(elements, variant / (double) VARIANTS));
      return type.equals("jsonb")
          ? statistics.flatMap(s -> typical(s, variant))
          : element.map(e -> ArrayText.of(List.of(e)));
    }
    if (type.equals("text") || type.equals("tsquery")) {
      return statistics.flatMap(s -> typical(s, variant + 1)).map(Bindings::longestWord);
    }
    return statistics.flatMap(s -> typical(s, variant));
  }

  private static String longestWord(String text) {
    String best = "the";
    for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}]+", -1)) {
      if (word.length() >= WORD_MIN && word.length() > best.length()) {
        best = word;
      }
    }
    return best;
  }

  /** Some value of the type, where nothing better is known; none makes the plan a generic one. */
  private static Optional<String> neutral(String type) {
    return switch (type) {
      case "smallint", "integer", "bigint", "numeric", "real", "double precision" ->
          Optional.of("1");
      case "text", "character varying", "character", "name" -> Optional.of("x");
      case "boolean" -> Optional.of("true");
      case "date" -> Optional.of("2024-01-01");
      case "timestamp with time zone", "timestamp without time zone" ->
          Optional.of("2024-01-01 00:00:00");
      case "interval" -> Optional.of("7 days");
      case "uuid" -> Optional.of("00000000-0000-0000-0000-000000000001");
      case "json", "jsonb" -> Optional.of("{}");
      default -> type.endsWith("[]") ? Optional.of("{}") : Optional.empty();
    };
  }
}
